"""Invented streams in a few words: rows (hours from the start, person, text, further fields) become items."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from crisis.detection.item import Item, Org
from crisis.detection.listener import Listener
from crisis.detection.verdict import Verdict

START = datetime(2026, 5, 12, 1, 0, tzinfo=UTC)
Row = tuple[float, str | None, str, dict[str, Any]]


def org(sector: str = "appliances", role: str = "producer", *branches: str) -> Org:
    return Org("青禾", sector, role, branches or ("一店", "二店"))


def items(*rows: Row) -> list[Item]:
    made = []
    for number, (hours, person, text, more) in enumerate(rows, 1):
        fields = {"kind": "complaint", "product": "A1", "branch": "一店", "channel": "phone", **more}
        published = fields.pop("published", None)
        made.append(
            Item(
                f"i{number}", START + timedelta(hours=hours), text=text, customer_key=person,
                published_at=START + timedelta(hours=published) if published is not None else None, **fields,
            )
        )  # fmt: skip
    return made


def hear(scene: Org, *rows: Row) -> tuple[Listener, list[Verdict]]:
    listener = Listener(scene)
    return listener, [listener.hear(item) for item in items(*rows)]


def levels(verdicts: list[Verdict]) -> list[str]:
    return [verdict.level for verdict in verdicts]


def rooms(verdicts: list[Verdict]) -> int:
    return sum(verdict.opens is not None for verdict in verdicts)
