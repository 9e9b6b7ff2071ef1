"""A person's decision on a warning: confirm in one step, dismiss with a reason, or raise one by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crisis.commands.command import command, text
from crisis.commands.desk import Desk
from crisis.commands.evolving import settle
from crisis.commands.hearing import link_matter, room_title
from crisis.commands.learning import keep
from crisis.commands.opening import Opening, open_room
from crisis.commands.room import LIVE, stream_of
from crisis.commands.seats import give
from crisis.commands.waiting import put_waiting
from crisis.domain.errors import IllegalMove
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.playbooks.policies import load_choosing
from crisis.store.crises import crises, seats
from crisis.store.intake import intake, warnings
from crisis.store.people import people
from crisis.store.unit_of_work import Change, Op, Work

FALLBACK = ("PB-SERVICE",)


@command
def confirm(
    work: Work,
    actor: Actor,
    *,
    warning_id: int,
    op: Op,
    at: datetime,
    version: int | None = None,
    crisis_id: int | None = None,
) -> dict[str, Any]:
    """Yes, this is a crisis: the draft becomes the room, a watch gets one, or both go into an open one."""
    desk: Desk = work.desk
    with work(actor, "desk", op, at) as change:
        may(actor, "warning.confirm")
        row = _undecided(change, warning_id)
        if row.crisis_id is not None:
            room = confirm_room(change, change.get(crises, row.crisis_id))
        elif crisis_id is not None:
            room = change.get(crises, crisis_id)
            if room.state not in LIVE:
                raise IllegalMove("crisis.not_open", number=room.number, state=room.state)
            link_matter(change, room.id, row.matter, row.intake_id, [])
        else:
            room = _declare(change, desk, row)
        done: dict[str, Any] = {"state": "confirmed", "crisis_id": room.id, "decided_by": actor.name, "decided_at": at}
        change.update(warnings, warning_id, version, **done)
        change.record("warning.confirmed", stream="desk", title=row.title, crisis=room.number)
        settle(change, room, desk.org)
        keep(change, row, "confirmed", "")
        desk.decided(change, row.matter, "confirmed")
        change.answer = {"crisis_id": room.id, "number": room.number}
    return change.answer


def _undecided(change: Change, warning_id: int) -> Row[Any]:
    row = change.get(warnings, warning_id)
    if row.state != "waiting":
        raise IllegalMove("warning.decided", by=row.decided_by, state=row.state)
    return row


def confirm_room(change: Change, room: Row[Any]) -> Row[Any]:
    """The draft is a crisis now; a lead who confirms takes the chair and the GM's key."""
    if room.state != "draft":
        return room
    done: dict[str, Any] = {"state": "open", "confirmed_at": change.at, "confirmed_by": change.actor.name}
    room = change.update(crises, room.id, **done)
    change.record("crisis.confirmed", stream=stream_of(room.id), number=room.number, title=room.title)
    take_chair(change, room)
    return room


def take_chair(change: Change, room: Row[Any]) -> None:
    """The lead who opens or confirms sits in the LEAD seat and may approve as GM in this crisis."""
    if change.actor.role != "lead" or change.actor.id is None:
        return
    chair = next((s for s in change.all(seats, crisis_id=room.id, role="LEAD") if s.person_id is None), None)
    if chair is None:
        return
    who = change.get(people, change.actor.id)
    change.update(seats, chair.id, person_id=who.id, person_name=who.name, since=change.at)
    change.record("seat.taken", stream=stream_of(room.id), role={"key": "seat.LEAD"}, name=who.name)
    give(change, room.id, who, "statement.approve_gm")


def _declare(change: Change, desk: Desk, row: Row[Any]) -> Row[Any]:
    """A room for a watch that a person takes seriously: T0 is when the record came in."""
    first = change.get(intake, row.intake_id)
    choice = load_choosing().choose(row.codes, ("workmanship", "product")) or FALLBACK
    opening = Opening(
        title=room_title(first, row.codes) if row.codes else row.title,
        t0=first.published_at or first.received_at,
        t0_from={"intake": first.id, "kind": first.kind},
        playbooks=choice,
        state="open",
        codes=tuple(row.codes),
        matter=row.matter,
        precursor_at=None,
        persons=1 if first.customer_key else 0,
        drill=first.drill,
    )
    room = open_room(change, opening, desk.org["timezone"])
    link_matter(change, room.id, row.matter, first.id, [])
    take_chair(change, room)
    return room


@command
def dismiss(
    work: Work,
    actor: Actor,
    *,
    warning_id: int,
    reason: str,
    op: Op,
    at: datetime,
    version: int | None = None,
) -> dict[str, Any]:
    """No crisis, with a reason that the rules are later tried against; a draft room goes with it (the lead alone)."""
    desk: Desk = work.desk
    with work(actor, "desk", op, at) as change:
        may(actor, "warning.dismiss")
        row = _undecided(change, warning_id)
        why = text(reason, "reason", 1000)
        done: dict[str, Any] = {"state": "dismissed", "reason": why, "decided_by": actor.name, "decided_at": at}
        change.update(warnings, warning_id, version, **done)
        change.record("warning.dismissed", title=row.title, reason=why)
        if row.crisis_id is not None:
            dismiss_room(change, change.get(crises, row.crisis_id), why)
        keep(change, row, "dismissed", why)
        desk.decided(change, row.matter, "dismissed")
    return change.answer


def dismiss_room(change: Change, room: Row[Any], reason: str) -> None:
    """Take a draft room off the board; its record stays."""
    may(change.actor, "crisis.dismiss")
    if room.state != "draft":
        raise IllegalMove("crisis.not_draft", number=room.number)
    change.update(crises, room.id, state="dismissed", closed_at=change.at)
    change.record("crisis.dismissed", stream=stream_of(room.id), number=room.number, reason=reason)


@command
def raise_warning(
    work: Work, actor: Actor, *, intake_id: int, op: Op, at: datetime, reason: str = ""
) -> dict[str, Any]:
    """A person sees what the rules did not: the record waits on the desk as a watch."""
    with work(actor, "desk", op, at) as change:
        may(actor, "warning.raise")
        row = change.get(intake, intake_id)
        waiting = change.conn.execute(
            select(warnings.c.id).where(warnings.c.intake_id == intake_id, warnings.c.state == "waiting")
        ).first()
        if waiting is not None or row.crisis_id is not None:
            raise IllegalMove("warning.raised_already")
        why = text(reason, "reason", 1000, required=False) or None
        warning = put_waiting(change, row, row.codes, reason=why, link=True)
        keep(change, warning, "missed", why or "")
        change.answer = {"warning_id": warning.id}
    return change.answer
