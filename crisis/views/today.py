"""What waits for one reader today: approvals, own tasks, warnings, clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from crisis.domain.clock import WINDOW
from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.language.words import say
from crisis.playbooks.policies import load_policy
from crisis.store.base import plain
from crisis.store.checklist import items
from crisis.store.crises import crises, seats
from crisis.store.intake import intake, waiting
from crisis.store.timeline import asked_of, offered_to
from crisis.views.decisions import waiting_decisions
from crisis.views.shell import visible_crises

Data = dict[str, Any]
MOST = 30


def today(conn: Connection, actor: Actor, lang: str, now: datetime) -> Data:
    """All that today/index.html needs but the frame."""
    rooms = visible_crises(conn, actor)
    warned = waiting(conn) if cell("warning.read", actor.role) not in ("-",) else []
    received = select(func.count()).select_from(intake).where(intake.c.received_at > now - timedelta(hours=24))
    return {
        "approvals": waiting_decisions(conn, actor, rooms, lang),
        "tasks": own_tasks(conn, actor, lang),
        "asked": asked(conn, actor, {room.id: room.number for room in rooms}, lang),
        "warnings": [
            {
                "level": w.level,
                "title": w.title,
                "url": f"/complaints/{w.intake_id}",
                "reasons": say("list.comma", lang).join(w.codes),
                "raised_at": plain(w.raised_at),
            }
            for w in warned[:MOST]
        ],
        "clocks": [
            {"id": r.id, "title": r.title, "level": r.level, "t0": plain(r.t0), "ends_at": plain(r.t0 + WINDOW)}
            for r in rooms
        ],
        "inbox": {"judge": len(warned), "today": conn.scalar(received) or 0},
    }


def asked(conn: Connection, actor: Actor, rooms: dict[int, str], lang: str) -> list[Data]:
    """What colleagues want of this reader: seats to be accepted, and comments that name them."""
    if actor.id is None or not rooms:
        return []
    seats_offered = [
        {
            "title": say("today.accept", lang, role=say(f"ui.seat.{one.role}", lang), who=one.giver_name),
            "who": one.giver_name,
            "url": f"/crises/{one.crisis_id}/hand-over",
            "crisis": rooms[one.crisis_id],
            "at": plain(one.offered_at),
        }
        for one in offered_to(conn, actor.id, rooms)
    ]
    comments = [
        {
            "title": one.text,
            "who": one.person_name,
            "url": f"/crises/{one.crisis_id}/timeline/{one.seq}",
            "crisis": rooms[one.crisis_id],
            "at": plain(one.at),
        }
        for one in asked_of(conn, actor.id, rooms)
    ]
    return [*seats_offered, *comments][:MOST]


def own_tasks(conn: Connection, actor: Actor, lang: str) -> list[Data]:
    """Open items assigned to this reader by name, or to a seat they hold and to nobody by name; the next due first."""
    if actor.id is None:
        return []
    query = (
        select(items, crises.c.number)
        .join(crises, crises.c.id == items.c.crisis_id)
        .where(items.c.state.in_(("open", "doing")), crises.c.state.in_(("draft", "open")))
        .order_by(items.c.due_at.is_(None), items.c.due_at)
    )
    held = {
        (s.crisis_id, s.role)
        for s in conn.execute(select(seats.c.crisis_id, seats.c.role).where(seats.c.person_id == actor.id))
    }
    mine = [
        row
        for row in conn.execute(query)
        if row.person_id == actor.id or (row.person_id is None and any((row.crisis_id, o) in held for o in row.owners))
    ]
    return [_task(row, lang) for row in mine[:MOST]]


def _task(row: Any, lang: str) -> Data:
    soon = plain(row.due_at - load_policy().due_soon) if row.due_at is not None else None
    return {
        "title": row.title_zh if lang == "zh" else row.title_en,
        "url": f"/crises/{row.crisis_id}?item={row.id}#item-{row.id}",
        "crisis": row.number,
        "due_at": plain(row.due_at) if row.due_at is not None else None,
        "soon_at": soon,
        "state": row.state,
    }
