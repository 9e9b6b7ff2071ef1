"""Keeps what people decide of warnings as lessons, and tries changed rules against the records and the lessons kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from crisis.commands.desk import Desk, item_of
from crisis.detection.backtest import Backtest, Lesson, backtest
from crisis.detection.item import Item
from crisis.detection.rulebook import Rulebook
from crisis.store.intake import intake, verdicts
from crisis.store.lessons import lessons, newest
from crisis.store.unit_of_work import Change

MEMBERS = 50  # records of a matter that are named in a lesson
HEARD, TAUGHT = 5_000, 2_000  # newest records and lessons a back-test looks at


def keep(change: Change, warning: Row[Any], decision: str, reason: str) -> None:
    """A warning was decided: dismissed, confirmed, or missed by the rules and raised by hand."""
    conn = change.conn
    first = conn.execute(select(intake).where(intake.c.id == warning.intake_id)).one()
    version = conn.scalar(select(verdicts.c.rule_version).where(verdicts.c.intake_id == first.id))
    conn.execute(
        insert(lessons).values(
            warning_id=warning.id, intake_ids=_members(conn, warning), matter=warning.matter, decision=decision, level=first.level,
            score=first.score, codes=list(first.codes), reason=reason, rule_version=version or "", by_name=change.actor.name, at=change.at,
        )
    )  # fmt: skip


def _members(conn: Connection, warning: Row[Any]) -> list[int]:
    if warning.matter is None:
        return [int(warning.intake_id)]
    same = (intake.c.matter == warning.matter, intake.c.level != "none", intake.c.id != warning.intake_id)
    found = conn.scalars(select(intake.c.id).where(*same).order_by(intake.c.id.desc()).limit(MEMBERS))
    return [int(warning.intake_id), *sorted(found)]


def tried(conn: Connection, desk: Desk, before: Rulebook, after: Rulebook) -> Backtest:
    """Which warnings of the newest records a changed book lets appear and vanish, and which lessons it learned."""
    rows = list(conn.execute(select(intake).order_by(intake.c.id.desc()).limit(HEARD)))[::-1]
    return backtest(before, after, _items(rows), desk.firm(), lessons_of(newest(conn, TAUGHT)))


def lessons_of(rows: Iterable[Row[Any]]) -> Iterator[Lesson]:
    """The latest decision of each record that raised a warning; `rows` newest first."""
    seen: set[int] = set()
    for row in rows:
        first = row.intake_ids[0]
        if first not in seen:
            seen.add(first)
            yield Lesson(str(first), row.decision, row.reason)


def _items(rows: Iterable[Row[Any]]) -> Iterator[Item]:
    return (item_of(row) for row in rows)
