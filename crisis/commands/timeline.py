"""What is laid over an entry of the timeline without changing it: pins, better titles, strikes, the curated story."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crisis.commands.command import command, text
from crisis.commands.room import LIVE, enter, known, stream_of
from crisis.domain.errors import Absent, IllegalMove
from crisis.domain.events import KINDS, for_fewer
from crisis.domain.people import Actor
from crisis.store.events import Event
from crisis.store.timeline import entries_at, marks, marks_of
from crisis.store.unit_of_work import Change, Op, Work

AFTERWARDS = (*LIVE, "closed")
"""The story is told when all is over, too."""


def entry_of(change: Change, crisis_id: int, seq: int) -> Event:
    """The entry with this number, for whoever may know the room; quiet events are no entries."""
    known(change, crisis_id)
    found = entries_at(change.conn, stream_of(crisis_id), [seq]) if 0 < seq < 2**31 else []
    if not found or KINDS[found[0].kind].group == "quiet":
        raise Absent("absent", what="entries")
    return found[0]


def marking(
    change: Change, crisis_id: int, seq: int, ability: str, states: tuple[str, ...] = LIVE
) -> tuple[Event, Row[Any] | None]:
    """The entry and its mark, if it has one, after asking the right to lay something over it."""
    entry = entry_of(change, crisis_id, seq)
    own = change.actor.id is not None and entry.actor_id == change.actor.id
    enter(change, crisis_id, ability, own=own, states=states)
    return entry, marks_of(change.conn, crisis_id, [seq]).get(seq)


def put(change: Change, crisis_id: int, seq: int, mark: Row[Any] | None, **values: Any) -> None:
    """Write these columns of the entry's mark."""
    if mark is None:
        change.insert(marks, crisis_id=crisis_id, seq=seq, **values)
    else:
        change.update(marks, mark.id, **values)


@command
def pin(work: Work, actor: Actor, *, crisis_id: int, seq: int, op: Op, at: datetime, on: bool = True) -> dict[str, Any]:
    """Keep an entry in sight above the timeline, or let it go again."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        _, mark = marking(change, crisis_id, seq, "entry.pin")
        if bool(mark is not None and mark.pinned) == on:
            raise IllegalMove("entry.pinned" if on else "entry.not_pinned")
        put(change, crisis_id, seq, mark, pinned=on)
        change.record("entry.pinned" if on else "entry.unpinned", seq=seq)
    return change.answer


@command
def retitle_entry(
    work: Work, actor: Actor, *, crisis_id: int, seq: int, title: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Say an entry better; the words that were recorded stay below. An empty title takes the better one away."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        entry, mark = marking(change, crisis_id, seq, "entry.retitle")
        if for_fewer(entry.kind):
            raise IllegalMove("entry.for_fewer")
        words = text(title, "title", 300, required=False)
        if words == (mark.title if mark is not None and mark.title else ""):
            raise IllegalMove("entry.same_title")
        put(change, crisis_id, seq, mark, title=words or None, titled_by=actor.name if words else None)
        change.record("entry.retitled", seq=seq, title=words or {"key": "timeline.own_words"})
    return change.answer


@command
def strike(work: Work, actor: Actor, *, crisis_id: int, seq: int, reason: str, op: Op, at: datetime) -> dict[str, Any]:
    """Strike through what somebody typed, with a reason; it stays legible. Acts have ways of their own to be undone."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        entry, mark = marking(change, crisis_id, seq, "entry.strike")
        if not entry.kind.startswith("log."):
            raise IllegalMove("entry.not_typed")
        if mark is not None and mark.struck_at is not None:
            raise IllegalMove("entry.struck")
        why = text(reason, "reason", 1000)
        put(change, crisis_id, seq, mark, struck_reason=why, struck_by=actor.name, struck_at=at)
        change.record("entry.struck", seq=seq, reason=why)
    return change.answer


@command
def tell(
    work: Work, actor: Actor, *, crisis_id: int, seq: int, op: Op, at: datetime, on: bool = True
) -> dict[str, Any]:
    """Put an entry into the curated story, or take it out."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        _, mark = marking(change, crisis_id, seq, "entry.story", AFTERWARDS)
        if bool(mark is not None and mark.story) == on:
            raise IllegalMove("entry.in_story" if on else "entry.not_in_story")
        put(change, crisis_id, seq, mark, story=on)
        change.record("entry.told" if on else "entry.untold", seq=seq)
    return change.answer
