"""Doors of the aftermath: accountability, corrective actions, customers, the review and the closing gate."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from flask import Blueprint, current_app, jsonify
from pydantic import Field

from crisis.commands import accountability, aftermath as commands, closing
from crisis.domain.errors import IllegalMove, Invalid
from crisis.language.words import say
from crisis.views.closing_part import blocking
from crisis.views.room import crisis_row
from crisis.web import bare, reader
from crisis.web.answer import Body, Moment, body, problem, wants_json
from crisis.web.desk_act import desk_act
from crisis.web.openapi import takes

acts = Blueprint("aftermath_acts", __name__)
ROOM = "/crises/<int:crisis_id>"
AFTER = ROOM + "/aftermath"
MONEY = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")


class Record(Body):
    tier: str
    role: str = Field(max_length=80)
    measures: list[str] = Field(max_length=20)
    person_id: int | None = None
    person_name: str = ""
    finding: str = ""
    cause_node: str = ""
    amount: str = Field("", max_length=20)
    amount_cents: int = Field(0, ge=0, le=10**12)
    currency: str | None = None
    self_imposed: bool = False
    legal_basis: str | None = None


class Basis(Body):
    legal_basis: str = ""
    version: int | None = None


class Versioned(Body):
    version: int | None = None


class Action(Body):
    problem: str
    action: str
    type: str
    owner: str
    due_at: Moment
    metric: str
    verifier: str


class Result(Body):
    result: str
    version: int | None = None


class Customer(Body):
    label: str = Field(max_length=120)
    intake_id: int | None = None


class Settling(Body):
    state: str
    note: str = ""
    greeting_at: Moment | None = None
    greeted: bool = False
    version: int | None = None


class Greeting(Body):
    greeting_at: Moment


class Review(Body):
    summary: str = ""
    root_cause: str = ""
    truth_note: str = ""
    version: int | None = None


class Archive(Body):
    number: str = Field(max_length=40)


class Reason(Body):
    reason: str
    version: int | None = None


def _run(command: Any, crisis_id: int, status: int = 200, **wish: Any) -> Any:
    return desk_act(command, back=f"/crises/{crisis_id}/review", status=status, crisis_id=crisis_id, **wish)


def cents(typed: str) -> int:
    """Money as people type it (2,500 or 2500.50), in hundredths."""
    figure = re.sub(r"[,，\s]", "", typed)
    if not MONEY.fullmatch(figure):
        raise Invalid("accountability.amount", field="amount")
    return int(Decimal(figure) * 100)


@acts.post(AFTER + "/records")
@takes(Record)
def write_record(crisis_id: int) -> Any:
    """Hand in an accountability record; the leader's first."""
    wish = body(Record).model_dump()
    typed = wish.pop("amount")
    if typed:
        wish["amount_cents"] = cents(typed)
    return _run(accountability.write_record, crisis_id, 201, **wish)


@acts.post(AFTER + "/records/<int:record_id>/approve")
@takes(Versioned)
def approve_record(crisis_id: int, record_id: int) -> Any:
    """Approve a record."""
    return _run(accountability.approve_record, crisis_id, record_id=record_id, **body(Versioned).model_dump())


@acts.post(AFTER + "/records/<int:record_id>/clear")
@takes(Basis)
def clear_record(crisis_id: int, record_id: int) -> Any:
    """Clear the money of a record."""
    return _run(accountability.clear_record, crisis_id, record_id=record_id, **body(Basis).model_dump())


@acts.post(AFTER + "/actions")
@takes(Action)
def add_action(crisis_id: int) -> Any:
    """Add a corrective action."""
    return _run(commands.add_action, crisis_id, 201, **body(Action).model_dump())


@acts.post(AFTER + "/actions/<int:action_id>/verify")
@takes(Result)
def verify_action(crisis_id: int, action_id: int) -> Any:
    """Verify a corrective action."""
    return _run(commands.verify_action, crisis_id, action_id=action_id, **body(Result).model_dump())


@acts.post(AFTER + "/customers")
@takes(Customer)
def add_customer(crisis_id: int) -> Any:
    """List an affected customer."""
    return _run(commands.add_settlement, crisis_id, 201, **body(Customer).model_dump())


@acts.post(AFTER + "/customers/<int:settlement_id>")
@takes(Settling)
def move_customer(crisis_id: int, settlement_id: int) -> Any:
    """Say how far it is settled with a customer."""
    wish = body(Settling).model_dump()
    wish["state"] = "open" if wish["state"] == "listed" else wish["state"]
    return _run(commands.move_settlement, crisis_id, settlement_id=settlement_id, **wish)


@acts.post(AFTER + "/customers/<int:settlement_id>/greeting")
@takes(Greeting)
def plan_greeting(crisis_id: int, settlement_id: int) -> Any:
    """Fix the greeting call."""
    return _run(commands.plan_greeting, crisis_id, settlement_id=settlement_id, **body(Greeting).model_dump())


@acts.post(AFTER + "/review")
@takes(Review)
def write_review(crisis_id: int) -> Any:
    """Write the after-action review."""
    return _run(commands.write_review, crisis_id, **body(Review).model_dump())


@acts.post(AFTER + "/review/approve")
@takes(Versioned)
def approve_review(crisis_id: int) -> Any:
    """Approve the after-action review."""
    return _run(commands.approve_review, crisis_id, **body(Versioned).model_dump())


@acts.post(AFTER + "/archive")
@takes(Archive)
def archive(crisis_id: int) -> Any:
    """Give the file its archive number."""
    return _run(closing.file_archive, crisis_id, **body(Archive).model_dump())


@acts.post(ROOM + "/close")
@takes(Versioned)
def close(crisis_id: int) -> Any:
    """Close the crisis when every gate is passed."""
    try:
        return _run(closing.close_crisis, crisis_id, **body(Versioned).model_dump())
    except IllegalMove as refusal:
        if refusal.code != "closing.blocked":
            raise
        return _still_open(crisis_id, refusal)


def _still_open(crisis_id: int, refusal: IllegalMove) -> Any:
    """The refusal to close with every gate that blocks, by name and in words."""
    lang = reader.lang()
    with current_app.extensions["work"].reading() as conn:
        left = blocking(conn, crisis_row(conn, crisis_id), lang, reader.now())
    words = say("desk.list", lang).join(gate["sentence"] for gate in left)
    told = {**problem(refusal), "detail": words, "gates": left}
    if not wants_json():
        return bare.draw("error.html", problem=told), refusal.status
    answer = jsonify(told)
    answer.content_type = "application/problem+json"
    return answer, refusal.status


@acts.post(ROOM + "/reopen")
@takes(Reason)
def reopen(crisis_id: int) -> Any:
    """Open a closed crisis again."""
    return _run(closing.reopen_crisis, crisis_id, reason=body(Reason).reason)
