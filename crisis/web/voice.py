"""Doors of what is known and said: facts, statements, inquiries."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint
from pydantic import AliasChoices, Field, StringConstraints

from crisis.commands import facts as fact_commands, inquiries as inquiry_commands, statements as commands
from crisis.web.answer import Body, Moment, act, body
from crisis.web.confirming import confirm
from crisis.web.desk_act import desk_act
from crisis.web.openapi import takes

acts = Blueprint("voice_acts", __name__)
ROOM = "/crises/<int:crisis_id>"
ONE = ROOM + "/statements/<int:statement_id>"
Link = Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$", max_length=1000)]
Password = Annotated[str, StringConstraints(max_length=200)]


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
    password: Password = ""


class Publication(Body):
    sha256: str = Field(min_length=64, max_length=64)
    channel: str = Field(max_length=40)
    link: Link = ""
    password: Password = ""


class Withdrawal(Body):
    reason: str = ""
    password: Password = ""
    version: int | None = None


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
    link: Link = ""


@acts.post(ROOM + "/facts")
@takes(NewFact)
def enter_fact(crisis_id: int) -> Any:
    """Put something on the facts board, unconfirmed."""
    wish = body(NewFact).model_dump()
    return act(fact_commands.enter_fact, back=f"/crises/{crisis_id}#people", code=201, crisis_id=crisis_id, **wish)


@acts.post(ROOM + "/facts/<int:fact_id>/settle")
@takes(Settling)
def settle_fact(crisis_id: int, fact_id: int) -> Any:
    """Confirm, refute or look again at a fact."""
    return _settle(crisis_id, fact_id, body(Settling).model_dump())


@acts.post(ROOM + "/facts/settle")
@takes(SettlingOne)
def settle_named_fact(crisis_id: int) -> Any:
    """The same from a form that names the fact in its body."""
    wish = body(SettlingOne).model_dump()
    return _settle(crisis_id, wish.pop("fact"), wish)


def _settle(crisis_id: int, fact_id: int, wish: dict[str, Any]) -> Any:
    back = f"/crises/{crisis_id}#people"
    return act(fact_commands.settle_fact, back=back, crisis_id=crisis_id, fact_id=fact_id, **wish)


@acts.post(ROOM + "/statements")
@takes(NewStatement)
def draft(crisis_id: int) -> Any:
    """Begin a statement; without words it starts from the template of its kind."""
    wish = body(NewStatement).model_dump()
    back = f"/crises/{crisis_id}/statements/{{id}}"
    return desk_act(commands.draft, back=back, status=201, crisis_id=crisis_id, **wish)


def _run(command: Any, crisis_id: int, statement_id: int, mode: str = "", **wish: Any) -> Any:
    back = f"/crises/{crisis_id}/statements/{statement_id}{mode}"
    return desk_act(command, back=back, crisis_id=crisis_id, statement_id=statement_id, **wish)


@acts.post(ONE)
@acts.post(ONE + "/edit")
@takes(Edit)
def edit(crisis_id: int, statement_id: int) -> Any:
    """Change the words; approvals of other words are void."""
    return _run(commands.edit, crisis_id, statement_id, "?mode=check", **body(Edit).model_dump())


@acts.post(ONE + "/submit")
@takes(Submission)
def submit(crisis_id: int, statement_id: int) -> Any:
    """Freeze the words as a revision for approval."""
    return _run(commands.submit, crisis_id, statement_id, **body(Submission).model_dump())


@acts.post(ONE + "/approve")
@takes(Approval)
def approve(crisis_id: int, statement_id: int) -> Any:
    """Approve exactly these bytes as legal or as GM."""
    wish = body(Approval)
    confirm(wish.password)
    return _run(commands.approve, crisis_id, statement_id, role=wish.role, sha256=wish.sha256)


@acts.post(ONE + "/publish")
@takes(Publication)
def publish(crisis_id: int, statement_id: int) -> Any:
    """Record that the approved words went out."""
    wish = body(Publication)
    confirm(wish.password)
    told = wish.model_dump(exclude={"password"})
    return _run(commands.publish, crisis_id, statement_id, **told)


@acts.post(ONE + "/withdraw")
@takes(Withdrawal)
def withdraw(crisis_id: int, statement_id: int) -> Any:
    """Take a published text back; two persons."""
    wish = body(Withdrawal)
    confirm(wish.password)
    return _run(commands.withdraw, crisis_id, statement_id, reason=wish.reason)


@acts.post(ROOM + "/inquiries")
@takes(NewInquiry)
def log_inquiry(crisis_id: int) -> Any:
    """Log who asked what by when."""
    wish = body(NewInquiry).model_dump()
    return desk_act(
        inquiry_commands.log_inquiry, back=f"/crises/{crisis_id}/media/{{id}}", status=201, crisis_id=crisis_id, **wish
    )


@acts.post(ROOM + "/inquiries/<int:inquiry_id>/answer")
@takes(Answer)
def answer_inquiry(crisis_id: int, inquiry_id: int) -> Any:
    """Answer with approved words only."""
    wish = body(Answer).model_dump()
    return desk_act(
        inquiry_commands.answer_inquiry,
        back=f"/crises/{crisis_id}/media/{inquiry_id}",
        crisis_id=crisis_id,
        inquiry_id=inquiry_id,
        **wish,
    )
