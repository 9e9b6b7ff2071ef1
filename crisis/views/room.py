"""The war-room as one reader may see it: a snapshot at one number of its stream, and pages of its events."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table, select

from crisis.domain.errors import Absent
from crisis.store import aftermath, attachments, checklist, events, timeline, voice
from crisis.store.base import image
from crisis.store.crises import crises, grants, members, seats
from crisis.views.envelope import Envelope, envelope
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
    crisis = crisis_row(conn, crisis_id)
    found: dict[str, Any] = {"seq": events.head(conn, stream)}
    projected = project("crisis", image(crises, crisis), audience)
    found["crisis"] = {str(crisis_id): projected} if projected else {}
    for part in (*PARTS, *(OVERLAYS if recent else ())):
        found[part.info["collection"]] = _rows(conn, part, crisis_id, audience)
    newest = events.before(conn, stream, None, recent) if recent else []
    told = [envelope(e, audience, crisis.zone) for e in newest]
    found["timeline"] = {key: line for t in told for key, line in t["data"].get("timeline", {}).items()}
    return found


def _rows(conn: Connection, of: Table, crisis_id: int, audience: Audience) -> dict[str, Any]:
    collection = of.info["collection"]
    rows = conn.execute(select(of).where(of.c.crisis_id == crisis_id).order_by(of.c.id))
    projected = {str(row.id): project(collection, image(of, row), audience) for row in rows}
    return {key: row for key, row in projected.items() if row is not None}


def page(conn: Connection, stream: str, after: int, limit: int, audience: Audience, zone: str) -> list[Envelope]:
    """Envelopes that follow `after`, oldest first: first load, reconnect and a late joiner all read this."""
    return [envelope(e, audience, zone) for e in events.after(conn, stream, after, limit)]
