"""Who sent a record and what it belongs with, as the listener sees it now: the forming group, its members, acts by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.detection import by_hand, windows
from crisis.detection.item import Item
from crisis.detection.listener import Listener
from crisis.detection.matter import Entry
from crisis.detection.verdict import Group
from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.language.words import known, say
from crisis.store.base import plain
from crisis.store.intake import intake, verdicts
from crisis.store.listening import acts_on
from crisis.views.explanation import who as called
from crisis.views.past_crises import series_of, similar
from crisis.views.projection import Audience
from crisis.views.shell import visible_crises

Data = dict[str, Any]
MEMBERS, ACTS = 20, 20


def together(
    conn: Connection,
    listener: Listener,
    row: Row[Any],
    actor: Actor,
    lang: str,
    item_of: Callable[[Row[Any]], Item],
) -> Data:
    """Persons, matter and group of one record; `may_handle` = its reader may put them right."""
    matter = listener.matters.all.get(row.matter) if row.matter else None
    entries = list(matter.entries) if matter is not None else []
    entry = next((e for e in entries if e.item == str(row.id)), None)
    person = by_hand.sender_in(listener.identity, listener.matters, item_of(row), row.matter)
    rows = _rows(conn, entries, row)
    verdict = conn.scalar(select(verdicts.c.verdict).where(verdicts.c.intake_id == row.id)) or {}
    group = windows.group(matter, entry) if matter is not None and entry is not None and entry.counts else None
    counted = set(group.items) if group is not None else {e.item for e in entries if e.counts}
    members = _members(rows, {e.item: e for e in entries}, counted, person, row, Audience(actor.role, lang))
    return {
        "group": _group(group, lang) if group is not None else None,
        "members": members,
        "all": len(entries),
        "person": {"shared": sum(m["same_person"] for m in members if m["id"] != row.id), "why": _why(verdict, lang)},
        "series": series_of(listener, row, verdict, lang),
        "past": similar(conn, actor, row, lang),
        "acts": _acts(conn, row.id, lang),
        "rooms": _rooms(conn, actor, row),
        "in_room": row.crisis_id is not None,
        "has_sender": person is not None,
        "may_handle": cell("complaint.handle", actor.role) == "Y"
        or (cell("complaint.handle", actor.role) == "O" and row.first_receiver == actor.name),
    }


def _rows(conn: Connection, entries: list[Entry], row: Row[Any]) -> list[Row[Any]]:
    """The newest records of the matter, this one always among them."""
    ids = [int(e.item) for e in entries if e.item.isdigit()][-MEMBERS:]
    return list(conn.execute(select(intake).where(intake.c.id.in_({*ids, row.id})).order_by(intake.c.id)))


def _members(
    rows: list[Row[Any]],
    entries: dict[str, Entry],
    counted: set[str],
    person: str | None,
    here: Row[Any],
    audience: Audience,
) -> list[Data]:
    """The records of the matter, newest first, each with why it counts as a further person or does not."""
    named = cell("complaint.read", audience.role) == "Y"
    seen: set[str] = set()
    found = []
    for row in rows:
        entry = entries.get(str(row.id))
        who = entry.person if entry is not None else (person if row.id == here.id else None)
        inside = entry is not None and entry.item in counted and who is not None
        why = _reason(entry, who, inside, seen)
        seen |= {who} if inside and who is not None else set()
        found.append(
            {
                "id": row.id,
                "who": called(row, named=named),
                "at": plain(row.received_at),
                "title": row.title,
                "counts": why == "counts",
                "same_person": person is not None and who == person,
                "here": row.id == here.id,
                "why": say(f"together.{why}", audience.lang),
            }
        )
    return found[::-1]


def _reason(entry: Entry | None, who: str | None, inside: bool, seen: set[str]) -> str:
    """Why a record adds a person to the group or adds none."""
    if inside:
        return "same_person" if who in seen else "counts"
    return "outside" if entry is not None and entry.counts else "no_report"


def _group(group: Group, lang: str) -> Data:
    """3 of 5 in 72 h, and what is missing."""
    hours = group.window_hours
    span = say("together.hours", lang, n=hours) if hours < 96 else say("together.days", lang, n=round(hours / 24))
    rule = f"together.rule.{group.rule}"
    return {
        "persons": group.persons,
        "needed": group.needed,
        "missing": group.missing,
        "label": say("together.forming", lang, persons=group.persons, needed=group.needed, span=span),
        "sentence": say("together.missing", lang, n=group.missing) if group.missing else say("together.full", lang),
        "rule": say(rule, lang) if known(rule) else "",
    }


def _why(verdict: Data, lang: str) -> str:
    """By which marks the sender was recognised when the record came in."""
    words = [say(f"mark.{kind}", lang) for kind in verdict.get("person_reasons", ()) if known(f"mark.{kind}")]
    return say("list.comma", lang).join(words)


def _acts(conn: Connection, intake_id: int, lang: str) -> list[Data]:
    """What people decided about the record, newest first."""
    found = []
    for act in acts_on(conn, [intake_id])[:ACTS]:
        if not act.reason:
            continue  # a step that the console took for another act
        if act.kind == "moved" and act.told["to"] is None:
            kind = "detached"
        else:
            kind = {"merged": "merged", "split": "split", "moved": "attached"}[act.kind]
        other = f"#{act.told['other']}" if act.kind == "merged" else ""
        said = say(f"together.act.{kind}", lang, who=act.by_name, other=other)
        found.append({"at": plain(act.at), "sentence": said, "reason": act.reason})
    return found


def _rooms(conn: Connection, actor: Actor, row: Row[Any]) -> list[Data]:
    """The open rooms of this reader that the record could be taken into."""
    rooms = [room for room in visible_crises(conn, actor) if room.id != row.crisis_id]
    return [{"value": room.id, "label": f"{room.number} {room.title}"} for room in rooms]
