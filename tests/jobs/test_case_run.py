"""A written case through the real commands: what the result says, and that odd input never stops the run."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crisis.jobs.case import run_case
from crisis.jobs.case_file import Case, read_case

CASES = Path(__file__).parents[1] / "cases"
AT = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
ORG = {
    "name": "甲店",
    "sector": "retail",
    "role": "dealer",
    "jurisdictions": ["CN"],
    "branches": [],
    "timezone": "Asia/Shanghai",
}
RECORDS = [
    {
        "tier": "leadership",
        "role": "总经理",
        "measures": ["self-criticism", "fine"],
        "amount": 2000,
        "currency": "CNY",
        "self_imposed": True,
    },
    {"tier": "direct", "role": "店员", "measures": ["fine"], "amount": 600.5, "currency": "CNY", "self_imposed": False},
]


@pytest.fixture(scope="module")
def dealer() -> dict[str, Any]:
    return run_case(replace(read_case(CASES / "dev-01.json"), records=RECORDS))


def quiet(stream: list[dict[str, Any]], **more: Any) -> Case:
    rows = [{"id": f"i{n}", "at": AT + timedelta(minutes=n), **row} for n, row in enumerate(stream)]
    empty: dict[str, Any] = {"facts": [], "drafts": [], "pairs": [], "actions": [], "records": []}
    return Case("X-1", ORG, rows, **{**empty, "close_at": AT + timedelta(days=3), **more})


def test_every_item_has_one_verdict_and_every_crisis_item_a_room(dealer: dict[str, Any]) -> None:
    case = read_case(CASES / "dev-01.json")
    assert [v["item"] for v in dealer["verdicts"]] == [row["id"] for row in case.stream]
    rooms = {room["id"] for room in dealer["rooms"]}
    assert {v["attached_to"] in rooms for v in dealer["verdicts"] if v["level"] == "crisis"} == {True}
    texts = {row["id"]: row["text"] for row in case.stream}
    assert [v["item"] for v in dealer["verdicts"] if any(span not in texts[v["item"]] for span in v["spans"])] == []


def test_the_clock_runs_from_the_publication_and_ends_after_48_hours(dealer: dict[str, Any]) -> None:
    room = dealer["rooms"][0]
    t0 = datetime.fromisoformat(room["t0"])
    assert room["t0"] == "2026-09-15T07:40:00+08:00"
    assert datetime.fromisoformat(room["half"]) - t0 == timedelta(hours=24)
    assert datetime.fromisoformat(room["end"]) - t0 == timedelta(hours=48)
    assert room["calendar_line"] == "2026-09-17T00:00:00+08:00"


def test_each_source_of_a_joined_item_has_its_line_and_is_not_due_later_than_its_own_rule(
    dealer: dict[str, Any],
) -> None:
    lines = dealer["rooms"][0]["checklist"]
    refs = [line["ref"] for line in lines]
    assert len(refs) == len(set(refs))
    due = {line["ref"]: line["due_at"] for line in lines}
    assert due["MEDIA-09"] == "2026-09-15T09:40:00+08:00"  # T+2h
    assert due["MEDIA-23"] is None  # waits for stage 4


def test_the_leader_answers_first(dealer: dict[str, Any]) -> None:
    closing = dealer["closing"][0]
    told = [(a["pass"], a["tier"], a["accepted"]) for a in closing["attempts"]]
    assert told == [("reversed", "direct", False), ("reversed", "leadership", True), ("given", "direct", True)]
    assert [(r["role"], r["amount"], r["legal_check"]) for r in closing["records"]] == [
        ("总经理", 2000, "missing_basis"),
        ("店员", 600.5, "missing_basis"),
    ]


def test_closing_is_refused_with_what_is_open_in_both_languages(dealer: dict[str, Any]) -> None:
    closing = dealer["closing"][0]
    assert (closing["refused"], closing["refused_again"]) == (True, True)
    assert {"stage_quiet", "checklist", "accountability", "corrective", "greeting"} <= {
        b["code"] for b in closing["blockers"]
    }
    assert all(" / " in blocker["text"] for blocker in closing["blockers"])
    before = [b["text"] for b in closing["blockers"] if b["code"] == "accountability"]
    after = [b["text"] for b in closing["blockers_after"] if b["code"] == "accountability"]
    assert before != after


def test_a_fact_counts_only_from_its_time_on() -> None:
    draft = {"kind": "HOLDING", "lang": "zh", "text": "共有12名顾客受影响。", "responsibility_finding_made": False}
    fact = {"key": "affected_count", "value": "30", "status": "confirmed", "scope": "受影响顾客", "may_publish": True}
    case = quiet(
        [{"kind": "complaint", "text": "排队太久"}],
        facts=[{**fact, "as_of": AT + timedelta(hours=2)}],
        drafts=[
            {**draft, "id": "early", "at": AT + timedelta(hours=1)},
            {**draft, "id": "late", "at": AT + timedelta(hours=3)},
        ],
    )
    found = {d["id"]: [h["code"] for h in d["hits"]] for d in run_case(case)["drafts"]}
    assert "F14" not in found["early"]
    assert "F14" in found["late"]


def test_a_quiet_day_opens_no_room_and_closes_none() -> None:
    result = run_case(quiet([{"kind": "complaint", "text": "咖啡有点凉"}, {"kind": "social", "text": "店员很热情"}]))
    assert (result["rooms"], result["closing"]) == ([], [])
    assert [v["level"] for v in result["verdicts"]] == ["none", "none"]


def test_a_later_item_does_not_change_an_earlier_verdict() -> None:
    case = read_case(CASES / "dev-01.json")
    half = replace(case, stream=case.stream[:12], drafts=[], pairs=[])
    whole = {v["item"]: (v["level"], v["codes"], v["reasons"]) for v in run_case(case)["verdicts"]}
    for verdict in run_case(half)["verdicts"]:
        assert (verdict["level"], verdict["codes"], verdict["reasons"]) == whole[verdict["item"]]


def test_odd_items_are_judged_or_named_and_never_stop_the_run() -> None:
    odd: list[dict[str, Any]] = [
        {"kind": "telegram", "text": "没有这种来件"},
        {"kind": "complaint", "text": ""},
        {"kind": "complaint", "text": "\x00"},
        {"kind": "social", "text": "x" * 5000, "attrs": {"views": [1, {"a": 2}], "shares": "many", "": None}},
        {"kind": "complaint", "text": 7, "customer_key": {"a": 1}, "product": "y" * 900, "lang": "zh-Hant-TW-extra"},
        {"kind": "media", "text": "店里着火", "published_at": AT + timedelta(days=9), "attrs": "none"},
    ]
    result = run_case(quiet(odd, pairs=[{"id": "p", "a": None, "b": 3}], actions=[{"at": AT, "action": "dance"}]))
    assert [v["item"] for v in result["verdicts"]] == [f"i{n}" for n in range(len(odd))]
    assert {"item": "i2", "code": "field.characters"} in result["refused"]
    assert json.loads(json.dumps(result)) == result


@pytest.mark.needs_shared
@pytest.mark.parametrize("name", [f"dev-0{n}" for n in range(1, 7)])
def test_a_stripped_case_passes_the_scorer(shared: Path, tmp_path: Path, name: str) -> None:
    score = shared / "eval" / "score_case.py"
    given, made = tmp_path / "input.json", tmp_path / f"{name}.json"
    subprocess.run([sys.executable, score, "strip", CASES / f"{name}.json", "--out", given], check=True)
    made.write_text(json.dumps(run_case(read_case(given)), ensure_ascii=False), "utf-8")
    scored = subprocess.run(
        [sys.executable, score, "score", made, CASES / f"{name}.json", "--json"], capture_output=True, check=False
    )
    told = json.loads(scored.stdout)
    told = told["results"][0] if "results" in told else told
    assert (told["passed"], told["detector_perfect"], told["clock_exact"], told["errors"]) == (True, True, True, [])
    assert told["total"] >= 95
