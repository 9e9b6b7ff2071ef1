"""A person's own sessions as their account page lists them: on what, since when, last used, and which is this one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from crisis.domain.device import OTHER
from crisis.language.words import say
from crisis.store.base import plain
from crisis.store.people import handle, sessions


def own_sessions(conn: Connection, person_id: int, this: str, lang: str, now: datetime) -> list[dict[str, Any]]:
    """The sessions that stand, this one first, then the one used last; `this` is its kept hash."""
    query = select(sessions).where(sessions.c.person_id == person_id, sessions.c.expires_at >= now)
    found = [
        {
            "mark": handle(row.id_hash),
            "device": device_said(row.device, lang),
            "since": plain(row.created_at),
            "seen_at": plain(row.seen_at),
            "here": row.id_hash == this,
        }
        for row in conn.execute(query.order_by(sessions.c.seen_at.desc()))
    ]
    return sorted(found, key=lambda one: not one["here"])


def device_said(code: str | None, lang: str) -> str:
    """The words of a device's code; of a session from before devices were kept, that it is not known."""
    browser, _, system = (code or f"{OTHER}.{OTHER}").partition(".")
    if browser == system == OTHER:
        return say("device.unknown", lang)
    named = {"browser": say(f"device.browser.{browser}", lang), "system": say(f"device.system.{system}", lang)}
    return say("device.both", lang, **named)
