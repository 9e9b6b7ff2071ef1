"""The golden-48-hours clock of a room as the page draws it: readings, calendar line and gates with their results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crisis.domain.clock import GoldenClock
from crisis.language.words import known, say
from crisis.playbooks.policies import load_policy
from crisis.views.room_parts import iso, moment

Rows = Mapping[str, Mapping[str, Any]]
TRUTH = ("PRESS", "CLARIFICATION", "RECALL")


def clock_part(snapshot: Mapping[str, Any], crisis: Mapping[str, Any], lang: str, now: datetime) -> dict[str, Any]:
    """`snapshot` as projected; what an audience may not see shows as not yet met."""
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
        "gates": gates(snapshot, clock, policy.holding_statement, now),
    }


def _source(t0_from: Mapping[str, Any], lang: str) -> str:
    if t0_from.get("outlet"):
        return say("clock.published_by", lang, outlet=t0_from["outlet"])
    kind = t0_from.get("kind")
    return say(f"intake.kind.{kind}", lang) if kind and known(f"intake.kind.{kind}") else str(t0_from.get("by", ""))


def _url(t0_from: Mapping[str, Any]) -> str | None:
    return f"/complaints/{t0_from['intake']}" if "intake" in t0_from else None


def gates(snapshot: Mapping[str, Any], clock: GoldenClock, holding: timedelta, now: datetime) -> list[dict[str, Any]]:
    """First contact, holding statement, interim cause, calendar line, truth: in order of time."""
    contact = _first(
        r["decided_at"] for r in snapshot["items"].values() if r["track"] == "customer" and r["state"] == "done"
    )
    spoken = _published(snapshot)
    cause = _first(
        r["settled_at"] for r in snapshot["facts"].values() if r["key"] == "cause" and r["status"] == "confirmed"
    )
    hour = timedelta(hours=1)
    marks = [
        _gate("contact", clock.t0 + hour, contact, now, 1),
        _gate("holding", clock.t0 + holding, _first(at for _, at in spoken), now, int(holding / hour)),
        _gate("cause", clock.half, cause, now, 24),
        _gate("truth", clock.end, _first(at for kind, at in spoken if kind in TRUTH), now, 48),
    ]
    line = {"code": "calendar", "hours": None, "at": iso(clock.calendar_line), "state": "mark"}
    return sorted([*marks, {**line, "result_at": None, "late_seconds": 0}], key=lambda gate: str(gate["at"]))


def _published(snapshot: Mapping[str, Any]) -> list[tuple[str, str]]:
    statements: Rows = snapshot["statements"]
    return [
        (statements[str(p["statement_id"])]["kind"], p["at"])
        for p in snapshot["publications"].values()
        if str(p["statement_id"]) in statements
    ]


def _first(times: Iterable[str | None]) -> str | None:
    return min((t for t in times if t), default=None)


def _gate(code: str, at: datetime, result: str | None, now: datetime, hours: int) -> dict[str, Any]:
    late = max(0, int((moment(result) - at).total_seconds())) if result else 0
    state = ("late" if late >= 60 else "met") if result else ("missed" if now > at else "open")
    gate = {"code": code, "hours": hours, "at": iso(at), "state": state}
    return {**gate, "result_at": result, "late_seconds": late if late >= 60 else 0}
