"""Media inquiries: logged with their deadline, answered only with words that were approved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crisis.commands.command import command, moment, text
from crisis.commands.room import enter, stream_of
from crisis.domain import inquiry as rules
from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.people import Actor
from crisis.store.unit_of_work import Op, Work
from crisis.store.voice import inquiries, speakable


@command
def log_inquiry(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    outlet: str,
    question: str,
    op: Op,
    at: datetime,
    reporter: str = "",
    contact: str = "",
    channel: str = "phone",
    angle: str = "",
    received_at: datetime | None = None,
    deadline_at: datetime | None = None,
) -> dict[str, Any]:
    """Write down who asked what by when; the due time is the trade's, not the outlet's."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "inquiry.create")
        received = moment(received_at, "received_at") or at
        if received > at:
            raise Invalid("field.future", field="received_at")
        deadline = moment(deadline_at, "deadline_at")
        row = change.insert(
            inquiries,
            crisis_id=crisis_id,
            outlet=text(outlet, "outlet", 120),
            reporter=text(reporter, "reporter", 120, required=False),
            contact=text(contact, "contact", 200, required=False),
            channel=text(channel, "channel", 40),
            question=text(question, "question", 4000),
            angle=text(angle, "angle", 1000, required=False),
            received_at=received,
            deadline_at=deadline,
            due_at=rules.limits(received, deadline).substance,
            state="open",
            handler=actor.name,
        )
        change.record("inquiry.logged", outlet=row.outlet, due={"time": row.due_at.isoformat()}, occurred_at=received)
        change.answer = {"id": row.id}
    return change.answer


@command
def answer_inquiry(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    inquiry_id: int,
    answer: str,
    op: Op,
    at: datetime,
    version: int | None = None,
    link: str = "",
) -> dict[str, Any]:
    """Answer in whole sentences of approved or published statements; anything else is refused with the sentence."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "inquiry.answer")
        row = change.get(inquiries, inquiry_id, crisis_id=crisis_id)
        if row.state != "open":
            raise IllegalMove("inquiry.answered")
        approved = {str(row.id): row.text for row in reversed(speakable(change.conn, crisis_id))}
        used = rules.answer(answer, approved)
        change.update(
            inquiries,
            inquiry_id,
            version,
            state="answered",
            answer=answer.strip(),
            revision_id=int(used[0]),
            answered_by=actor.name,
            answered_at=at,
            link=text(link, "link", 1000, required=False),
        )
        change.record("inquiry.answered", outlet=row.outlet)
    return change.answer
