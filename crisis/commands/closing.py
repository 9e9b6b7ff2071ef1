"""Closing a crisis through its gates, filing it, and opening it again under the same number."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from crisis.commands.command import command, text
from crisis.commands.desk import Desk
from crisis.commands.evolving import advance
from crisis.commands.room import enter, stream_of
from crisis.domain import closing
from crisis.domain.errors import IllegalMove
from crisis.domain.people import Actor
from crisis.store.aftermath import reviews
from crisis.store.closing_state import closing_state
from crisis.store.crises import crises
from crisis.store.unit_of_work import Op, Work

KEPT = timedelta(days=3653)


@command
def close_crisis(
    work: Work, actor: Actor, *, crisis_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """Close when every gate is passed; otherwise refused with what still blocks."""
    desk: Desk = work.desk
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = advance(change, enter(change, crisis_id, "crisis.close", states=("open",)))
        closing.close(closing_state(change.conn, room, at))
        change.update(crises, crisis_id, version, state="closed", closed_at=at)
        change.record("crisis.closed", number=room.number)
        desk.decided(change, room.matter, "closed")
    return change.answer


@command
def file_archive(work: Work, actor: Actor, *, crisis_id: int, number: str, op: Op, at: datetime) -> dict[str, Any]:
    """Give the file its archive number; it is kept for ten years."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "review.approve", states=("open", "closed"))
        found = change.all(reviews, crisis_id=crisis_id)
        if not found:
            raise IllegalMove("review.not_open")
        filed = text(number, "number", 40)
        change.update(reviews, found[0].id, archive_number=filed, retention_until=at + KEPT)
        change.record("archive.filed", number=filed)
    return change.answer


@command
def reopen_crisis(work: Work, actor: Actor, *, crisis_id: int, reason: str, op: Op, at: datetime) -> dict[str, Any]:
    """Open a closed crisis again under the same number."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "crisis.reopen", states=("closed",))
        why = text(reason, "reason", 1000)
        change.update(crises, crisis_id, state="open", closed_at=None)
        change.record("crisis.reopened", number=room.number, reason=why)
    return change.answer
