"""The cadence of situation reports as the clock shows it: when the last was sent, how often the next was put off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from crisis.store.base import plain
from crisis.store.timeline import last_sent, snoozes
from crisis.views.projection import Audience, project
from crisis.views.room_parts import iso, moment

A_WHILE = timedelta(hours=1)


def cadence_part(conn: Connection, crisis: Mapping[str, Any], audience: Audience, now: datetime) -> dict[str, Any]:
    """`snooze_to` is what the form proposes: an hour after the update was due, or after now."""
    due = crisis.get("next_update_at")
    told = project("updates", {}, audience) is not None
    sent = last_sent(conn, crisis["id"]) if told else None
    return {
        "last_update_at": plain(sent) if sent is not None else None,
        "snoozed": snoozes(conn, crisis["id"]) if told else 0,
        "snooze_to": iso(max(moment(due), now) + A_WHILE) if due else iso(now + A_WHILE),
    }
