"""Doors of who works in a room: seats, members and named grants."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from crisis.commands import seats as commands
from crisis.web.answer import Body, act, body
from crisis.web.openapi import takes

acts = Blueprint("seat_acts", __name__)


class Person(Body):
    person_id: int


class Grant(Body):
    person_id: int
    ability: str


class Claim(Body):
    person_id: int | None = None
    version: int | None = None


class Versioned(Body):
    version: int | None = None


@acts.post("/crises/<int:crisis_id>/seats/<int:seat_id>/claim")
@takes(Claim)
def claim(crisis_id: int, seat_id: int) -> Any:
    """Take a seat, or (the lead) put somebody into it."""
    wish = body(Claim).model_dump()
    return act(commands.take_seat, back=f"/crises/{crisis_id}#people", crisis_id=crisis_id, seat_id=seat_id, **wish)


@acts.post("/crises/<int:crisis_id>/seats/<int:seat_id>/leave")
@takes(Versioned)
def leave(crisis_id: int, seat_id: int) -> Any:
    """Leave a seat."""
    wish = body(Versioned).model_dump()
    return act(commands.leave_seat, back=f"/crises/{crisis_id}#people", crisis_id=crisis_id, seat_id=seat_id, **wish)


@acts.post("/crises/<int:crisis_id>/members")
@takes(Person)
def add_member(crisis_id: int) -> Any:
    """Let somebody into the room."""
    return act(commands.add_member, back=f"/crises/{crisis_id}", crisis_id=crisis_id, **body(Person).model_dump())


@acts.post("/crises/<int:crisis_id>/members/<int:person_id>/remove")
def remove_member(crisis_id: int, person_id: int) -> Any:
    """Show somebody out; their screens stop within a second."""
    return act(commands.remove_member, back=f"/crises/{crisis_id}", crisis_id=crisis_id, person_id=person_id)


@acts.post("/crises/<int:crisis_id>/grants")
@takes(Grant)
def grant(crisis_id: int) -> Any:
    """Give a named person one ability of this crisis."""
    return act(commands.grant, back=f"/crises/{crisis_id}", crisis_id=crisis_id, **body(Grant).model_dump())


@acts.post("/crises/<int:crisis_id>/grants/<int:grant_id>/withdraw")
def withdraw_grant(crisis_id: int, grant_id: int) -> Any:
    """Take a grant back."""
    return act(commands.withdraw_grant, back=f"/crises/{crisis_id}", crisis_id=crisis_id, grant_id=grant_id)
