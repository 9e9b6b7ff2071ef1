"""The golden-48-hours clock of a room as the page draws it: readings, calendar line and gates with their results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from crisis.domain.clock import GoldenClock
from crisis.language.words import known, say
from crisis.playbooks.policies import load_policy
from crisis.store.checklist import items
from crisis.store.voice import facts, publications, statements
from crisis.views.room_parts import iso, moment

TRUTH = ("PRESS", "CLARIFICATION", "RECALL")


def clock_part(conn: Connection, crisis: Mapping[str, Any], lang: str, now: datetime) -> dict[str, Any]:
    """Alike for all who may see the room: when a gate was met is nobody's secret, and it must not look missed."""
    clock = GoldenClock(moment(crisis["t0"]), ZoneInfo(crisis["zone"]))
    policy = load_policy().levels[crisis["level"]]
    return {
        "t0": iso(clock.t0),
        "ends_at": iso(clock.end),
        "calendar_at": iso(clock.calendar_line),
        "next_update_at": crisis.get("next_update_at"),
        "update_every_hours": int(policy.situation_report / timedelta(hours=1)),
        "t0_label": _source(crisis.get("t0_from") or {}, lang),
        "t0_url": _url(crisis.get("t0_from") or {}),
        "gates": gates(met(conn, crisis["id"]), clock, policy.holding_statement, now),
    }


def _source(t0_from: Mapping[str, Any], lang: str) -> str:
    if t0_from.get("outlet"):
        return say("clock.published_by", lang, outlet=t0_from["outlet"])
    kind = t0_from.get("kind")
    return say(f"intake.kind.{kind}", lang) if kind and known(f"intake.kind.{kind}") else str(t0_from.get("by", ""))


def _url(t0_from: Mapping[str, Any]) -> str | None:
    return f"/complaints/{t0_from['intake']}" if "intake" in t0_from else None


def met(conn: Connection, crisis_id: int) -> dict[str, datetime | None]:
    """When what each gate waits for first happened."""
    spoken = select(func.min(publications.c.at)).where(publications.c.crisis_id == crisis_id)
    truth = spoken.join(statements, statements.c.id == publications.c.statement_id).where(statements.c.kind.in_(TRUTH))
    done = (items.c.crisis_id == crisis_id, items.c.track == "customer", items.c.state == "done")
    known = (facts.c.crisis_id == crisis_id, facts.c.key == "cause", facts.c.status == "confirmed")
    row = conn.execute(
        select(
            select(func.min(items.c.decided_at)).where(*done).scalar_subquery().label("contact"),
            spoken.scalar_subquery().label("holding"),
            select(func.min(facts.c.settled_at)).where(*known).scalar_subquery().label("cause"),
            truth.scalar_subquery().label("truth"),
        )
    ).one()
    return dict(row._mapping)


def gates(
    met: Mapping[str, datetime | None], clock: GoldenClock, holding: timedelta, now: datetime
) -> list[dict[str, Any]]:
    """First contact, holding statement, interim cause, calendar line, truth: in order of time."""
    hour = timedelta(hours=1)
    marks = [
        _gate("contact", clock.t0 + hour, met["contact"], now, 1),
        _gate("holding", clock.t0 + holding, met["holding"], now, int(holding / hour)),
        _gate("cause", clock.half, met["cause"], now, 24),
        _gate("truth", clock.end, met["truth"], now, 48),
    ]
    line = {"code": "calendar", "hours": None, "at": iso(clock.calendar_line), "state": "mark"}
    return sorted([*marks, {**line, "result_at": None, "late_seconds": 0}], key=lambda gate: str(gate["at"]))


def _gate(code: str, at: datetime, result: datetime | None, now: datetime, hours: int) -> dict[str, Any]:
    late = max(0, int((result - at).total_seconds())) if result else 0
    state = ("late" if late >= 60 else "met") if result else ("missed" if now > at else "open")
    gate = {"code": code, "hours": hours, "at": iso(at), "state": state}
    return {**gate, "result_at": iso(result) if result else None, "late_seconds": late if late >= 60 else 0}
