"""Puts right by hand what the listener took for one: senders who are one or apart, records of one matter or another.

Every act asks for a reason, is told on the desk, and is kept so that a rebuilt listener does it again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crisis.commands.command import command, text
from crisis.commands.desk import Desk, item_of
from crisis.commands.grouping import group_now, join_room, leave_room, matter_of, recount, tell_full, tied_by
from crisis.commands.room import LIVE, enter
from crisis.detection import by_hand
from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.store.crises import crises
from crisis.store.intake import intake, number_of
from crisis.store.unit_of_work import Change, Op, Work

HANDLE = "complaint.handle"


def _record(change: Change, intake_id: int) -> Row[Any]:
    """The record, for whoever may handle it: its receiver, the lead and customer service."""
    row = change.get(intake, intake_id)
    may(change.actor, HANDLE, own=row.first_receiver == change.actor.name)
    return row


@command
def merge_senders(
    work: Work, actor: Actor, *, intake_id: int, other_id: int, reason: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Both records come from the same person: they count as one complainant from now on."""
    desk: Desk = work.desk
    with work(actor, "desk", op, at) as change:
        row, other = _record(change, intake_id), change.get(intake, other_id)
        why = text(reason, "reason", 500)
        listener = desk.take_turn(change)
        senders = [by_hand.sender_in(listener.identity, listener.matters, item_of(r), r.matter) for r in (row, other)]
        if None in senders:
            raise Invalid("group.no_sender", field="other_id")
        if senders[0] == senders[1]:
            raise IllegalMove("group.same_already")
        desk.act(change, "merged", row.id, {"other": other.id}, why)
        change.record("complainant.merged", title=row.title, other=other.title, reason=why)
        for matter in dict.fromkeys([row.matter, other.matter]):
            recount(change, listener, matter)
    return change.answer


@command
def split_sender(work: Work, actor: Actor, *, intake_id: int, reason: str, op: Op, at: datetime) -> dict[str, Any]:
    """The record comes from somebody else than those it was tied to; no mark joins them again."""
    desk: Desk = work.desk
    with work(actor, "desk", op, at) as change:
        row = _record(change, intake_id)
        why = text(reason, "reason", 500)
        listener = desk.take_turn(change)
        kinds = tied_by(change.conn, listener, row)
        if kinds is None:
            raise IllegalMove("group.tied_to_nobody")
        desk.act(change, "split", row.id, {"tied_by": kinds}, why)
        change.record("complainant.split", title=row.title, reason=why)
        recount(change, listener, row.matter)
        tell_full(change, listener, row)
    return change.answer


@command
def attach(
    work: Work,
    actor: Actor,
    *,
    intake_id: int,
    reason: str,
    op: Op,
    at: datetime,
    other_id: int | None = None,
    crisis_id: int | None = None,
) -> dict[str, Any]:
    """The record is of the same matter as another one, or belongs to an open room."""
    desk: Desk = work.desk
    with work(actor, "desk", op, at) as change:
        room = enter(change, crisis_id, HANDLE) if crisis_id is not None else None
        row = _record(change, intake_id)
        why = text(reason, "reason", 500)
        listener = desk.take_turn(change)
        if room is None:
            if other_id is None or other_id == row.id:
                raise Invalid("field.required", field="other_id")
            other = change.get(intake, other_id)
            room = _room_of(change, other.crisis_id)
            goal: dict[str, str] = {"key": "listening.to_record", "number": number_of(other)}
            target = other.matter or _alone(change, desk, other)
        else:
            goal = {"key": "listening.to_room", "number": room.number}
            target = room.matter
        if row.matter is not None and row.matter == target and (room is None or row.crisis_id == room.id):
            raise IllegalMove("group.together_already")
        leave_room(change, row, room)
        desk.act(change, "moved", row.id, {"from": row.matter, "to": target}, why)
        matter = matter_of(listener, row.id, target)
        room_id = room.id if room is not None else None
        was, row = row, change.update(intake, row.id, matter=matter, crisis_id=room_id)
        change.record("intake.attached", title=row.title, to=goal, reason=why)
        if room is not None:
            join_room(change, room, row, matter)
        for name in dict.fromkeys([was.matter, matter]):
            recount(change, listener, name)
        tell_full(change, listener, row)
        change.answer = {"matter": matter, "crisis_id": room_id}
    return change.answer


@command
def detach(work: Work, actor: Actor, *, intake_id: int, reason: str, op: Op, at: datetime) -> dict[str, Any]:
    """The record is of another matter than it was taken for: it stands alone, and leaves the room it had joined."""
    desk: Desk = work.desk
    with work(actor, "desk", op, at) as change:
        row = _record(change, intake_id)
        why = text(reason, "reason", 500)
        listener = desk.take_turn(change)
        if row.crisis_id is None and group_now(listener, row) is None and not _shared(change, row):
            raise IllegalMove("group.alone")
        leave_room(change, row, None)
        desk.act(change, "moved", row.id, {"from": row.matter, "to": None}, why)
        was = row.matter
        row = change.update(intake, row.id, matter=matter_of(listener, row.id, None), crisis_id=None)
        change.record("intake.detached", title=row.title, reason=why)
        recount(change, listener, was)
        change.answer = {"matter": row.matter}
    return change.answer


def _shared(change: Change, row: Row[Any]) -> bool:
    if row.matter is None:
        return False
    others = select(intake.c.id).where(intake.c.matter == row.matter, intake.c.id != row.id)
    return change.conn.execute(others.limit(1)).first() is not None


def _room_of(change: Change, crisis_id: int | None) -> Row[Any] | None:
    """The live room of the record that another one is attached to, for its members."""
    if crisis_id is None or change.get(crises, crisis_id).state not in LIVE:
        return None
    return enter(change, crisis_id, HANDLE)


def _alone(change: Change, desk: Desk, row: Row[Any]) -> str:
    """A record that was of no matter begins one, so that another can join it."""
    listener = desk.act(change, "moved", row.id, {"from": None, "to": None})
    matter = matter_of(listener, row.id, None)
    change.update(intake, row.id, matter=matter)
    change.record("intake.corrected", number=number_of(row))
    return matter
