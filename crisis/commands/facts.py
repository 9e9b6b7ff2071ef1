"""The facts board: entering, confirming, refuting and superseding what is known, with its effect on what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from crisis.commands.command import command, moment, text
from crisis.commands.room import enter, stream_of
from crisis.commands.staleness import mark_stale
from crisis.domain import facts as rules
from crisis.domain.errors import Invalid
from crisis.domain.people import Actor
from crisis.language.words import known
from crisis.store.unit_of_work import Change, Op, Work
from crisis.store.voice import facts


def fact_of(row: Row[Any]) -> rules.Fact:
    """The row as the rules know it."""
    return rules.Fact(
        key=row.key,
        value=row.value,
        as_of=row.as_of,
        unit=row.unit,
        scope=row.scope,
        status=row.status,
        source=row.source,
        approver=row.approver,
        may_publish=row.may_publish,
    )


@command
def enter_fact(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    key: str,
    value: str,
    op: Op,
    at: datetime,
    as_of: datetime | None = None,
    unit: str = "",
    scope: str = "",
    source: str = "",
    supersedes: int | None = None,
) -> dict[str, Any]:
    """Put something on the board, unconfirmed; `supersedes` sets an older fact of the same key aside."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "fact.propose")
        new = rules.enter(
            rules.Fact(
                key=text(key, "key", 40),
                value=text(value, "value", rules.VALUE_LIMIT),
                as_of=moment(as_of, "as_of") or at,
                unit=text(unit, "unit", 40, required=False),
                scope=text(scope, "scope", 200, required=False),
                source=text(source, "source", 200, required=False),
            )
        )
        if supersedes is not None:
            old = change.get(facts, supersedes, crisis_id=crisis_id)
            rules.supersede(fact_of(old), new)
            change.update(facts, old.id, status="superseded")
            change.record("fact.superseded", **_told(old))
            mark_stale(change, crisis_id, old.id)
        row = add(change, crisis_id, new)
        change.answer = {"id": row.id, "number": row.number}
    return change.answer


def add(change: Change, crisis_id: int, fact: rules.Fact) -> Row[Any]:
    """Write the fact under the next number of the board and say so."""
    last = change.conn.scalar(select(func.max(facts.c.number)).where(facts.c.crisis_id == crisis_id)) or 0
    row = change.insert(
        facts,
        crisis_id=crisis_id,
        number=last + 1,
        key=fact.key,
        value=fact.value,
        unit=fact.unit,
        scope=fact.scope,
        as_of=fact.as_of,
        status=fact.status,
        source=fact.source,
        approver=fact.approver,
        may_publish=fact.may_publish,
        entered_by=change.actor.name,
    )
    change.record(
        "fact.entered",
        stream=stream_of(crisis_id),
        **_told(row),
        status={"key": f"fact.status.{fact.status}"},
        occurred_at=min(fact.as_of, change.at),
    )
    return row


@command
def settle_fact(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    fact_id: int,
    status: str,
    op: Op,
    at: datetime,
    source: str = "",
    may_publish: bool = False,
    version: int | None = None,
) -> dict[str, Any]:
    """Confirm, refute or look again at a fact; who may depends on its key."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "fact.confirm")
        if may_publish:
            enter(change, crisis_id, "fact.publish")
        row = change.get(facts, fact_id, crisis_id=crisis_id)
        before = fact_of(row)
        given = text(source, "source", 200, required=False) or before.source
        after = _settled(replace(before, source=given), status, actor, may_publish)
        change.update(
            facts,
            fact_id,
            version,
            status=after.status,
            source=given,
            approver=after.approver,
            settled_at=at if status != "unconfirmed" else None,
            may_publish=after.may_publish,
        )
        kind = "fact.refuted" if status == "refuted" else "fact.confirmed"
        if status == "unconfirmed":
            change.record("fact.entered", **_told(row), status={"key": "fact.status.unconfirmed"})
        else:
            change.record(kind, **_told(row))
        if rules.stale_by(before, after):
            mark_stale(change, crisis_id, fact_id)
    return change.answer


def _settled(fact: rules.Fact, status: str, actor: Actor, may_publish: bool) -> rules.Fact:
    if status == "confirmed":
        return rules.confirm(fact, approver=actor.name, role=actor.role, may_publish=may_publish)
    if status == "refuted":
        return rules.refute(fact, approver=actor.name, role=actor.role)
    if status == "unconfirmed":
        return rules.reopen(fact)
    raise Invalid("field.choice", field="status")


def _told(row: Row[Any]) -> dict[str, Any]:
    """How an event names a fact: by number, what it is about, and its value."""
    word = f"fact.key.{row.key}"
    return {"number": row.number, "what": {"key": word} if known(word) else row.key, "value": row.value}
