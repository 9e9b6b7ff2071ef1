"""Keeps the register of legal and outside deadlines of a room in step with what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, or_, select

from crisis.commands.command import command, text
from crisis.commands.room import enter, stream_of
from crisis.domain.duties import Duty, Letter, Matter, duties_for, read_starts
from crisis.domain.duty_rules import COUNTS
from crisis.domain.errors import IllegalMove
from crisis.domain.people import Actor
from crisis.language.deadlines import letters
from crisis.playbooks.duty_register import load_duties
from crisis.playbooks.policies import load_workdays
from crisis.store.checklist import duties
from crisis.store.intake import intake
from crisis.store.unit_of_work import Change, Op, Work

EVIDENCE = {"persons_leaked": "data_persons", "ill": "ill", "injured": "seriously_hurt", "dead": "deaths"}
SAY_DUTIES = ("internal", "regulator")


def refresh_duties(change: Change, crisis: Row[Any], org: Mapping[str, Any]) -> None:
    """Start the duties that what has come in brings about; one already there changes only while it is open."""
    known = {(row.code, row.source): row for row in change.all(duties, crisis_id=crisis.id)}
    for duty in duties_for(_matter(change, crisis, org), load_duties(), load_workdays()):
        row = known.get((duty.code, duty.source))
        values = _values(duty)
        if row is None:
            change.insert(duties, crisis_id=crisis.id, code=duty.code, source=duty.source, **values)
        elif row.done_at is None and any(row._mapping[name] != value for name, value in values.items()):
            change.update(duties, row.id, **values)
        else:
            continue
        words = {"zh": duty.duty.zh, "en": duty.duty.en}
        change.record("duty.started", stream=stream_of(crisis.id), duty=words, due=_due_words(duty))


def bear_on(record: Row[Any], before: Row[Any], after: Row[Any]) -> bool:
    """Whether a record that joined may start or move a duty: by its own words, or by what the room knows through it."""
    if record.kind in SAY_DUTIES or before.codes != after.codes:
        return True
    return any(before.evidence.get(key) != after.evidence.get(key) for key in EVIDENCE.values())


def _values(duty: Duty) -> dict[str, Any]:
    phrase = duty.phrase
    return {
        "duty_zh": duty.duty.zh,
        "duty_en": duty.duty.en,
        "owed_by": duty.owed_by,
        "jurisdiction": duty.jurisdiction,
        "start_at": duty.start,
        "due_at": duty.due,
        "phrase_zh": phrase.zh if phrase else None,
        "phrase_en": phrase.en if phrase else None,
        "owed": duty.owed,
        "legal_check": duty.check,
        "confidence": duty.confidence,
    }


def _due_words(duty: Duty) -> Any:
    if duty.due is not None:
        return {"time": duty.due.isoformat()}
    return {"zh": duty.phrase.zh, "en": duty.phrase.en} if duty.phrase else "—"


def _matter(change: Change, crisis: Row[Any], org: Mapping[str, Any]) -> Matter:
    told = or_(intake.c.level == "crisis", intake.c.kind.in_(SAY_DUTIES))
    columns = (intake.c.kind, intake.c.text, intake.c.received_at, intake.c.level, intake.c.codes)
    query = select(*columns).where(intake.c.crisis_id == crisis.id, told).order_by(intake.c.id)
    came: list[Any] = list(change.conn.execute(query))
    zone = ZoneInfo(crisis.zone)
    return Matter(
        role=org.get("role", ""),
        sector=org.get("sector", ""),
        jurisdictions=tuple(org.get("jurisdictions", ())),
        zone=zone,
        triggers=_triggers(crisis, came),
        starts=_starts(came),
        counts={
            name: crisis.evidence[key] for name, key in EVIDENCE.items() if key in crisis.evidence and name in COUNTS
        },
        source_class=crisis.source_class,
        letters=tuple(_letters(came, zone, org.get("jurisdictions", ()))),
    )


def _triggers(crisis: Row[Any], came: Iterable[Row[Any]]) -> dict[str, datetime]:
    """When we knew of the first item with each trigger; what opened the room counts from its opening."""
    first: dict[str, datetime] = {}
    for row in came:
        if row.level == "crisis":
            for code in row.codes:
                first.setdefault(code, max(row.received_at, crisis.opened_at))
    for code in crisis.codes:
        first.setdefault(code, crisis.opened_at)
    return first


def _starts(came: Iterable[Row[Any]]) -> dict[str, datetime]:
    """Start events that internal notes state, each from the first note that does."""
    starts: dict[str, datetime] = {}
    for row in came:
        if row.kind == "internal":
            for name in read_starts(row.text, load_duties()):
                starts.setdefault(name, row.received_at)
    return starts


def _letters(came: Iterable[Row[Any]], zone: ZoneInfo, jurisdictions: Sequence[str]) -> Iterable[Letter]:
    for row in came:
        if row.kind == "regulator":
            yield from letters(row.text, row.received_at, zone, jurisdictions, load_workdays())


@command
def fulfil_duty(
    work: Work, actor: Actor, *, crisis_id: int, duty_id: int, proof: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Filed, reported, answered: with its proof."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "duty.file")
        row = change.get(duties, duty_id, crisis_id=crisis_id)
        if row.done_at is not None:
            raise IllegalMove("duty.done_already")
        given = text(proof, "evidence", 2000)
        change.update(duties, duty_id, done_at=at, done_by=actor.name, proof=given)
        change.record("duty.done", duty={"zh": row.duty_zh, "en": row.duty_en}, proof=given)
    return change.answer
