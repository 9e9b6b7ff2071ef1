"""Taking, giving and leaving the seats of a war-room, and who belongs to it at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crisis.commands.command import command
from crisis.commands.room import enter, person, row_in, stream_of
from crisis.domain import seats as rules
from crisis.domain.errors import IllegalMove
from crisis.domain.people import Actor
from crisis.domain.permissions import matrix
from crisis.playbooks.policies import load_policy
from crisis.store.crises import grants, member, members, seats
from crisis.store.people import people
from crisis.store.unit_of_work import Change, Op, Work


@command
def take_seat(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    seat_id: int,
    op: Op,
    at: datetime,
    person_id: int | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """Claim a seat for oneself, or (the lead) put somebody into it."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        taker = person_id if person_id is not None else actor.id
        enter(change, crisis_id, "seat.claim" if taker == actor.id else "seat.assign")
        seat = change.get(seats, seat_id, crisis_id=crisis_id)
        if taker is None:
            raise IllegalMove("seat.needs_person")
        who = person(change, taker)
        if member(change.conn, crisis_id, taker) is None:
            raise IllegalMove("member.absent")
        seated = {s.role: str(s.person_id) for s in change.all(seats, crisis_id=crisis_id) if s.person_id}
        if person_id is not None and seat.person_id is not None:
            seated = rules.release(seated, seat.role)
        rules.claim(seated, seat.role, str(taker), load_policy().never_together)
        change.update(seats, seat_id, version, person_id=taker, person_name=who.name, since=at)
        change.record("seat.taken", role={"key": f"seat.{seat.role}"}, name=who.name)
    return change.answer


@command
def leave_seat(
    work: Work, actor: Actor, *, crisis_id: int, seat_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """Leave a seat vacant again."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        seat = row_in(change, seats, seat_id, crisis_id)
        enter(change, crisis_id, "seat.release", own=seat.person_id == actor.id)
        if seat.person_id is None:
            raise IllegalMove("seat.vacant")
        change.update(seats, seat_id, version, person_id=None, person_name=None, since=None)
        change.record("seat.left", role={"key": f"seat.{seat.role}"}, name=seat.person_name)
    return change.answer


def admit(change: Change, crisis_id: int, who: Any) -> None:
    """Make a person a member; their open screens learn of it at once through the new epoch."""
    change.insert(members, crisis_id=crisis_id, person_id=who.id, name=who.name, since=change.at)
    change.record("member.added", stream=stream_of(crisis_id), name=who.name)


def move_epoch(change: Change, person_id: int) -> None:
    """What this person may see has changed: the house stream tells every process to ask their sessions again."""
    who = change.update(people, person_id, epoch=people.c.epoch + 1)
    change.record("person.changed", stream="house", name=who.name)


@command
def add_member(work: Work, actor: Actor, *, crisis_id: int, person_id: int, op: Op, at: datetime) -> dict[str, Any]:
    """Let somebody into the room (again)."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "member.manage")
        who = person(change, person_id)
        known = change.all(members, crisis_id=crisis_id, person_id=person_id)
        if known and known[0].removed_at is None:
            raise IllegalMove("member.present", name=who.name)
        if known:
            change.update(members, known[0].id, removed_at=None, since=at)
            change.record("member.added", name=who.name)
        else:
            admit(change, crisis_id, who)
        move_epoch(change, person_id)
    return change.answer


@command
def remove_member(work: Work, actor: Actor, *, crisis_id: int, person_id: int, op: Op, at: datetime) -> dict[str, Any]:
    """Show somebody out: seats are vacated and open screens go dark within a second."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "member.manage")
        found = [m for m in change.all(members, crisis_id=crisis_id, person_id=person_id) if m.removed_at is None]
        if not found:
            raise IllegalMove("member.absent")
        for seat in change.all(seats, crisis_id=crisis_id, person_id=person_id):
            change.update(seats, seat.id, person_id=None, person_name=None, since=None)
        change.update(members, found[0].id, removed_at=at)
        change.record("member.removed", name=found[0].name)
        move_epoch(change, person_id)
    return change.answer


@command
def grant(
    work: Work, actor: Actor, *, crisis_id: int, person_id: int, ability: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Give one named person one ability of this crisis that the table leaves to a grant."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "member.manage")
        who = person(change, person_id)
        if "G" not in matrix().rows.get(ability, {}).values():
            raise IllegalMove("grant.no_such")
        give(change, crisis_id, who, ability)
    return change.answer


def give(change: Change, crisis_id: int, who: Any, ability: str) -> None:
    """Write the grant and say so."""
    change.insert(
        grants,
        crisis_id=crisis_id,
        person_id=who.id,
        ability=ability,
        granted_by=change.actor.name,
        granted_at=change.at,
    )
    change.record("grant.given", stream=stream_of(crisis_id), name=who.name, ability={"key": f"ability.{ability}"})
    move_epoch(change, who.id)


@command
def withdraw_grant(work: Work, actor: Actor, *, crisis_id: int, grant_id: int, op: Op, at: datetime) -> dict[str, Any]:
    """Take a grant back; approvals given under it stand."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "member.manage")
        row = change.get(grants, grant_id, crisis_id=crisis_id)
        if row.revoked_at is not None:
            raise IllegalMove("grant.no_such")
        change.update(grants, grant_id, revoked_at=at)
        who = change.get(people, row.person_id)
        change.record("grant.withdrawn", name=who.name, ability={"key": f"ability.{row.ability}"})
        move_epoch(change, who.id)
    return change.answer
