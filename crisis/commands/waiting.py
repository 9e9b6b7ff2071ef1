"""Puts a warning on the desk, where it waits for a person's decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from crisis.store.intake import intake, warnings
from crisis.store.unit_of_work import Change


def put_waiting(
    change: Change,
    record: Row[Any],
    codes: Iterable[str],
    *,
    level: str = "watch",
    crisis_id: int | None = None,
    reason: str | None = None,
    link: bool = False,
) -> Row[Any]:
    """The warning that this record raises; `crisis_id` is its draft room, `link` = the record points at it at once."""
    warning = change.insert(
        warnings,
        level=level,
        intake_id=record.id,
        title=record.title,
        codes=list(codes),
        matter=record.matter,
        raised_at=change.at,
        state="waiting",
        crisis_id=crisis_id,
        reason=reason,
    )
    if link:
        change.update(intake, record.id, warning_id=warning.id)
    change.record("warning.raised", stream="desk", title=record.title, level={"key": f"verdict.{level}"})
    return warning
