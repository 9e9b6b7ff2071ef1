"""Accountability records: the leader's first, approved by another, money cleared by legal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crisis.commands.command import command, text
from crisis.commands.room import enter, stream_of
from crisis.domain import accountability
from crisis.domain.people import Actor
from crisis.store.aftermath import records
from crisis.store.unit_of_work import Change, Op, Work


def record_of(row: Row[Any]) -> accountability.Record:
    """The row as the rules know it; who answers is named by role where no person of the house is."""
    return accountability.Record(
        tier=row.tier,
        subject=str(row.person_id) if row.person_id is not None else row.role,
        role=row.role,
        measures=tuple(row.measures),
        proposer=str(row.proposed_by_id) if not row.self_imposed else (str(row.person_id or row.role)),
        amount=row.amount_cents,
        currency=row.currency,
        self_imposed=row.self_imposed,
        finding=row.finding,
        cause_node=row.cause_node,
        legal_basis=row.legal_basis,
        cleared_by="legal" if row.legal_check == "cleared" else None,
        approver=row.approved_by,
    )


@command
def write_record(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    tier: str,
    role: str,
    measures: list[str],
    op: Op,
    at: datetime,
    person_id: int | None = None,
    person_name: str = "",
    finding: str = "",
    cause_node: str = "",
    amount_cents: int = 0,
    currency: str | None = None,
    self_imposed: bool = False,
    legal_basis: str | None = None,
) -> dict[str, Any]:
    """Hand in a record; refused while the leader's is missing. Money carries its legal check from the start."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "accountability.write", states=("draft", "open", "closed"))
        subject = str(person_id) if person_id is not None else text(role, "role", 80)
        new = accountability.Record(
            tier=tier,
            subject=subject,
            role=text(role, "role", 80),
            measures=tuple(text(m, "measures", 200) for m in measures),
            proposer=subject if self_imposed else str(actor.id),
            amount=amount_cents,
            currency=(currency or "").upper()[:3] or None,
            self_imposed=self_imposed,
            finding=text(finding, "finding", 2000, required=False),
            cause_node=text(cause_node, "cause_node", 200, required=False),
            legal_basis=text(legal_basis, "legal_basis", 2000, required=False) or None,
        )
        new = accountability.hand_in([record_of(r) for r in change.all(records, crisis_id=crisis_id)], new)
        row = _insert_record(change, crisis_id, new, person_id, text(person_name, "name", 80, required=False))
        change.answer = {"id": row.id, "legal_check": row.legal_check}
    return change.answer


def _insert_record(
    change: Change, crisis_id: int, new: accountability.Record, person_id: int | None, name: str
) -> Row[Any]:
    row = change.insert(
        records,
        crisis_id=crisis_id,
        tier=new.tier,
        role=new.role,
        person_id=person_id,
        person_name=name,
        finding=new.finding,
        cause_node=new.cause_node,
        measures=list(new.measures),
        amount_cents=new.amount,
        currency=new.currency,
        self_imposed=new.self_imposed,
        legal_basis=new.legal_basis,
        legal_check=accountability.legal_check(new),
        proposed_by_id=change.actor.id,
        proposed_by=change.actor.name,
        recorded_at=change.at,
    )
    change.record("record.written", tier=_tier(new.tier), role=new.role)
    return row


def _tier(tier: str) -> dict[str, str]:
    return {"key": f"accountability.tier.{tier}"}


@command
def approve_record(
    work: Work, actor: Actor, *, crisis_id: int, record_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """Approve a record; never one's own proposal or one's own record, unless self-imposed."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "accountability.approve", states=("draft", "open", "closed"))
        row = change.get(records, record_id, crisis_id=crisis_id)
        accountability.approve(record_of(row), str(actor.id))
        change.update(records, record_id, version, approved_by=actor.name, approved_at=at)
        change.record("record.approved", tier=_tier(row.tier), role=row.role)
    return change.answer


@command
def clear_record(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    record_id: int,
    op: Op,
    at: datetime,
    legal_basis: str = "",
    version: int | None = None,
) -> dict[str, Any]:
    """Legal clears the money of a record: with a basis, inside the cap."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "accountability.clear", states=("draft", "open", "closed"))
        row = change.get(records, record_id, crisis_id=crisis_id)
        basis = text(legal_basis, "legal_basis", 2000, required=False) or row.legal_basis
        given = accountability.with_basis(record_of(row), basis)
        accountability.clear(given, str(actor.id), accountability.House())
        change.update(records, record_id, version, legal_basis=basis, legal_check="cleared")
        change.record("record.cleared", tier=_tier(row.tier), role=row.role)
    return change.answer
