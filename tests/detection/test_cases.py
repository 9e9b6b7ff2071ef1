"""The six written cases and those of our own: levels, codes and rooms, item by item with nothing later known."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crisis.detection.item import Item, Org
from crisis.detection.listener import Listener
from crisis.detection.verdict import LEVELS, Verdict

FOLDER = Path(__file__).parent.parent / "cases"
CASES = [*sorted(FOLDER.glob("dev-*.json")), *sorted((FOLDER / "own").glob("*.json"))]


def _item(row: dict[str, Any]) -> Item:
    published = row.get("published_at")
    return Item(
        row["id"], datetime.fromisoformat(row["at"]), row["kind"], row["text"], row["channel"], row["lang"], row["product"], row["branch"],
        row["customer_key"], row.get("customer_display"), attrs=row.get("attrs") or {},
        published_at=datetime.fromisoformat(published) if published else None,
    )  # fmt: skip


def _heard(case: dict[str, Any]) -> dict[str, Verdict]:
    org = case["org"]
    listener = Listener(Org(org["name"], org["sector"], org["role"], tuple(org["branches"]), org["timezone"]))
    return {row["id"]: listener.hear(_item(row)) for row in case["stream"]}


@pytest.mark.covers("R4-21")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_written_case_is_heard_as_a_sound_console_would(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    wanted, heard = case["expected"], _heard(case)
    for row in wanted["verdicts"]:
        verdict = heard[row["item"]]
        assert LEVELS.index(row["level"]) <= LEVELS.index(verdict.level) <= LEVELS.index(row["level_max"]), row
        assert set(row["codes_any"]) & set(verdict.codes), row
        assert verdict.level != "crisis" or verdict.opens or verdict.attaches, row
    for row in wanted["must_not_fire"]:
        assert LEVELS.index(heard[row["item"]].level) <= LEVELS.index(row["max_level"]), row
    opened = [name for name, verdict in heard.items() if verdict.opens]
    assert (len(opened), next(iter(opened), None)) == (wanted["rooms"], wanted.get("first_crisis_item"))
    if opened:
        room = heard[opened[0]].opens
        told = [verdict for verdict in heard.values() if room in (verdict.attaches, verdict.opens)]
        exposed = [verdict.t0 for verdict in told if verdict.t0]  # an earlier report found later moves it back
        assert exposed[-1] == datetime.fromisoformat(wanted["golden"]["t0"])
        assert told[-1].persons == wanted["distinct_complainants_at_end"]
