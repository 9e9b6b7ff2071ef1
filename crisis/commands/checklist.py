"""Working the checklist: start, check, set aside, reopen, assign and add items."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crisis.commands.checklist_rows import item_of
from crisis.commands.command import command, moment, one_of, text
from crisis.commands.room import enter, person, row_in, stream_of
from crisis.domain import item as rules
from crisis.domain.checklist import columns, manual
from crisis.domain.people import Actor
from crisis.domain.playbook import ROLES, TRACKS, Words
from crisis.store.checklist import items
from crisis.store.crises import seats
from crisis.store.unit_of_work import Change, Op, Work


def title_of(row: Row[Any]) -> dict[str, str]:
    return {"zh": row.title_zh, "en": row.title_en}


def _own(change: Change, row: Row[Any]) -> bool:
    """An item is one's own when it was assigned to one, or belongs to a seat one holds and to nobody by name."""
    if row.person_id is not None:
        return bool(row.person_id == change.actor.id)
    held = {s.role for s in change.all(seats, crisis_id=row.crisis_id, person_id=change.actor.id)}
    return bool(held & set(row.owners)) and change.actor.id is not None


def _moved(change: Change, row: Row[Any], version: int | None, after: rules.Item, **more: Any) -> None:
    change.update(
        items,
        row.id,
        version,
        state=after.state,
        evidence=after.evidence or None,
        reason=after.reason or None,
        decided_by=change.actor.name,
        decided_at=change.at,
        **more,
    )


@command
def start_item(
    work: Work, actor: Actor, *, crisis_id: int, item_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """Say that somebody is on it."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, items, item_id, crisis_id)
        enter(change, crisis_id, "item.check", own=_own(change, row))
        mine = {} if row.person_id or actor.id is None else {"person_id": actor.id, "person_name": actor.name}
        _moved(change, row, version, rules.start(item_of(row)), **mine)
        change.record("item.started", title=title_of(row))
    return change.answer


@command
def check_item(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    item_id: int,
    op: Op,
    at: datetime,
    evidence: str = "",
    visited: bool = False,
    version: int | None = None,
) -> dict[str, Any]:
    """Done, with its evidence; proof items are refused without, visits are not closed by a call."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, items, item_id, crisis_id)
        enter(change, crisis_id, "item.check", own=_own(change, row))
        given = text(evidence, "evidence", rules.LONGEST_TEXT, required=False)
        after = rules.finish(item_of(row), given, visited)
        _moved(change, row, version, after)
        change.record("item.checked", title=title_of(row), evidence=after.evidence)
    return change.answer


@command
def skip_item(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    item_id: int,
    reason: str,
    op: Op,
    at: datetime,
    version: int | None = None,
) -> dict[str, Any]:
    """Set aside as not applicable, with a reason; the lead alone."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, items, item_id, crisis_id)
        enter(change, crisis_id, "item.skip", own=_own(change, row))
        after = rules.skip(item_of(row), text(reason, "reason", 1000))
        _moved(change, row, version, after)
        change.record("item.skipped", title=title_of(row), reason=after.reason)
    return change.answer


@command
def reopen_item(
    work: Work, actor: Actor, *, crisis_id: int, item_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """Back to open; what was done stays in the timeline."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, items, item_id, crisis_id)
        enter(change, crisis_id, "item.check", own=_own(change, row))
        _moved(change, row, version, rules.reopen(item_of(row)))
        change.record("item.reopened", title=title_of(row))
    return change.answer


@command
def assign_item(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    item_id: int,
    person_id: int,
    op: Op,
    at: datetime,
    version: int | None = None,
) -> dict[str, Any]:
    """Give the item to one named person."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, items, item_id, crisis_id)
        enter(change, crisis_id, "item.assign", own=_own(change, row))
        who = person(change, person_id)
        change.update(items, item_id, version, person_id=who.id, person_name=who.name)
        change.record("item.assigned", title=title_of(row), name=who.name)
    return change.answer


@command
def add_item(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    title: str,
    owner: str,
    op: Op,
    at: datetime,
    due_at: datetime | None = None,
    track: str = "internal",
    evidence_wanted: str = "",
    person_id: int | None = None,
) -> dict[str, Any]:
    """A task by hand; it looks the same and says where it came from."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        held = {s.role for s in change.all(seats, crisis_id=crisis_id) if s.person_id == actor.id}
        enter(change, crisis_id, "item.add", own=bool(held))
        words, due = text(title, "title", 200), moment(due_at, "due_at")
        wanted = text(evidence_wanted, "evidence", 200, required=False)
        new = manual(Words(words, words), one_of(track, "track", TRACKS), one_of(owner, "owner", ROLES), due, at)
        asked = replace(new, evidence_needed=Words(wanted, wanted))
        who = person(change, person_id) if person_id is not None else None
        named = {"person_id": who.id, "person_name": who.name} if who is not None else {}
        row = change.insert(items, crisis_id=crisis_id, **columns(asked), **named)
        due_word = {"time": due.isoformat()} if due else "—"
        change.record("item.added", title=title_of(row), due=due_word)
        change.answer = {"id": row.id}
    return change.answer
