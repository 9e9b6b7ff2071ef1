"""Asks to close the rooms of a played case, hands in who answers (reversed, then in order), and asks again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crisis.commands import accountability, closing as closing_commands
from crisis.domain import closing
from crisis.domain.errors import Refused
from crisis.jobs.case_file import Case, Data, texts
from crisis.jobs.case_run import Course, confirm_rooms
from crisis.language.words import known, say
from crisis.store.aftermath import records as record_rows
from crisis.store.closing_state import closing_state
from crisis.store.crises import crises, open_crises
from crisis.store.unit_of_work import Work


def close_rooms(work: Work, case: Case, course: Course) -> list[Data]:
    """One entry a room, the main room (the first) with the accountability records."""
    at = case.close_at
    confirm_rooms(work, course, at)
    with work.reading() as conn:
        rooms = [room.id for room in open_crises(conn)]
    entries = []
    for number, room in enumerate(rooms):
        entry = {"room": f"R{room}", "asked_at": at.isoformat(), **_ask(work, course, room, at)}
        if number == 0:
            entry["attempts"] = [*_hand_in(work, case, course, room, at)]
            entry["records"] = _standing(work, room)
            again = _ask(work, course, room, at)
            entry |= {
                "asked_again_at": at.isoformat(),
                "refused_again": again["refused"],
                "blockers_after": again["blockers"],
            }
        entries.append(entry)
    return entries


def _ask(work: Work, course: Course, crisis_id: int, at: datetime) -> Data:
    with work.reading() as conn:
        room = conn.execute(select(crises).where(crises.c.id == crisis_id)).one()
        open_gates = closing.blocking(closing_state(conn, room, at)) if room.state != "closed" else []
    try:
        closing_commands.close_crisis(work, course.lead, crisis_id=crisis_id, at=at)
    except Refused:
        return {"refused": True, "blockers": [blocker(gate) for gate in open_gates]}
    return {"refused": False, "blockers": []}


def blocker(gate: closing.Gate) -> Data:
    """What a gate says, in both languages."""
    key = f"closing.{gate.reason}"
    told = [say(key, lang, **gate.params) for lang in ("zh", "en")] if known(key) else [gate.reason]
    return {"code": gate.code, "text": " / ".join(told), "refs": list(gate.refs)}


def _hand_in(work: Work, case: Case, course: Course, room: int, at: datetime) -> Iterable[Data]:
    accepted: set[int] = set()
    for name, order in (("reversed", [*reversed(range(len(case.records)))]), ("given", [*range(len(case.records))])):
        for number in order:
            if number in accepted:
                continue
            attempt = _attempt(work, course, room, case.records[number], at)
            if attempt["accepted"]:
                accepted.add(number)
            yield {"pass": name, **attempt}


def _attempt(work: Work, course: Course, room: int, given: Data, at: datetime) -> Data:
    named = {"tier": str(given.get("tier")), "role": str(given.get("role"))}
    try:
        accountability.write_record(work, course.lead, crisis_id=room, **named, **_wish(given), at=at)
    except Refused as failure:
        key = f"error.{failure.code}"
        reason = say(key, "en", **failure.params) if known(key) else failure.code
        return {**named, "accepted": False, "reason": reason}
    return {**named, "accepted": True, "reason": ""}


def _wish(given: Data) -> Data:
    amount = given.get("amount") or 0
    cents = round(amount * 100) if isinstance(amount, (int, float)) and not isinstance(amount, bool) else 0
    return {
        "measures": texts(given.get("measures")),
        "amount_cents": cents,
        "currency": str(given["currency"]) if given.get("currency") else None,
        "self_imposed": bool(given.get("self_imposed")),
        "cause_node": str(given.get("cause_node") or ""),
        "legal_basis": str(given["legal_basis"]) if given.get("legal_basis") else None,
    }


def _standing(work: Work, room: int) -> list[Data]:
    with work.reading() as conn:
        rows = conn.execute(select(record_rows).where(record_rows.c.crisis_id == room).order_by(record_rows.c.id)).all()
    return [_record(row) for row in rows]


def _record(row: Row[Any]) -> Data:
    whole, cents = divmod(row.amount_cents, 100)
    return {
        "tier": row.tier,
        "role": row.role,
        "measures": row.measures,
        "amount": whole if not cents else row.amount_cents / 100,
        "currency": row.currency,
        "self_imposed": row.self_imposed,
        "legal_check": row.legal_check,
    }
