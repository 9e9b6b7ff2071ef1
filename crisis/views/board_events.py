"""What the board tells of a room: what somebody pinned stays on top, then the newest; only kinds without free text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from crisis.store import timeline as store
from crisis.views.envelope import envelope
from crisis.views.projection import EXECUTIVE_KINDS, Audience
from crisis.views.room_parts import event_part

SHOWN = 6
TOLD = sorted(kind for kind in EXECUTIVE_KINDS if not kind.startswith(("member.", "seat.")))


def key_events(conn: Connection, row: Row[Any], audience: Audience) -> list[dict[str, Any]]:
    """At most `SHOWN` pinned and `SHOWN` other entries, each with `pinned`, the newest first among its like."""
    stream = f"crisis:{row.id}"
    pins = store.marked_entries(conn, row.id, store.marks.c.pinned, SHOWN)
    pinned = [event for event in store.entries_at(conn, stream, pins) if event.kind in TOLD][::-1]
    newest = [event for event in store.entries(conn, stream, TOLD, limit=2 * SHOWN) if event.seq not in pins][:SHOWN]
    told = [(event, envelope(event, audience, row.zone)["data"].get("timeline", {})) for event in pinned + newest]
    return [{**event_part(e), "pinned": event.seq in pins} for event, entries in told for e in entries.values()]
