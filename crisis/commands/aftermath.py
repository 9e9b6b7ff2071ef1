"""What remains to be done: corrective actions, affected customers, the review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crisis.commands.command import command, moment, one_of, text
from crisis.commands.room import enter, row_in, stream_of
from crisis.domain import corrective
from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.people import Actor
from crisis.store.aftermath import actions, reviews, settlements
from crisis.store.unit_of_work import Change, Op, Work

SETTLED = ("open", "contacted", "agreed", "performed", "refused")


@command
def add_action(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    problem: str,
    action: str,
    type: str,
    owner: str,
    due_at: datetime,
    metric: str,
    verifier: str,
    op: Op,
    at: datetime,
) -> dict[str, Any]:
    """A corrective action: specific, measurable, owned, dated, checked by another; or refused."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "action.add")
        due = moment(due_at, "due_at", required=True)
        assert due is not None
        new = corrective.propose(
            corrective.Action(problem, action, type, owner.strip(), due, metric, verifier.strip()), at
        )
        row = change.insert(
            actions,
            crisis_id=crisis_id,
            problem=text(new.problem, "problem", 2000),
            action=text(new.action, "action", 2000),
            type=new.type,
            owner=text(new.owner, "owner", 80),
            due_at=due,
            metric=text(new.metric, "metric", 2000),
            verifier=text(new.verifier, "verifier", 80),
            state="open",
        )
        change.record("action.added", problem=row.problem, owner=row.owner)
        change.answer = {"id": row.id}
    return change.answer


@command
def verify_action(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    action_id: int,
    result: str,
    op: Op,
    at: datetime,
    version: int | None = None,
) -> dict[str, Any]:
    """Somebody else than the owner confirms the effect."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, actions, action_id, crisis_id)
        enter(change, crisis_id, "action.verify", own=row.owner == actor.name)
        if row.state == "verified":
            raise IllegalMove("corrective.verified_already")
        seen = text(result, "result", 2000)
        change.update(actions, action_id, version, state="verified", result=seen, verifier=actor.name, verified_at=at)
        change.record("action.verified", problem=row.problem)
    return change.answer


@command
def add_settlement(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    label: str,
    op: Op,
    at: datetime,
    intake_id: int | None = None,
) -> dict[str, Any]:
    """List a customer whom the crisis concerns; by a label without personal data."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "customer.contact")
        words = text(label, "label", 120)
        row = change.insert(settlements, crisis_id=crisis_id, label=words, intake_id=intake_id, state="open")
        change.record("settlement.added", label=row.label)
        change.answer = {"id": row.id}
    return change.answer


@command
def move_settlement(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    settlement_id: int,
    state: str,
    op: Op,
    at: datetime,
    note: str = "",
    greeting_at: datetime | None = None,
    greeted: bool = False,
    version: int | None = None,
) -> dict[str, Any]:
    """Contacted, agreed, performed, or refused with the external route explained."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "customer.contact")
        row = change.get(settlements, settlement_id, crisis_id=crisis_id)
        one_of(state, "state", SETTLED)
        if state == "refused" and not note.strip():
            raise Invalid("field.required", field="note")
        told = text(note, "note", 2000, required=False)
        due = moment(greeting_at, "due_at") or row.greeting_at
        done = at if greeted and row.greeted_at is None else row.greeted_at
        values = {"state": state, "note": told or row.note, "greeting_at": due, "greeted_at": done}
        change.update(settlements, settlement_id, version, **values)
        change.record("settlement.moved", label=row.label, state={"key": f"settlement.{state}"})
    return change.answer


@command
def plan_greeting(
    work: Work, actor: Actor, *, crisis_id: int, settlement_id: int, greeting_at: datetime, op: Op, at: datetime
) -> dict[str, Any]:
    """Fix the courtesy call after it is over."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "customer.contact")
        row = change.get(settlements, settlement_id, crisis_id=crisis_id)
        due = moment(greeting_at, "due_at", required=True)
        assert due is not None
        change.update(settlements, settlement_id, greeting_at=due)
        change.record("greeting.planned", label=row.label, at={"time": due.isoformat()})
    return change.answer


@command
def write_review(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    op: Op,
    at: datetime,
    summary: str = "",
    root_cause: str = "",
    truth_note: str = "",
    version: int | None = None,
) -> dict[str, Any]:
    """Write the after-action review; an approved one is not written over."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "review.write")
        row = _review(change, crisis_id)
        if row.approved_at is not None:
            raise IllegalMove("review.approved_already")
        change.update(
            reviews,
            row.id,
            version,
            summary=text(summary, "summary", 20000, required=False),
            root_cause=text(root_cause, "root_cause", 20000, required=False),
            truth_note=text(truth_note, "truth_note", 4000, required=False),
        )
        change.record("review.written")
    return change.answer


def _review(change: Change, crisis_id: int) -> Row[Any]:
    found = change.all(reviews, crisis_id=crisis_id)
    if found:
        return found[0]
    return change.insert(reviews, crisis_id=crisis_id, opened_at=change.at)


@command
def approve_review(
    work: Work, actor: Actor, *, crisis_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """The lead approves the review as it was read; it needs a summary and a root cause."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "review.approve")
        row = _review(change, crisis_id)
        if not row.summary.strip() or not row.root_cause.strip():
            raise IllegalMove("review.incomplete")
        change.update(reviews, row.id, version, approved_by=actor.name, approved_at=at)
        change.record("review.approved")
    return change.answer
