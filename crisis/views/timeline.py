"""The timeline as one reader may see it: its newest page, older ones by key, the pinned entries and the curated story."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.domain.attachment import takes_files
from crisis.domain.errors import Absent
from crisis.domain.events import KINDS, for_fewer
from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.store import timeline as store
from crisis.store.base import image
from crisis.store.crises import members
from crisis.store.events import Event
from crisis.views.attachments import files_of
from crisis.views.envelope import envelope
from crisis.views.projection import Audience, hears, project
from crisis.views.room_parts import event_part

Data = dict[str, Any]
FILTERS = ("all", "decision", "outward", "fact", "system")
ORDERS = ("recorded", "occurred")
MOST_PINNED = 12
FIRST = 25
"""So many entries come with the room itself, more than a screen shows; the older ones come as one scrolls."""
MOST_TOLD = 400


def timeline(
    conn: Connection,
    crisis_id: int,
    audience: Audience,
    zone: str,
    *,
    only: str = "all",
    order: str = "recorded",
    before: int | None = None,
    limit: int = store.PAGE,
) -> Data:
    """One page, newest first: {rows, pins, filter, order, older_url, older}; `before` is the number of an event."""
    shown = only if only in FILTERS else "all"
    by = order if order in ORDERS else "recorded"
    kinds = heard(audience, shown)
    found = store.entries(conn, f"crisis:{crisis_id}", kinds, before, by_occurrence=by == "occurred", limit=limit)
    older = found[-1].seq if len(found) == limit else None
    url = f"/crises/{crisis_id}/timeline?only={shown}&order={by}&before={older}" if older else None
    return {
        "rows": parts(conn, crisis_id, found, audience, zone),
        "pins": pins(conn, crisis_id, audience, zone) if before is None else [],
        "filter": shown,
        "order": by,
        "older_url": url,
        "older": older,
    }


def heard(audience: Audience, only: str = "all") -> list[str]:
    """The kinds that stand in this audience's timeline under a filter."""
    shown = (name for name, kind in KINDS.items() if kind.group != "quiet" and only in ("all", kind.group))
    return [name for name in shown if hears(name, audience)]


def parts(conn: Connection, crisis_id: int, found: list[Event], audience: Audience, zone: str) -> list[Data]:
    """The entries as templates take them, in the order given, with what lies over them as far as it may be seen."""
    seqs = [event.seq for event in found]
    marks = {
        s: project("marks", image(store.marks, r), audience) for s, r in store.marks_of(conn, crisis_id, seqs).items()
    }
    comments = {
        seq: [c for row in rows if (c := project("comments", image(store.comments, row), audience)) is not None]
        for seq, rows in store.comments_of(conn, crisis_id, seqs).items()
    }
    files = files_of(conn, crisis_id, seqs, audience)
    told = [(event.seq, envelope(event, audience, zone)["data"].get("timeline", {})) for event in found]
    return [
        event_part(entry, marks.get(seq), comments.get(seq, []), crisis_id, files.get(seq, []))
        for seq, entries in told
        for entry in entries.values()
    ]


def at(conn: Connection, crisis_id: int, seqs: list[int], audience: Audience, zone: str) -> list[Data]:
    """The entries with these numbers, as far as this audience hears of them, oldest first."""
    return parts(conn, crisis_id, store.entries_at(conn, f"crisis:{crisis_id}", seqs), audience, zone)


def pins(conn: Connection, crisis_id: int, audience: Audience, zone: str) -> list[Data]:
    """The pinned entries, the newest first."""
    if project("marks", {}, audience) is None:
        return []
    pinned = store.marked_entries(conn, crisis_id, store.marks.c.pinned, MOST_PINNED)
    return at(conn, crisis_id, pinned, audience, zone)[::-1]


def story(conn: Connection, crisis_id: int, audience: Audience, zone: str) -> list[Data]:
    """The entries that people picked, in the order in which they happened."""
    if project("marks", {}, audience) is None:
        raise Absent("absent", what="entries")
    told = at(conn, crisis_id, store.marked_entries(conn, crisis_id, store.marks.c.story, MOST_TOLD), audience, zone)
    return sorted(told, key=lambda part: (part["happened_at"], part["seq"]))


def one_entry(conn: Connection, crisis_id: int, seq: int, audience: Audience, zone: str) -> Data:
    """One entry with its comments and the fingerprint under which it was recorded."""
    events = store.entries_at(conn, f"crisis:{crisis_id}", [seq])
    drawn = parts(conn, crisis_id, events, audience, zone)
    if not drawn:
        raise Absent("absent", what="entries")
    comments = store.comments_of(conn, crisis_id, [seq]).get(seq, [])
    seen = [c for row in comments if (c := project("comments", image(store.comments, row), audience)) is not None]
    event = events[0]
    more = {"hash": event.hash, "own_id": event.actor_id}
    more |= {"takes_files": takes_files(event.kind), "takes_words": not for_fewer(event.kind)}
    return {**drawn[0], "comments": seen, **more}


def entry_page(conn: Connection, crisis: Row[Any], seq: int, audience: Audience, who: Actor) -> Data:
    """One entry, what this reader may do about it (the command asks again), and whom a comment can name."""
    found = one_entry(conn, crisis.id, seq, audience, crisis.zone)
    live = crisis.state in ("draft", "open")
    own = who.id is not None and found["own_id"] == who.id
    may = {
        "mark": live and _may("entry.pin", who.role, own),
        "retitle": live and found["takes_words"] and _may("entry.retitle", who.role, own),
        "story": crisis.state != "dismissed" and _may("entry.story", who.role, own),
        "comment": live and found["takes_words"] and _may("comment.add", who.role, own),
        "attach": live and found["takes_files"] and not found["struck"] and _may("attachment.add", who.role, own),
    }
    for one in found["comments"]:
        mine = who.id is not None and who.id in (one["person_id"], *one["mentions"])
        one["may_resolve"] = live and _may("comment.resolve", who.role, mine)
    for one in found["files"]:
        mine = who.id is not None and who.id == one["person_id"]
        one["may_withdraw"] = live and one["gone"] is None and _may("attachment.withdraw", who.role, mine)
    here = select(members.c.name).where(members.c.crisis_id == crisis.id, members.c.removed_at.is_(None))
    return {"entry": found, "may": may, "members": list(conn.scalars(here))}


def _may(ability: str, role: str, own: bool) -> bool:
    return cell(ability, role) == "Y" or (own and cell(ability, role) == "O")
