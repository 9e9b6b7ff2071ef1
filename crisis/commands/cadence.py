"""The cadence of situation reports: an update is sent and arms the next, or the next is put off and that is said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crisis.commands.command import command, moment, text
from crisis.commands.room import enter, stream_of
from crisis.domain import cadence as rules
from crisis.domain.people import Actor
from crisis.playbooks.policies import load_policy
from crisis.store.crises import crises
from crisis.store.timeline import snoozes, updates
from crisis.store.unit_of_work import Op, Work


@command
def report(
    work: Work, actor: Actor, *, crisis_id: int, note: str, op: Op, at: datetime, next_at: datetime | None = None
) -> dict[str, Any]:
    """A situation report went out; the next is due after the level's interval, or when the person says."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "update.send")
        words = text(note, "note", 2000)
        every = load_policy().levels[room.level].situation_report
        wished = moment(next_at, "next_at")
        due = rules.snooze(at, wished, before=0, reason="") if wished else rules.next_due(at, every)
        change.insert(updates, crisis_id=crisis_id, kind="sent", note=words, at=at, by_name=actor.name, due_at=due)
        change.update(crises, crisis_id, next_update_at=due)
        change.record("update.sent", text=words, at={"time": due.isoformat()})
    return change.answer


@command
def snooze(
    work: Work, actor: Actor, *, crisis_id: int, until: datetime, op: Op, at: datetime, reason: str = ""
) -> dict[str, Any]:
    """Put the next update off; when the last one was sent stays as it was."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "update.send")
        why = text(reason, "reason", 1000, required=False)
        wished = moment(until, "until", required=True) or at
        due = rules.snooze(at, wished, before=snoozes(change.conn, crisis_id), reason=why)
        change.insert(updates, crisis_id=crisis_id, kind="snoozed", note=why, at=at, by_name=actor.name, due_at=due)
        change.update(crises, crisis_id, next_update_at=due)
        because: Any = {"key": "timeline.because", "reason": why} if why else ""
        change.record("update.snoozed", at={"time": due.isoformat()}, reason=because)
    return change.answer
