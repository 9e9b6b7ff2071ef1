"""Keeps what people decide of warnings as lessons, against which changed rules are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from crisis.detection.backtest import Lesson
from crisis.store.intake import intake, verdicts
from crisis.store.lessons import lessons
from crisis.store.unit_of_work import Change

MEMBERS = 50  # records of a matter that are named in a lesson


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


def lessons_of(rows: Iterable[Row[Any]]) -> Iterator[Lesson]:
    """The latest decision of each record that raised a warning; `rows` newest first."""
    seen: set[int] = set()
    for row in rows:
        first = row.intake_ids[0]
        if first not in seen:
            seen.add(first)
            yield Lesson(str(first), row.decision, row.reason)
