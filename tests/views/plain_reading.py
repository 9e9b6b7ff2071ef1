"""What every way of reading a stream must come to: one envelope for each event, laid upon a snapshot in order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from crisis.store import events
from crisis.views.envelope import Envelope, envelope
from crisis.views.projection import Audience


def page(conn: Connection, stream: str, after: int, limit: int, audience: Audience, zone: str) -> list[Envelope]:
    """Envelopes that follow `after`, oldest first."""
    return [envelope(e, audience, zone) for e in events.after(conn, stream, after, limit)]


def fold(snapshot: dict[str, Any], told: Envelope) -> dict[str, Any]:
    """The snapshot after this envelope: each row of `data` replaces the one of its id, None removes it."""
    folded = {k: dict(v) if isinstance(v, dict) else v for k, v in snapshot.items()}
    for collection, rows in told["data"].items():
        both = {**folded.get(collection, {}), **rows}
        folded[collection] = {key: row for key, row in both.items() if row is not None}
    folded["seq"] = told["seq"]
    return folded
