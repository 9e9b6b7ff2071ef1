"""Remembers up to which entry a person has seen a room; that is nobody else's business and therefore no event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update

from crisis.commands.room import known, stream_of
from crisis.domain.errors import NotAllowed
from crisis.domain.people import Actor
from crisis.store.events import head
from crisis.store.timeline import last_seen, seen
from crisis.store.unit_of_work import Op, Work


def see(work: Work, actor: Actor, crisis_id: int, seq: int, at: datetime) -> int:
    """The number up to which the person has seen the room now; it never goes back."""
    if actor.id is None:
        raise NotAllowed("permission.not_allowed", ability="crisis.read", role=actor.role)
    stream = stream_of(crisis_id)
    with work(actor, stream, Op(None), at) as change:
        known(change, crisis_id)
        before = last_seen(change.conn, actor.id, crisis_id)
        reached = max(min(max(seq, 0), head(change.conn, stream)), before.seq if before is not None else 0)
        if before is None:
            change.conn.execute(insert(seen).values(person_id=actor.id, crisis_id=crisis_id, seq=reached, at=at))
        else:
            mine = (seen.c.person_id == actor.id, seen.c.crisis_id == crisis_id)
            change.conn.execute(update(seen).where(*mine).values(seq=reached, at=at))
    return reached
