"""What the war-room has for this one reader: what happened since they left, what they are asked, whose seat waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from crisis.domain.events import KINDS
from crisis.language.words import say
from crisis.playbooks.policies import load_policy
from crisis.store.base import plain
from crisis.store.events import head
from crisis.store.timeline import asked_of, counted_after, last_seen, offered_to
from crisis.views.projection import Audience, hears
from crisis.views.room_parts import moment

Data = dict[str, Any]
AWAY = timedelta(minutes=10)
"""Whoever was gone for less has not left."""
OF_GROUP = {"decision": "decisions", "fact": "facts", "outward": "outward", "log": "notes", "system": "system"}


def mine(
    conn: Connection, crisis_id: int, person_id: int | None, found: Mapping[str, Any], audience: Audience, now: datetime
) -> Data:
    """`found` is the room's snapshot as projected; nothing of this is for a token."""
    if person_id is None:
        return {"digest": None, "shifts": [], "offered": [], "asked": []}
    held = [seat for seat in found["seats"].values() if seat["person_id"] == person_id and seat["since"]]
    return {
        "digest": digest(conn, crisis_id, person_id, found, audience, now),
        "shifts": [
            {"seat_id": s["id"], "role": s["role"], "since": s["since"]}
            for s in held
            if moment(s["since"]) + load_policy().shift <= now
        ],
        "offered": [
            {"id": row.id, "role": row.role, "who": row.giver_name} for row in offered_to(conn, person_id, [crisis_id])
        ],
        "asked": [
            {"seq": row.seq, "who": row.person_name, "text": row.text} for row in asked_of(conn, person_id, [crisis_id])
        ],
    }


def digest(
    conn: Connection, crisis_id: int, person_id: int, found: Mapping[str, Any], audience: Audience, now: datetime
) -> Data | None:
    """What was said since the person last looked, in counts, and what comes next; None where nothing was missed."""
    seen = last_seen(conn, person_id, crisis_id)
    if seen is not None and now - seen.at < AWAY:
        return None
    stream = f"crisis:{crisis_id}"
    counts: dict[str, int] = {}
    for kind, n in counted_after(conn, stream, seen.seq if seen is not None else 0).items():
        code = _counted_as(kind)
        if code and hears(kind, audience):
            counts[code] = counts.get(code, 0) + n
    if not counts:
        return None
    order = ("decisions", "facts", "items", "outward", "notes", "system")
    return {
        "since": plain(seen.at) if seen is not None else None,
        "parts": [say(f"digest.{code}", audience.lang, n=counts[code]) for code in order if code in counts],
        "next": _next(found, audience.lang),
        "seq": head(conn, stream),
    }


def _counted_as(kind: str) -> str | None:
    return "items" if kind == "item.checked" else OF_GROUP.get(KINDS[kind].group)


def _next(found: Mapping[str, Any], lang: str) -> Data | None:
    """The open item that is due first, for those who may read what it is."""
    title = f"title_{lang}"
    rows = [r for r in found["items"].values() if r["state"] in ("open", "doing") and r["due_at"] and r.get(title)]
    if not rows:
        return None
    row = min(rows, key=lambda r: (str(r["due_at"]), int(r["id"])))
    return {"title": row[title], "due_at": row["due_at"], "id": row["id"]}
