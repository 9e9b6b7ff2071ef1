"""Doors of what is known and said: facts, statements, inquiries."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from pydantic import AliasChoices, Field

from crisis.commands import facts as fact_commands
from crisis.commands import inquiries as inquiry_commands
from crisis.commands import statements as commands
from crisis.web.answer import Body, Moment, act, body
from crisis.web.openapi import takes

acts = Blueprint("voice_acts", __name__)
ROOM = "/crises/<int:crisis_id>"
ONE = ROOM + "/statements/<int:statement_id>"


class NewFact(Body):
    key: str = Field(max_length=40)
    value: str = Field(max_length=2000)
    as_of: Moment | None = None
    unit: str = ""
    scope: str = ""
    source: str = ""
    supersedes: int | None = None


class Settling(Body):
    status: str
    source: str = ""
    may_publish: bool = False
    version: int | None = None


class SettlingOne(Settling):
    fact: int


class NewStatement(Body):
    kind: str
    lang: str = "zh"
    title: str = Field("", max_length=200)
    body: str = ""
    facts: list[int] | None = None
    template: bool = False


class Edit(Body):
    body: str = ""
    title: str | None = None
    facts: list[int] | None = None
    version: int


class Submission(Body):
    version: int | None = None
    warning_reason: str = Field("", validation_alias=AliasChoices("warning_reason", "reason"))


class Approval(Body):
    role: str
    sha256: str = Field(min_length=64, max_length=64)


class Publication(Body):
    sha256: str = Field(min_length=64, max_length=64)
    channel: str = Field(max_length=40)
    link: str = Field("", max_length=1000)


class Withdrawal(Body):
    reason: str = ""


class NewInquiry(Body):
    outlet: str = Field(max_length=120)
    question: str = Field(max_length=4000)
    reporter: str = ""
    contact: str = ""
    channel: str = "phone"
    angle: str = ""
    received_at: Moment | None = None
    deadline_at: Moment | None = None


class Answer(Body):
    answer: str
    version: int | None = None
    link: str = ""


@acts.post(ROOM + "/facts")
@takes(NewFact)
def enter_fact(crisis_id: int) -> Any:
    """Put something on the facts board, unconfirmed."""
    wish = body(NewFact).model_dump()
    return act(fact_commands.enter_fact, back=f"/crises/{crisis_id}#people", status=201, crisis_id=crisis_id, **wish)


@acts.post(ROOM + "/facts/<int:fact_id>/settle")
@takes(Settling)
def settle_fact(crisis_id: int, fact_id: int) -> Any:
    """Confirm, refute or look again at a fact."""
    wish = body(Settling).model_dump()
    return act(
        fact_commands.settle_fact, back=f"/crises/{crisis_id}#people", crisis_id=crisis_id, fact_id=fact_id, **wish
    )


@acts.post(ROOM + "/facts/settle")
@takes(SettlingOne)
def settle_named_fact(crisis_id: int) -> Any:
    """The same from a form that names the fact in its body."""
    wish = body(SettlingOne).model_dump()
    fact_id = wish.pop("fact")
    return act(
        fact_commands.settle_fact, back=f"/crises/{crisis_id}#people", crisis_id=crisis_id, fact_id=fact_id, **wish
    )


@acts.post(ROOM + "/statements")
@takes(NewStatement)
def draft(crisis_id: int) -> Any:
    """Begin a statement, empty or from the template of its kind."""
    wish = body(NewStatement).model_dump()
    return act(commands.draft, back=f"/crises/{crisis_id}/statements/{{id}}", status=201, crisis_id=crisis_id, **wish)


def _run(command: Any, crisis_id: int, statement_id: int, wish: Body) -> Any:
    back = f"/crises/{crisis_id}/statements/{statement_id}"
    return act(command, back=back, crisis_id=crisis_id, statement_id=statement_id, **wish.model_dump())


@acts.post(ONE)
@acts.post(ONE + "/edit")
@takes(Edit)
def edit(crisis_id: int, statement_id: int) -> Any:
    """Change the words; approvals of other words are void."""
    return _run(commands.edit, crisis_id, statement_id, body(Edit))


@acts.post(ONE + "/submit")
@takes(Submission)
def submit(crisis_id: int, statement_id: int) -> Any:
    """Freeze the words as a revision for approval."""
    return _run(commands.submit, crisis_id, statement_id, body(Submission))


@acts.post(ONE + "/approve")
@takes(Approval)
def approve(crisis_id: int, statement_id: int) -> Any:
    """Approve exactly these bytes as legal or as GM."""
    return _run(commands.approve, crisis_id, statement_id, body(Approval))


@acts.post(ONE + "/publish")
@takes(Publication)
def publish(crisis_id: int, statement_id: int) -> Any:
    """Record that the approved words went out."""
    return _run(commands.publish, crisis_id, statement_id, body(Publication))


@acts.post(ONE + "/withdraw")
@takes(Withdrawal)
def withdraw(crisis_id: int, statement_id: int) -> Any:
    """Take a published text back; two persons."""
    return _run(commands.withdraw, crisis_id, statement_id, body(Withdrawal))


@acts.post(ROOM + "/inquiries")
@takes(NewInquiry)
def log_inquiry(crisis_id: int) -> Any:
    """Log who asked what by when."""
    wish = body(NewInquiry).model_dump()
    return act(
        inquiry_commands.log_inquiry, back=f"/crises/{crisis_id}/media", status=201, crisis_id=crisis_id, **wish
    )


@acts.post(ROOM + "/inquiries/<int:inquiry_id>/answer")
@takes(Answer)
def answer_inquiry(crisis_id: int, inquiry_id: int) -> Any:
    """Answer with approved words only."""
    wish = body(Answer).model_dump()
    return act(
        inquiry_commands.answer_inquiry,
        back=f"/crises/{crisis_id}/media",
        crisis_id=crisis_id,
        inquiry_id=inquiry_id,
        **wish,
    )
