"""The parts of a war-room as its templates take them: each from one projected row, in the reader's language.

The same part is drawn on the page and sent as a fragment when it changes. Shapes: web/templates/CONTEXT.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from crisis.domain import item as rules
from crisis.domain.seats import SEATS
from crisis.language.words import known, say
from crisis.playbooks.policies import load_policy

Data = dict[str, Any]
Row = Mapping[str, Any]
ICONS = {"decision": "decision", "outward": "sent", "fact": "fact", "log": "note", "system": "system", "task": "note"}
ICON_OF = {
    "intake.joined": "inbox", "intake.poured": "inbox", "seat.taken": "person", "seat.left": "person", "member.added": "person",
    "statement.approved": "key", "statement.drafted": "statement", "statement.submitted": "statement",
    "inquiry.logged": "media", "crisis.drafted": "room", "crisis.declared": "room", "log.call": "call", "log.visit": "visit",
}  # fmt: skip


def moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso.replace("Z", "+00:00"))


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def period_of(item: Row, t0: str) -> str:
    return rules.period(_due(item), moment(t0))


def standing(item: Row, now: datetime) -> str:
    """overdue, soon, or the item's own state."""
    return rules.standing(str(item["state"]), _due(item), now, load_policy().due_soon)


def _due(item: Row) -> datetime | None:
    return moment(item["due_at"]) if item["due_at"] else None


def item_part(item: Row, lang: str, now: datetime) -> Data:
    due = item["due_at"]
    late = 0
    if item["state"] == "done" and due and item.get("decided_at"):
        late = max(0, int((moment(item["decided_at"]) - moment(due)).total_seconds()))
    rank = rules.ORDER.index(standing(item, now))
    duty = say(f"ui.seat.{item['owners'][0]}", lang) if item["owners"] else ""
    refs = "、".join(item["refs"])
    return {
        "id": item["id"],
        "title": item.get(f"title_{lang}") or say("ui.item.added", lang),
        "owner": item.get("person_name") or duty,
        "person_id": item.get("person_id"),
        "due_at": due,
        "soon_at": iso(moment(due) - load_policy().due_soon) if due else None,
        "state": item["state"],
        "evidence": item.get("evidence") or "",
        "evidence_wanted": item.get(f"evidence_{lang}") or "",
        "decided_at": item.get("decided_at"),
        "late_seconds": late,
        "note": item.get("reason") or "",
        "source": refs,
        "five_s": (item.get("principles") or [""])[0],
        "late_start": item["late_start"],
        "updated_by": item.get("decided_by") or "",
        "updated_at": item.get("decided_at"),
        "version": item["version"],
        "sort": f"{rank}-{due or '9'}-{item['id']:08d}",
    }


def seat_part(seat: Row, crisis: Row) -> Data:
    person = {"id": seat["person_id"], "name": seat["person_name"]} if seat["person_id"] else None
    return {
        "id": seat["id"],
        "role": seat["role"],
        "person": person,
        "note": "",
        "vacant_since": None if person else crisis["opened_at"],
        "version": seat["version"],
        "sort": f"{SEATS.index(seat['role']):02d}",
    }


def fact_part(fact: Row, lang: str) -> Data:
    word = say(f"fact.key.{fact['key']}", lang) if known(f"fact.key.{fact['key']}") else fact["key"]
    colon = "：" if lang == "zh" else ": "
    rank = {"confirmed": 0, "unconfirmed": 1, "refuted": 2, "superseded": 3}[fact["status"]]
    return {
        "id": fact["id"],
        "number": fact["number"],
        "statement": f"{word}{colon}{fact['value']}{fact['unit']}",
        "status": fact["status"],
        "settled_at": fact.get("settled_at"),
        "scope": fact["scope"],
        "signers": 1 if fact.get("approver") else 0,
        "may_publish": fact["may_publish"],
        "note": fact["source"] if fact["status"] == "unconfirmed" else "",
        "version": fact["version"],
        "sort": f"{rank}-{fact['number']:06d}",
    }


def event_part(
    entry: Row, mark: Row | None = None, comments: Sequence[Row] = (), crisis_id: int = 0, files: Sequence[Data] = ()
) -> Data:
    """An entry with what lies over it: a better title keeps the recorded words, a strike leaves them legible.

    `files` as `attachments.file_part` makes them; those of an entry that was struck are out of reach like its words.
    """
    occurred = entry["occurred_at"] if entry["occurred_at"][:16] != entry["at"][:16] else None
    put = mark or {}
    waiting = [c for c in comments if not c["resolved_at"]]
    struck = {"who": put["struck_by"], "why": put["struck_reason"]} if put.get("struck_at") else None
    return {
        "seq": entry["seq"],
        "crisis_id": crisis_id,
        "at": entry["at"],
        "occurred_at": occurred,
        "happened_at": entry["occurred_at"],
        "icon": ICON_OF.get(entry["kind"], ICONS.get(entry["group"], "note")),
        "group": entry["group"],
        "actor": entry["actor"],
        "sentence": put.get("title") or entry["sentence"],
        "original": entry["sentence"] if put.get("title") else "",
        "titled_by": put.get("titled_by") or "",
        "meta": [],
        "struck": struck,
        "files": [{**one, "open": one["open"] and struck is None} for one in files],
        "pinned": bool(put.get("pinned")),
        "story": bool(put.get("story")),
        "typed": entry["kind"].startswith("log."),
        "talk": {"all": len(comments), "last": waiting[-1] if waiting else None},
        "rule": entry["kind"] == "stage.moved",
        "sort": f"{entry['seq']:010d}",
    }


def head_part(crisis: Row, warning: Row | None) -> Data:
    names = ("id", "number", "title", "state", "level", "stage", "version")
    draft = None
    if warning is not None and crisis["state"] == "draft":
        draft = {
            "warning_id": warning["id"],
            "version": warning["version"],
            "sentence": warning["title"],
            "url": f"/complaints/{warning['intake_id']}",
        }
    return {**{n: crisis[n] for n in names}, "draft": draft}
