"""Reads a crisis as the closing gates look at it, from its own rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from crisis.domain import accountability, closing
from crisis.store import aftermath, checklist, voice
from crisis.store.intake import intake

TRUTH_KINDS = ("PRESS", "CLARIFICATION", "RECALL")
REACHED = ("contacted", "agreed", "performed", "refused")
SETTLED = ("performed", "refused")
# playbook → who of the public it is about, and the items that speak of them
GROUPS = {
    "PB-GROUP": ("batch", ("GROUP-11", "GROUP-12", "GROUP-19")),
    "PB-DATA": ("data_subjects", ("DATA-10",)),
    "PB-PRODUCT": ("owners", ("PRODUCT-18", "PRODUCT-19")),
    "PB-FOOD": ("ill", ("FOOD-18", "FOOD-13")),
    "PB-INJURY": ("injured", ("INJURY-04", "INJURY-17")),
}
AUTHORITY_ITEMS = ("REG-15", "REG-18")
MALICIOUS_ITEM = "RUMOUR-12"


def closing_state(conn: Connection, crisis: Row[Any], at: datetime) -> closing.ClosingState:
    """Everything the gates ask for, as of `at`."""
    items = _rows(conn, checklist.items, crisis.id)
    settled = _rows(conn, aftermath.settlements, crisis.id)
    records = _rows(conn, aftermath.records, crisis.id)
    actions = _rows(conn, aftermath.actions, crisis.id)
    review = next(iter(_rows(conn, aftermath.reviews, crisis.id)), None)
    stages = [s for s in _rows(conn, checklist.stages, crisis.id) if s.stage == crisis.stage]
    unfinished = [item for item in items if item.state not in ("done", "skipped")]
    open_refs = tuple(ref for item in unfinished for ref in item.refs)
    return closing.ClosingState(
        at=at,
        stage=crisis.stage,
        stage_since=stages[-1].from_at if stages else None,
        last_trigger_at=_last_trigger(conn, crisis.id),
        open_items=tuple(item.refs[0] if item.refs else item.title_zh for item in unfinished),
        groups=tuple(_groups(crisis, settled, open_refs)),
        open_duties=tuple(_open_duties(conn, crisis.id)),
        open_authority_cases=tuple(ref for ref in AUTHORITY_ITEMS if ref in open_refs),
        truth_published=_truth(conn, crisis.id),
        truth_withheld_by=frozenset(("lead", "legal"))
        if review is not None and review.truth_note.strip()
        else frozenset(),
        stale_statements=tuple(f"#{s.number}" for s in _rows(conn, voice.statements, crisis.id) if s.stale),
        review_approved=review is not None and review.approved_at is not None,
        missing_tiers=accountability.missing_tiers({r.tier for r in records}),
        unapproved_records=tuple(str(r.id) for r in records if r.approved_at is None),
        uncleared_records=tuple(str(r.id) for r in records if r.legal_check in ("missing_basis", "pending")),
        actions=len(actions),
        unverified_containment=tuple(str(a.id) for a in actions if a.type == "contain" and a.state != "verified"),
        greetings_needed=len(settled) or None,
        greetings_set=sum(s.greeting_at is not None for s in settled),
        archive_number=(review.archive_number or "") if review is not None else "",
        date_index=crisis.t0.date().isoformat() if review is not None and review.archive_number else "",
        retention_until=review.retention_until if review is not None else None,
        flags_without_second=(MALICIOUS_ITEM,) if MALICIOUS_ITEM in open_refs else (),
    )


def _rows(conn: Connection, of: Table, crisis_id: int) -> Sequence[Row[Any]]:
    return conn.execute(select(of).where(of.c.crisis_id == crisis_id).order_by(of.c.id)).all()


def _last_trigger(conn: Connection, crisis_id: int) -> datetime | None:
    query = select(intake.c.received_at).where(intake.c.crisis_id == crisis_id, intake.c.level == "crisis")
    return conn.scalar(query.order_by(intake.c.received_at.desc()).limit(1))


def _groups(crisis: Row[Any], settled: Sequence[Row[Any]], open_refs: Sequence[str]) -> Iterable[closing.Group]:
    """The complainants by name of the crisis' own list; other groups by whether their items are done."""
    reached = sum(s.state in REACHED for s in settled)
    done = sum(s.state in SETTLED for s in settled)
    listed = max(crisis.persons, len(settled))
    if listed:
        yield closing.Group("complainants", listed, reached, done)
    for playbook in (crisis.primary_playbook, *crisis.also_playbooks):
        if playbook in GROUPS:
            name, refs = GROUPS[playbook]
            left = tuple(ref for ref in refs if ref in open_refs)
            if left:
                yield closing.Group(name, None, refs=left)


def _open_duties(conn: Connection, crisis_id: int) -> Iterable[str]:
    for duty in _rows(conn, checklist.duties, crisis_id):
        if duty.owed and duty.done_at is None:
            yield f"{duty.code} {duty.duty_zh} / {duty.duty_en}"


def _truth(conn: Connection, crisis_id: int) -> bool:
    query = (
        select(voice.publications.c.id)
        .join(voice.statements, voice.statements.c.id == voice.publications.c.statement_id)
        .where(voice.publications.c.crisis_id == crisis_id, voice.statements.c.kind.in_(TRUTH_KINDS))
    )
    return conn.execute(query.limit(1)).first() is not None
