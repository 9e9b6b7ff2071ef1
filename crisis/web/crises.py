"""Doors of a crisis: the war-room page, declaring, and what the lead decides about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, jsonify, request
from pydantic import Field

from crisis.commands import crises as commands
from crisis.domain.errors import Absent
from crisis.domain.people import Actor
from crisis.views import room, standing
from crisis.views.projection import Audience
from crisis.views.room_page import room_page
from crisis.web import catching_up, page, reader
from crisis.web.answer import Body, Moment, act, body
from crisis.web.openapi import takes

pages = Blueprint("crises", __name__)
acts = Blueprint("crisis_acts", __name__)


class Declaration(Body):
    title: str = Field(max_length=200)
    t0: Moment | None = None
    playbooks: list[str] | None = None
    level: str | None = None
    source_class: str = "OTHER"
    drill: bool = False


class LevelChange(Body):
    level: str
    reason: str
    version: int | None = None
    typed: str = ""


class StageRequest(Body):
    stage: int
    reason: str = ""
    grounds: list[str] | None = None
    version: int | None = None


class Title(Body):
    title: str = Field(max_length=200)
    version: int | None = None


class Position(Body):
    text: str
    version: int | None = None


class Finding(Body):
    finding: str
    basis: str


class Correction(Body):
    t0: Moment
    reason: str


class NextUpdate(Body):
    next_at: Moment


class Joined(Body):
    playbook: str


class Versioned(Body):
    version: int | None = None


class Reason(Body):
    reason: str
    version: int | None = None


def reading(crisis_id: int) -> Audience:
    """The reader's audience, after asking whether they may read this room at all."""
    who: Actor = reader.actor()
    with current_app.extensions["work"].reading() as conn:
        if not standing.may_read_room(conn, who.id, who.role, crisis_id):
            raise Absent("absent", what="crises")
    return reader.audience()


@pages.get("/crises/<int:crisis_id>")
def show(crisis_id: int) -> Any:
    """The war-room."""
    audience = reading(crisis_id)
    with current_app.extensions["work"].reading() as conn:
        only, order = request.args.get("only", "all"), request.args.get("order", "recorded")
        model = room_page(conn, crisis_id, audience, reader.now(), only, order, reader.actor().id)
    wanted = request.args.get("item", "")
    model["open_item"] = int(wanted) if wanted.isdigit() else 0
    named = request.args.get("dialog", "").removeprefix("fact-")
    model["dialog_fact"] = next((f for f in model["facts"] if str(f["id"]) == named), None)
    in_zone = model.pop("zone")
    return page.draw("crises/room.html", "room", model, crisis_id, in_zone)


@acts.get("/crises/<int:crisis_id>/snapshot")
def snapshot(crisis_id: int) -> Any:
    """All rows of the room as this reader may see them, with the number they belong to."""
    audience = reading(crisis_id)
    with current_app.extensions["work"].reading() as conn:
        return jsonify(room.snapshot(conn, crisis_id, audience))


@acts.get("/crises/<int:crisis_id>/events")
def events(crisis_id: int) -> Any:
    """The timeline after a number: first load, reconnect and a late joiner all read this."""
    return catching_up.answer(f"crisis:{crisis_id}", reading(crisis_id))


@acts.post("/crises")
@takes(Declaration)
def declare() -> Any:
    """Declare a crisis by hand; only a title is needed."""
    wish = body(Declaration)
    return act(commands.declare, back="/crises/{id}", code=201, **wish.model_dump(exclude={"typed"}))


def _run(command: Callable[..., dict[str, Any]], crisis_id: int, wish: Body) -> Any:
    return act(command, back=f"/crises/{crisis_id}", crisis_id=crisis_id, **wish.model_dump(exclude={"typed"}))


@acts.post("/crises/<int:crisis_id>/level")
@takes(LevelChange)
def level(crisis_id: int) -> Any:
    """Raise or lower the level, with a reason."""
    return _run(commands.change_level, crisis_id, body(LevelChange))


@acts.post("/crises/<int:crisis_id>/stage")
@takes(StageRequest)
def stage(crisis_id: int) -> Any:
    """Ask for a move of stage."""
    return _run(commands.request_stage, crisis_id, body(StageRequest))


@acts.post("/crises/<int:crisis_id>/title")
@takes(Title)
def retitle(crisis_id: int) -> Any:
    """Give the room a better name."""
    return _run(commands.retitle, crisis_id, body(Title))


@acts.post("/crises/<int:crisis_id>/position")
@takes(Position)
def position(crisis_id: int) -> Any:
    """State the lead's position."""
    wish = body(Position)
    return act(
        commands.state_position,
        back=f"/crises/{crisis_id}",
        crisis_id=crisis_id,
        position=wish.text,
        version=wish.version,
    )


@acts.post("/crises/<int:crisis_id>/responsibility")
@takes(Finding)
def responsibility(crisis_id: int) -> Any:
    """Approve the responsibility finding."""
    return _run(commands.find_responsibility, crisis_id, body(Finding))


@acts.post("/crises/<int:crisis_id>/t0")
@takes(Correction)
def correct_t0(crisis_id: int) -> Any:
    """Correct T0 to an earlier time."""
    return _run(commands.correct_t0, crisis_id, body(Correction))


@acts.post("/crises/<int:crisis_id>/next-update")
@takes(NextUpdate)
def next_update(crisis_id: int) -> Any:
    """Set when the next situation report is due."""
    return _run(commands.schedule_update, crisis_id, body(NextUpdate))


@acts.post("/crises/<int:crisis_id>/playbooks")
@takes(Joined)
def join(crisis_id: int) -> Any:
    """Bring in one more playbook."""
    return _run(commands.join_playbook, crisis_id, body(Joined))


@acts.post("/crises/<int:crisis_id>/confirm")
@takes(Versioned)
def confirm(crisis_id: int) -> Any:
    """Confirm the draft room."""
    return act(commands.confirm_crisis, back=f"/crises/{crisis_id}", crisis_id=crisis_id)


@acts.post("/crises/<int:crisis_id>/dismiss")
@takes(Reason)
def dismiss(crisis_id: int) -> Any:
    """Dismiss the draft room, with a reason."""
    return act(commands.dismiss_crisis, back="/board", crisis_id=crisis_id, reason=body(Reason).reason)
