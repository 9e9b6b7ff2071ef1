"""What a person needs to hand a seat over or to accept one: seats, who may take them, open items, and the past notes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.store.base import plain
from crisis.store.checklist import items
from crisis.store.crises import members, seats
from crisis.store.timeline import hand_overs

Data = dict[str, Any]
OPEN = ("open", "doing", "waiting")


def hand_over_page(conn: Connection, crisis_id: int, actor: Actor, wanted: int | None) -> Data:
    """All that crises/hand_over.html needs but the frame; `wanted` is the seat to begin with."""
    held = list(conn.execute(select(seats).where(seats.c.crisis_id == crisis_id, seats.c.person_id.is_not(None))))
    every = cell("seat.hand_over", actor.role) == "Y"
    mine = [s for s in held if s.person_id == actor.id] + [s for s in held if every and s.person_id != actor.id]
    chosen = next((s for s in mine if s.id == wanted), mine[0] if mine else None)
    notes = list(
        conn.execute(select(hand_overs).where(hand_overs.c.crisis_id == crisis_id).order_by(hand_overs.c.id.desc()))
    )
    return {
        "seats": [{"id": s.id, "role": s.role} for s in mine],
        "chosen": _seat(conn, chosen, actor.lang) if chosen is not None else None,
        "takers": _takers(conn, crisis_id, chosen),
        "offered": [_note(n, actor.lang) for n in notes if n.state == "offered" and n.taker_id == actor.id],
        "earlier": [_note(n, actor.lang) for n in notes[:50]],
    }


def _seat(conn: Connection, seat: Row[Any], lang: str) -> Data:
    query = select(items).where(items.c.crisis_id == seat.crisis_id, items.c.state.in_(OPEN))
    rows = [
        r
        for r in conn.execute(query.order_by(items.c.due_at.is_(None), items.c.due_at))
        if r.person_id == seat.person_id or (r.person_id is None and seat.role in r.owners)
    ]
    shown = [{"id": r.id, "title": r.title_zh if lang == "zh" else r.title_en} for r in rows]
    names = ("id", "role", "person_name")
    return {**{n: seat._mapping[n] for n in names}, "since": plain(seat.since) if seat.since else None, "tasks": shown}


def _takers(conn: Connection, crisis_id: int, seat: Row[Any] | None) -> list[Data]:
    """Members who do not hold the seat."""
    if seat is None:
        return []
    here = (members.c.crisis_id == crisis_id, members.c.removed_at.is_(None), members.c.person_id != seat.person_id)
    return [{"value": m.person_id, "label": m.name} for m in conn.execute(select(members).where(*here))]


def _note(row: Row[Any], lang: str) -> Data:
    names = ("id", "role", "giver_name", "taker_name", "brief", "state", "version")
    return {
        **{n: row._mapping[n] for n in names},
        "offered_at": plain(row.offered_at),
        "accepted_at": plain(row.accepted_at) if row.accepted_at else None,
        "tasks": [{"id": i["id"], "title": i[lang]} for i in row.open_items],
    }
