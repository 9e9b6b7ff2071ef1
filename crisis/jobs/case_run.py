"""Feeds a written case through the console's commands with a simulated clock: stream, facts, drafts, decisions, closing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crisis.commands import (
    crises as crisis_commands,
    facts as fact_commands,
    intake as intake_commands,
    people,
    warnings,
)
from crisis.domain.errors import Refused
from crisis.domain.people import CONSOLE, Actor
from crisis.jobs.case_file import Case, Data, texts
from crisis.jobs.clockwork import hours_of, tick_rooms
from crisis.onevoice.check import check
from crisis.store.crises import open_crises
from crisis.store.intake import warnings as warning_rows
from crisis.store.unit_of_work import Work
from crisis.store.voice_check import as_data, board

ORDER = ("fact", "item", "action", "draft")
"""What happens at the same minute: what is known first, then what comes in, then what people do."""
TEXTS = ("channel", "customer_key", "product", "branch", "lang")
ATTR_LIMIT = 500


@dataclass(slots=True)
class Course:
    """What was done and answered so far. `refused` keeps what the product refused, for the report."""

    lead: Actor
    drafts: list[Data] = field(default_factory=list)
    waiting: list[Data] = field(default_factory=list)
    loose: list[Data] = field(default_factory=list)
    refused: list[Data] = field(default_factory=list)


Tell = Callable[[int, int], None]


def feed(work: Work, case: Case, tell: Tell | None = None) -> Course:
    """Everything of the case up to the attempt to close, in order of time; nothing later is read earlier."""
    course = Course(_lead(work, case))
    moments = list(_moments(case))
    before: datetime | None = None
    for number, (at, kind, row) in enumerate(moments, 1):
        _timers(work, before, at)
        STEPS[kind](work, course, row, at)
        before = at
        if tell is not None:
            tell(number, len(moments))
    _timers(work, before, case.close_at)
    return course


def _moments(case: Case) -> Iterator[tuple[datetime, str, Data]]:
    begin = min((row["at"] for row in case.stream), default=case.close_at)
    timed = [(row.get("as_of") or begin, "fact", row) for row in case.facts]
    timed += [(row["at"], "item", row) for row in case.stream]
    timed += [(row["at"], "action", row) for row in case.actions]
    timed += [(row["at"], "draft", row) for row in case.drafts]
    yield from sorted(timed, key=lambda moment: (moment[0], ORDER.index(moment[1])))


def _lead(work: Work, case: Case) -> Actor:
    """The person who takes the decisions of the case, with an account like anybody."""
    at = min((row["at"] for row in case.stream), default=case.close_at)
    wish = {"login": "case-lead", "name": "LEAD", "role": "lead", "password": secrets.token_urlsafe(16)}
    done = people.add_person(work, Actor(None, "console", "admin", via="cli"), **wish, at=at)
    return Actor(int(done["id"]), "LEAD", "lead", stepped_up_at=None)


def _timers(work: Work, after: datetime | None, until: datetime) -> None:
    """What moves by itself between two moments, each at its own time."""
    if after is None:
        return
    with work.reading() as conn:
        starts = [room.t0 for room in open_crises(conn)]
    for at in sorted({hour for t0 in starts for hour in hours_of(t0) if after < hour <= until}):
        tick_rooms(work, at)


def _item(work: Work, course: Course, row: Data, at: datetime) -> None:
    record = record_of(row, at)
    done = intake_commands.receive(work, CONSOLE, records=[record], at=at)["results"][0]
    if "refused" in done:
        course.refused.append({"item": row["id"], "code": done["refused"]})
        return
    for fact in list(course.waiting):
        _fact(work, course, fact, at)


def record_of(row: Data, at: datetime) -> Data:
    """The item as the intake takes it; what it has no field for, or no room, is left out rather than guessed."""
    given = row.get("attrs")
    attrs: Data = given if isinstance(given, dict) else {}
    record: Data = {"external_id": row["id"], "received_at": at, "text": str(row.get("text") or "—")}
    record["kind"] = row.get("kind") if row.get("kind") in intake_commands.KINDS else "complaint"
    record["customer_name"] = _words(row.get("customer_display"), "customer_name")
    record |= {name: _words(row.get(name), name) for name in TEXTS}
    if row.get("published_at") is not None and row["published_at"] <= at:
        record["published_at"] = row["published_at"]
    kept = list(attrs.items())[: intake_commands.ATTRS_LIMIT]
    record["attrs"] = {str(key)[:60]: _plain(value) for key, value in kept}
    return record


def _words(value: Any, name: str) -> str | None:
    return str(value)[: intake_commands.LIMITS[name]] if value not in (None, "") else None


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, int, float, type(None))):
        return value
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))[:ATTR_LIMIT]


def _fact(work: Work, course: Course, row: Data, at: datetime) -> None:
    """Onto the board of the first open room; a fact known earlier waits until there is one."""
    if row in course.waiting:
        course.waiting.remove(row)
    with work.reading() as conn:
        room = next(iter(open_crises(conn)), None)
        known = board(conn, room.id) if room is not None else []
    if room is None:
        course.waiting.append(row)
        return
    key, as_of = str(row.get("key") or ""), row.get("as_of") or at
    replaced = [f for f in known if f["key"] == key and f["source"].startswith(REPLACED) and f["as_of"] <= as_of]
    older = next((f["id"] for f in replaced if f["status"] != "superseded"), None)
    source = f"{REPLACED if row.get('status') == 'superseded' else ''}{row.get('source') or 'case file'}"[:200]
    wish = {"key": key, "value": str(row.get("value") or ""), "scope": str(row.get("scope") or "")[:200]}
    unit, status = str(row.get("unit") or ""), row.get("status", "confirmed")
    try:
        done = fact_commands.enter_fact(
            work, course.lead, crisis_id=room.id, **wish, unit=unit, as_of=as_of, source=source, supersedes=older, at=at
        )
        if status in ("confirmed", "superseded", "refuted"):
            settled = "refuted" if status == "refuted" else "confirmed"
            public = bool(row.get("may_publish")) and settled == "confirmed"
            fact_commands.settle_fact(
                work, course.lead, crisis_id=room.id, fact_id=done["id"], status=settled, may_publish=public, at=at
            )
    except Refused as failure:
        course.loose.append(row)
        course.refused.append({"fact": key, "code": failure.code})


REPLACED = "until replaced; "
"""Marks a fact that a later one of the same key will set aside."""


def _draft(work: Work, course: Course, row: Data, at: datetime) -> None:
    """The one-voice check against the board as of now."""
    with work.reading() as conn:
        room = next(iter(open_crises(conn)), None)
        known: list[Any] = board(conn, room.id) if room is not None else []
    found = check(
        str(row.get("text") or ""),
        str(row.get("kind") or ""),
        "en" if row.get("lang") == "en" else "zh",
        [*known, *course.waiting, *course.loose],
        [],
        at=at,
        responsibility_found=bool(row.get("responsibility_finding_made")),
    )
    course.drafts.append({"id": row.get("id"), **as_data(found)})


def _action(work: Work, course: Course, row: Data, at: datetime) -> None:
    """A decision of the lead; the product's own rules accept or refuse it."""
    if row.get("action") != "request_stage" or row.get("stage") not in (1, 2, 3, 4):
        course.refused.append({"action": str(row.get("action")), "code": "unknown"})
        return
    grounds = [ground.strip().replace(" ", "_") for ground in texts(row.get("grounds"))]
    with work.reading() as conn:
        rooms = open_crises(conn)
    for room in rooms:
        try:
            crisis_commands.request_stage(
                work, course.lead, crisis_id=room.id, stage=row["stage"], grounds=grounds, at=at
            )
        except Refused as failure:
            course.refused.append({"action": "request_stage", "room": room.id, "code": failure.code})


STEPS: dict[str, Callable[[Work, Course, Data, datetime], None]] = {
    "item": _item, "fact": _fact, "draft": _draft, "action": _action,
}  # fmt: skip


def confirm_rooms(work: Work, course: Course, at: datetime) -> None:
    """What still waits for a person is confirmed, as a room must be before it can be closed."""
    with work.reading() as conn:
        drafts = [room.id for room in open_crises(conn) if room.state == "draft"]
        query = select(warning_rows).where(warning_rows.c.crisis_id.in_(drafts), warning_rows.c.state == "waiting")
        raised = {row.crisis_id: row.id for row in conn.execute(query.order_by(warning_rows.c.id))}
    for crisis_id in drafts:
        if crisis_id in raised:
            warnings.confirm(work, course.lead, warning_id=raised[crisis_id], at=at)
        else:
            crisis_commands.confirm_crisis(work, course.lead, crisis_id=crisis_id, at=at)
