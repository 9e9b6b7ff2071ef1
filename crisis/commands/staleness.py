"""When a fact changes, every statement that rests on it is marked, and approvals not yet used are void."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from crisis.commands.room import stream_of
from crisis.store.unit_of_work import Change
from crisis.store.voice import revisions, statements


def mark_stale(change: Change, crisis_id: int, fact_id: int) -> None:
    """Statements citing the fact become stale; a submitted or approved revision falls back to a draft."""
    for statement in change.all(statements, crisis_id=crisis_id):
        if fact_id not in statement.facts or statement.state == "withdrawn":
            continue
        if statement.state in ("submitted", "approved"):
            void(change, statement, "fact_changed")
            change.update(statements, statement.id, stale=True, state="draft")
        else:
            change.update(statements, statement.id, stale=True)
        reason = {"key": "statement.void.fact_changed"}
        change.record("statement.voided", stream=stream_of(crisis_id), number=statement.number, reason=reason)


def void(change: Change, statement: Row[Any], reason: str) -> None:
    """Void the living revisions of a statement; its approvals count no more."""
    for revision in change.all(revisions, statement_id=statement.id):
        if revision.voided_at is None:
            change.update(revisions, revision.id, voided_at=change.at, void_reason=reason)
