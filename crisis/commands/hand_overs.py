"""The end of a shift: a seat is offered with a written brief and its open items, and changes hands when accepted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crisis.commands.command import command, text
from crisis.commands.room import enter, person, row_in, stream_of
from crisis.domain import seats as rules
from crisis.domain.errors import IllegalMove
from crisis.domain.people import Actor
from crisis.playbooks.policies import load_policy
from crisis.store.checklist import items
from crisis.store.crises import member, seats
from crisis.store.timeline import hand_overs
from crisis.store.unit_of_work import Change, Op, Work

OPEN = ("open", "doing", "waiting")


def passed_on(change: Change, seat: Row[Any], giver: int, taker: int, brief: str) -> None:
    """Refuses what the rules of the seats forbid."""
    rows = change.all(seats, crisis_id=seat.crisis_id)
    seated = {s.role: str(s.person_id) for s in rows if s.person_id is not None}
    apart = load_policy().never_together
    rules.hand_over(seated, seat.role, apart, giver=str(giver), taker=str(taker), brief=brief)


def open_items(change: Change, seat: Row[Any]) -> list[dict[str, Any]]:
    """What the seat still has to do: items of its holder, and of the seat where nobody is named."""
    rows = change.all(items, crisis_id=seat.crisis_id)
    own = [
        row
        for row in rows
        if row.state in OPEN
        and (row.person_id == seat.person_id or (row.person_id is None and seat.role in row.owners))
    ]
    return [{"id": row.id, "zh": row.title_zh, "en": row.title_en} for row in own]


@command
def hand_over(
    work: Work, actor: Actor, *, crisis_id: int, seat_id: int, person_id: int, brief: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Offer a seat to a member with a written brief; the holder keeps it until the other accepts."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        seat = row_in(change, seats, seat_id, crisis_id)
        enter(change, crisis_id, "seat.hand_over", own=seat.person_id is not None and seat.person_id == actor.id)
        if seat.person_id is None:
            raise IllegalMove("seat.vacant")
        taker = person(change, person_id)
        if member(change.conn, crisis_id, person_id) is None:
            raise IllegalMove("member.absent")
        if seat.person_id == person_id:
            raise IllegalMove("hand_over.same")
        words = text(brief, "brief", 4000)
        passed_on(change, seat, seat.person_id, person_id, words)
        for earlier in change.all(hand_overs, seat_id=seat_id, state="offered"):
            change.update(hand_overs, earlier.id, state="replaced")
        row = change.insert(
            hand_overs, crisis_id=crisis_id, seat_id=seat_id, role=seat.role, giver_id=seat.person_id,
            giver_name=seat.person_name, taker_id=person_id, taker_name=taker.name, brief=words,
            open_items=open_items(change, seat), state="offered", offered_at=at,
        )  # fmt: skip
        change.record(
            "hand_over.offered", role={"key": f"seat.{seat.role}"}, name=taker.name, count=len(row.open_items)
        )
        change.answer = {"id": row.id}
    return change.answer


@command
def accept(
    work: Work, actor: Actor, *, crisis_id: int, hand_over_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """Take the seat over; the brief was read."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, hand_overs, hand_over_id, crisis_id)
        enter(change, crisis_id, "seat.accept", own=row.taker_id == actor.id)
        if row.state != "offered":
            raise IllegalMove("hand_over.not_open")
        seat = change.get(seats, row.seat_id, crisis_id=crisis_id)
        passed_on(change, seat, row.giver_id, row.taker_id, row.brief)
        change.update(hand_overs, hand_over_id, version, state="accepted", accepted_at=at)
        change.update(seats, row.seat_id, person_id=row.taker_id, person_name=row.taker_name, since=at)
        change.record("hand_over.accepted", role={"key": f"seat.{row.role}"}, name=row.giver_name)
    return change.answer
