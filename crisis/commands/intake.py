"""Receiving what comes in: recorded once, judged at once, attached or opened at once.

One record is a dict by the field names of the receipt (handbook §3); see FIELDS. The answer of each: {"id", "level",
"codes", "crisis_id", "warning_id", "repeated"}.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from crisis.commands.command import command, moment, one_of, text
from crisis.commands.desk import Desk
from crisis.commands.hearing import follow_up
from crisis.commands.verdicts import as_data
from crisis.domain.errors import Invalid, Refused
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.language.masking import covered
from crisis.store.base import canonical
from crisis.store.intake import MENTIONS, intake, number_of, repeated, verdicts
from crisis.store.unit_of_work import Change, Op, Work

KINDS = ("complaint", "service_order", "media", "media_inquiry", "social", "regulator", "internal", "letter")
LIMITS = {
    "external_id": 120, "channel": 40, "customer_key": 120, "customer_name": 120, "contact": 200,
    "anonymous_reason": 200, "relation": 80, "demand": 4000, "product": 120, "lot": 120, "practice": 200, "branch": 120,
    "department": 120, "person_concerned": 120, "market_segment": 120, "immediate_action": 2000, "category": 40,
    "urgency": 20, "scope": 20, "lang": 10, "first_receiver": 120,
}  # fmt: skip
TIMES = ("received_at", "published_at", "response_due_at")
FIELDS = (*LIMITS, *TIMES, "kind", "text", "grade", "attrs", "drill")
TEXT_LIMIT = 1_000_000
ATTRS_LIMIT = 40
LARGEST = 2**53  # beyond it a browser counts differently; also keeps out what is no number
AHEAD = timedelta(minutes=10)
RESPONSE_WITHIN = timedelta(hours=24)
GRADES = ("general", "urgent", "upgraded", "repeat", "group", "malicious")


@command
def receive(work: Work, actor: Actor, *, records: list[dict[str, Any]], op: Op, at: datetime) -> dict[str, Any]:
    """Take in several records in one transaction, in order; a bad one is named and the others stay."""
    desk: Desk = work.desk
    with work(actor, "desk", op, at) as change:
        desk.take_turn(change)
        change.answer = {"results": [_one(change, desk, record) for record in records]}
    return change.answer


def _one(change: Change, desk: Desk, record: dict[str, Any]) -> dict[str, Any]:
    try:
        values = shaped(record, change.at, change.actor.name)
        may(change.actor, "mention.create" if values["kind"] in MENTIONS else "complaint.create")
    except Refused as failure:
        return {"refused": failure.code, "status": failure.status, **failure.params}
    known = repeated(change.conn, values["external_id"], values["content_hash"])
    if known is not None:
        return {"id": known.id, "level": known.level, "codes": known.codes, "repeated": True,
                "crisis_id": known.crisis_id, "warning_id": known.warning_id}  # fmt: skip
    return _hear(change, desk, values)


def _hear(change: Change, desk: Desk, values: dict[str, Any]) -> dict[str, Any]:
    conn = change.conn
    row = conn.execute(insert(intake).values(**values, level="none", codes=[]).returning(*intake.columns)).one()
    verdict = desk.hear(change, row)
    row = change.update(intake, row.id, level=verdict.level, score=verdict.score, codes=list(verdict.codes),
                        matter=verdict.matter)  # fmt: skip
    conn.execute(
        insert(verdicts).values(
            intake_id=row.id, rule_version=verdict.rule_version, decided_at=change.at, verdict=as_data(verdict)
        )
    )
    change.record(
        "intake.recorded",
        number=number_of(row),
        title=row.title,
        level={"key": f"verdict.{verdict.level}"},
        occurred_at=min(row.received_at, change.at),
    )
    crisis_id, warning_id = follow_up(change, desk, row, verdict)
    if crisis_id is not None or warning_id is not None:
        row = change.update(intake, row.id, crisis_id=crisis_id, warning_id=warning_id)
        change.record("intake.corrected", stream="desk", number=number_of(row))
    return {"id": row.id, "level": row.level, "codes": list(row.codes), "repeated": False,
            "reasons": [p["key"] for p in as_data(verdict)["parts"]], "crisis_id": crisis_id, "warning_id": warning_id}  # fmt: skip


def shaped(record: dict[str, Any], at: datetime, receiver: str) -> dict[str, Any]:
    """The record as it will be stored, or `Invalid` naming the field."""
    unknown = record.keys() - set(FIELDS)
    if unknown:
        raise Invalid("field.unknown", field=sorted(unknown)[0])
    values: dict[str, Any] = {}
    for name, limit in LIMITS.items():
        values[name] = text(_plain(record.get(name)), name, limit, required=False) or None
    values |= {name: moment(record.get(name), name) for name in TIMES}
    values["received_at"] = values["received_at"] or at
    for name in ("received_at", "published_at"):
        if values[name] is not None and values[name] > at + AHEAD:
            raise Invalid("field.future", field=name)
    values["text"] = text(record.get("text"), "text", TEXT_LIMIT)
    values["kind"] = one_of(record.get("kind") or "complaint", "kind", KINDS)
    values["grade"] = one_of(record.get("grade") or "general", "grade", GRADES)
    values["attrs"] = _attrs(record.get("attrs"))
    return _completed(values, record, at, receiver)


def _completed(values: dict[str, Any], record: dict[str, Any], at: datetime, receiver: str) -> dict[str, Any]:
    key = {k: v for k, v in values.items() if k != "first_receiver"}
    values["content_hash"] = hashlib.sha256(canonical(key).encode()).hexdigest()
    values["channel"] = values["channel"] or "other"
    values["lang"] = values["lang"] or ("zh" if any("一" <= c <= "鿿" for c in values["text"]) else "en")
    values["first_receiver"] = values["first_receiver"] or receiver
    values["response_due_at"] = values["response_due_at"] or values["received_at"] + RESPONSE_WITHIN
    values["customer_masked"] = masked_name(values["customer_name"] or "")
    private = values["kind"] in ("complaint", "service_order", "letter", "social")
    values["title"] = title_of(values["text"], values["customer_name"] if private else None)
    values["drill"] = bool(record.get("drill")) or values["attrs"].get("drill") == "yes"
    values["recorded_at"] = at
    return values


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _attrs(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict) or len(given) > ATTRS_LIMIT:
        raise Invalid("field.shape", field="attrs")
    for name, value in given.items():
        text(name, "attrs", 60)
        if isinstance(value, str):
            text(value, "attrs", 500, required=False)
        elif not (value is None or isinstance(value, (int, float)) and abs(value) < LARGEST):
            raise Invalid("field.shape", field="attrs")
    return given


def masked_name(name: str) -> str:
    """王先生 → 王**; a Latin name keeps its initials."""
    if not name:
        return ""
    if name[0].isascii():
        return " ".join(f"{word[0]}." for word in name.split()[:3] if word)
    return f"{name[0]}**"


def title_of(words: str, name: str | None) -> str:
    """The first words of the text, with what names a person covered."""
    line = covered(" ".join(words[:400].split()), (name,) if name else (), mark="***")
    return line if len(line) <= 60 else line[:59] + "…"
