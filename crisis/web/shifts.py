"""Doors of a shift: handing a seat over, the cadence of updates, and how far a person has seen the room."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, request
from pydantic import Field

from crisis.commands import cadence, hand_overs
from crisis.commands.seen import see
from crisis.domain.errors import NotAllowed
from crisis.domain.permissions import cell
from crisis.views.hand_over import hand_over_page
from crisis.views.room import crisis_row
from crisis.web import page, reader
from crisis.web.answer import Body, Moment, act, body, wants_json
from crisis.web.crises import reading
from crisis.web.openapi import takes
from crisis.web.timeline import room_of

acts = Blueprint("shift_acts", __name__)


class HandOver(Body):
    seat_id: int
    person_id: int
    brief: str = Field(max_length=4000)


class Versioned(Body):
    version: int | None = None


class Report(Body):
    note: str = Field(max_length=2000)
    next_at: Moment | None = None


class Snooze(Body):
    until: Moment
    reason: str = Field(default="", max_length=1000)


class Seen(Body):
    seq: int = Field(ge=0, lt=2**31)


@acts.get("/crises/<int:crisis_id>/hand-over")
def page_of_hand_over(crisis_id: int) -> Any:
    """Handing a seat over, accepting one, and the notes so far."""
    reading(crisis_id)
    who, wanted = reader.actor(), request.args.get("seat", "")
    if cell("crisis.read", who.role) == "summary":
        raise NotAllowed("permission.not_allowed", ability="seat.hand_over", role=who.role)
    seat = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 12 else None
    with current_app.extensions["work"].reading() as conn:
        crisis = crisis_row(conn, crisis_id)
        found = hand_over_page(conn, crisis_id, who, seat)
    return page.draw("crises/hand_over.html", "room", {"crisis": room_of(crisis), **found}, crisis_id, crisis.zone)


@acts.post("/crises/<int:crisis_id>/hand-overs")
@takes(HandOver)
def hand_over(crisis_id: int) -> Any:
    """Offer a seat to another member, with a written brief."""
    wish = body(HandOver).model_dump()
    return act(hand_overs.hand_over, back=f"/crises/{crisis_id}#people", code=201, crisis_id=crisis_id, **wish)


@acts.post("/crises/<int:crisis_id>/hand-overs/<int:hand_over_id>/accept")
@takes(Versioned)
def accept(crisis_id: int, hand_over_id: int) -> Any:
    """Take the offered seat."""
    seen, place = body(Versioned).version, f"/crises/{crisis_id}#people"
    return act(hand_overs.accept, back=place, crisis_id=crisis_id, hand_over_id=hand_over_id, version=seen)


@acts.post("/crises/<int:crisis_id>/updates")
@takes(Report)
def report(crisis_id: int) -> Any:
    """A situation report was sent; the next is due by the level's interval."""
    return act(cadence.report, back=f"/crises/{crisis_id}", code=201, crisis_id=crisis_id, **body(Report).model_dump())


@acts.post("/crises/<int:crisis_id>/updates/snooze")
@takes(Snooze)
def snooze(crisis_id: int) -> Any:
    """Put the next update off."""
    return act(cadence.snooze, back=f"/crises/{crisis_id}", crisis_id=crisis_id, **body(Snooze).model_dump())


@acts.post("/crises/<int:crisis_id>/seen")
@takes(Seen)
def seen(crisis_id: int) -> Any:
    """Up to which number this person has seen the room."""
    reading(crisis_id)
    reached = see(current_app.extensions["work"], reader.actor(), crisis_id, body(Seen).seq, reader.now())
    if wants_json():
        return jsonify({"seen": reached})
    return redirect(f"/crises/{crisis_id}#timeline", code=303)
