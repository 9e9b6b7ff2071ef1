"""A masked record read whole: by one person, for a reason, for ten minutes, on the record before the words go out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from crisis.commands.command import command, text
from crisis.domain.errors import IllegalMove
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.store.base import plain
from crisis.store.crises import granted
from crisis.store.intake import intake
from crisis.store.unit_of_work import Op, Work
from crisis.store.unmasking import opened_since, unmaskings

LASTS = timedelta(minutes=10)
MOST_IN_AN_HOUR = 20


@command
def unmask(work: Work, actor: Actor, *, intake_id: int, reason: str, op: Op, at: datetime) -> dict[str, Any]:
    """Open one record to this person; refused past twenty in an hour."""
    with work(actor, "desk", op, at) as change:
        row = change.get(intake, intake_id)
        named = row.crisis_id is not None and granted(change.conn, row.crisis_id, actor.id, "complaint.unmask")
        may(actor, "complaint.unmask", granted=named)
        why = text(reason, "reason", 300)
        if opened_since(change.conn, actor.id, at - timedelta(hours=1)) >= MOST_IN_AN_HOUR:
            raise IllegalMove("unmask.too_many", most=MOST_IN_AN_HOUR)
        change.insert(unmaskings, intake_id=row.id, person_id=actor.id, reason=why, at=at, until=at + LASTS)
        change.record("complaint.unmasked", title=row.title, name=actor.name, reason=why)
        change.answer = {"id": row.id, "until": plain(at + LASTS)}
    return change.answer
