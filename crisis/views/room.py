"""The war-room as one reader may see it: a snapshot at one number of its stream."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, bindparam, select

from crisis.domain.errors import Absent
from crisis.store import aftermath, attachments, checklist, events, timeline, voice
from crisis.store.base import image
from crisis.store.crises import crises, grants, members, seats
from crisis.views.envelope import envelope
from crisis.views.projection import Audience, project

PARTS: tuple[Table, ...] = (
    seats, members, grants,
    checklist.items, checklist.stages, checklist.levels, checklist.duties,
    voice.facts, voice.statements, voice.revisions, voice.approvals, voice.publications, voice.inquiries,
    aftermath.records, aftermath.actions, aftermath.settlements, aftermath.reviews,
)  # fmt: skip
OVERLAYS: tuple[Table, ...] = (
    timeline.marks, timeline.comments, attachments.attachments, timeline.hand_overs, timeline.updates,
)  # fmt: skip
RECENT = 200
Rows = dict[str, dict[str, dict[str, Any]]]


def crisis_row(conn: Connection, crisis_id: int) -> Row[Any]:
    found = conn.execute(select(crises).where(crises.c.id == crisis_id)).first()
    if found is None:
        raise Absent("absent", what="crises")
    return found


def crisis_image(conn: Connection, crisis_id: int) -> dict[str, Any]:
    """The crisis row as it stands in events, for those who draw for several audiences."""
    return image(crises, crisis_row(conn, crisis_id))


def snapshot(conn: Connection, crisis_id: int, audience: Audience, recent: int = RECENT) -> dict[str, Any]:
    """All rows of the room by collection and id, as projected, with the number `seq` they belong to.

    `conn` must be inside one read transaction. The timeline holds the newest `recent` entries only; without any, what lies
    over them is left out, too.
    """
    stream = f"crisis:{crisis_id}"
    whole = whole_room(conn, crisis_id, PARTS + OVERLAYS if recent else PARTS)
    newest = events.before(conn, stream, None, recent) if recent else []
    told = [envelope(e, audience, whole["crisis"][str(crisis_id)]["zone"]) for e in newest]
    lines = {key: line for t in told for key, line in t["data"].get("timeline", {}).items()}
    return {"seq": events.head(conn, stream), **as_seen(whole, audience), "timeline": lines}


def whole_room(conn: Connection, crisis_id: int, parts: tuple[Table, ...] = PARTS) -> Rows:
    """The rows by collection and id as events hold them, before anybody's right to read them was asked."""
    found: Rows = {"crisis": {str(crisis_id): crisis_image(conn, crisis_id)}}
    for part in parts:
        rows = conn.execute(_rows_of(part), {"crisis": crisis_id})
        found[part.info["collection"]] = {str(row.id): image(part, row) for row in rows}
    return found


def as_seen(whole: Rows, audience: Audience) -> Rows:
    """The rows of a room that this audience may read, as it may read them."""
    shown = {c: {key: project(c, row, audience) for key, row in rows.items()} for c, rows in whole.items()}
    return {c: {key: row for key, row in rows.items() if row is not None} for c, rows in shown.items()}


@cache
def _rows_of(part: Table) -> Select[Any]:
    return select(part).where(part.c.crisis_id == bindparam("crisis")).order_by(part.c.id)
