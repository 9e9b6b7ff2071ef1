"""Doors of the checklist: each is one call."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from pydantic import AliasChoices, Field

from crisis.commands import checklist as commands
from crisis.commands.duty_rows import fulfil_duty
from crisis.web.answer import Body, Moment, act, body
from crisis.web.openapi import takes

acts = Blueprint("checklist_acts", __name__)


class Check(Body):
    evidence: str = Field("", max_length=4000, validation_alias=AliasChoices("evidence", "note"))
    visited: bool = False
    version: int | None = None


class Plain(Body):
    version: int | None = None


class Skip(Body):
    reason: str = Field(max_length=1000)
    version: int | None = None


class Assign(Body):
    person_id: int
    version: int | None = None


class NewItem(Body):
    title: str = Field(max_length=200)
    owner: str = "LEAD"
    due_at: Moment | None = None
    track: str = "internal"
    evidence_wanted: str = Field("", max_length=200)
    person_id: int | None = None


class Proof(Body):
    proof: str = Field(max_length=2000)


def _run(command: Any, crisis_id: int, item_id: int, wish: Body) -> Any:
    back = f"/crises/{crisis_id}#item-{item_id}"
    return act(command, back=back, crisis_id=crisis_id, item_id=item_id, **wish.model_dump())


@acts.post("/crises/<int:crisis_id>/items/<int:item_id>/check")
@takes(Check)
def check(crisis_id: int, item_id: int) -> Any:
    """Done, with its evidence."""
    return _run(commands.check_item, crisis_id, item_id, body(Check))


@acts.post("/crises/<int:crisis_id>/items/<int:item_id>/start")
@takes(Plain)
def start(crisis_id: int, item_id: int) -> Any:
    """Somebody is on it."""
    return _run(commands.start_item, crisis_id, item_id, body(Plain))


@acts.post("/crises/<int:crisis_id>/items/<int:item_id>/skip")
@takes(Skip)
def skip(crisis_id: int, item_id: int) -> Any:
    """Not applicable, with a reason."""
    return _run(commands.skip_item, crisis_id, item_id, body(Skip))


@acts.post("/crises/<int:crisis_id>/items/<int:item_id>/reopen")
@takes(Plain)
def reopen(crisis_id: int, item_id: int) -> Any:
    """Back to open."""
    return _run(commands.reopen_item, crisis_id, item_id, body(Plain))


@acts.post("/crises/<int:crisis_id>/items/<int:item_id>/assign")
@takes(Assign)
def assign(crisis_id: int, item_id: int) -> Any:
    """Give it to one named person."""
    return _run(commands.assign_item, crisis_id, item_id, body(Assign))


@acts.post("/crises/<int:crisis_id>/items")
@takes(NewItem)
def add(crisis_id: int) -> Any:
    """A task by hand."""
    wish = body(NewItem)
    return act(
        commands.add_item,
        back=f"/crises/{crisis_id}#item-{{id}}",
        code=201,
        crisis_id=crisis_id,
        **wish.model_dump(),
    )


@acts.post("/crises/<int:crisis_id>/duties/<int:duty_id>/fulfil")
@takes(Proof)
def fulfil(crisis_id: int, duty_id: int) -> Any:
    """A legal or outside duty was fulfilled, with its proof."""
    return act(fulfil_duty, back=f"/crises/{crisis_id}", crisis_id=crisis_id, duty_id=duty_id, proof=body(Proof).proof)
