"""Comments on entries of the timeline: a member called upon by @name finds it among what waits for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crisis.commands.command import command, text
from crisis.commands.room import enter, row_in, stream_of
from crisis.commands.timeline import entry_of
from crisis.domain.errors import IllegalMove
from crisis.domain.events import for_fewer
from crisis.domain.mentions import mentioned
from crisis.domain.people import Actor
from crisis.store.crises import members
from crisis.store.timeline import comments
from crisis.store.unit_of_work import Op, Work


@command
def comment(work: Work, actor: Actor, *, crisis_id: int, seq: int, words: str, op: Op, at: datetime) -> dict[str, Any]:
    """Say something about an entry; `@name` asks a member for it."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        entry = entry_of(change, crisis_id, seq)
        enter(change, crisis_id, "comment.add")
        if for_fewer(entry.kind):
            raise IllegalMove("entry.for_fewer")
        said = text(words, "text", 2000)
        team = {m.person_id: m.name for m in change.all(members, crisis_id=crisis_id) if m.removed_at is None}
        row = change.insert(
            comments,
            crisis_id=crisis_id,
            seq=seq,
            person_id=actor.id,
            person_name=actor.name,
            text=said,
            mentions=mentioned(said, team),
            at=at,
        )
        change.record("comment.added", seq=seq)
        change.answer = {"id": row.id}
    return change.answer


@command
def resolve(
    work: Work, actor: Actor, *, crisis_id: int, comment_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """What was asked is settled; by the author, by whoever was called upon, or by the lead."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, comments, comment_id, crisis_id)
        own = actor.id is not None and actor.id in (row.person_id, *row.mentions)
        enter(change, crisis_id, "comment.resolve", own=own)
        if row.resolved_at is not None:
            raise IllegalMove("comment.resolved", who=row.resolved_by)
        change.update(comments, comment_id, version, resolved_at=at, resolved_by=actor.name)
        change.record("comment.resolved", seq=row.seq)
    return change.answer
