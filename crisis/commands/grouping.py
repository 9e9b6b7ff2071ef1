"""What follows when a record changes its matter or its sender: the room's count, its members, a group that is full."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.commands.desk import item_of
from crisis.commands.room import LIVE, enter, stream_of
from crisis.commands.waiting import put_waiting
from crisis.detection import windows
from crisis.detection.identity import marks_of
from crisis.detection.listener import Listener
from crisis.detection.verdict import Group
from crisis.domain.errors import IllegalMove
from crisis.store.crises import crises
from crisis.store.intake import intake, verdicts, warnings
from crisis.store.unit_of_work import Change

HANDLE = "complaint.handle"


def matter_of(listener: Listener, intake_id: int, wanted: str | None) -> str:
    """The matter in which the listener keeps the record now."""
    if wanted is not None and wanted in listener.matters.all:
        return wanted
    names = reversed(listener.matters.all.values())
    return next(m.id for m in names if any(e.item == str(intake_id) for e in m.entries))


def group_now(listener: Listener, row: Row[Any]) -> Group | None:
    """The group that the record is part of today."""
    matter = listener.matters.all.get(row.matter) if row.matter else None
    entry = next((e for e in matter.entries if e.item == str(row.id)), None) if matter is not None else None
    return windows.group(matter, entry) if matter is not None and entry is not None and entry.counts else None


def tied_by(conn: Connection, listener: Listener, row: Row[Any]) -> list[str] | None:
    """The kinds of marks that tie the record to others of the same person; None when it is tied to nobody."""
    matter = listener.matters.all.get(row.matter) if row.matter else None
    entries = list(matter.entries) if matter is not None else []
    person = next((e.person for e in entries if e.item == str(row.id)), None)
    ids = [int(e.item) for e in entries if person and e.person == person and e.item != str(row.id)]
    verdict = conn.scalar(select(verdicts.c.verdict).where(verdicts.c.intake_id == row.id)) or {}
    mine = set(marks_of(item_of(row)))
    kinds = set(verdict.get("person_reasons", ()))
    for other in conn.execute(select(intake).where(intake.c.id.in_(ids))):
        kinds |= {mark.split(":", 1)[0] for mark in mine & set(marks_of(item_of(other)))}
    return sorted(kinds) if kinds or ids else None


def recount(change: Change, listener: Listener, matter: str | None) -> None:
    """The number of persons in the room of a matter, after they were counted anew."""
    known = listener.matters.all.get(matter) if matter else None
    query = select(crises).where(crises.c.matter == matter, crises.c.state.in_(LIVE))
    room = change.conn.execute(query.limit(1)).first() if known is not None else None
    if room is None or known is None or windows.distinct(known) in (0, room.persons):
        return
    change.update(crises, room.id, persons=windows.distinct(known))
    change.record("persons.counted", stream=stream_of(room.id), count=windows.distinct(known))


def leave_room(change: Change, row: Row[Any], goes_to: Row[Any] | None) -> None:
    """The record leaves the room it is in; the one that opened a room cannot, and a foreign room is not known."""
    if row.crisis_id is None or (goes_to is not None and goes_to.id == row.crisis_id):
        return
    room = enter(change, row.crisis_id, HANDLE)
    if room.t0_from.get("intake") == row.id:
        raise IllegalMove("group.opened_the_room", number=room.number)


def join_room(change: Change, room: Row[Any], row: Row[Any], matter: str) -> None:
    """The room hears of the record; a warning that waited for it is answered, a room without a matter takes this one."""
    if room.matter is None:
        change.update(crises, room.id, matter=matter)
    stream, level = stream_of(room.id), {"key": f"verdict.{row.level}"}
    change.record(
        "intake.joined", stream=stream, title=row.title, level=level, occurred_at=min(row.received_at, change.at)
    )
    for waiting in change.all(warnings, intake_id=row.id, state="waiting"):
        if waiting.crisis_id is None:
            change.update(warnings, waiting.id, state="attached", crisis_id=room.id, decided_at=change.at)
            change.record("warning.attached", title=waiting.title, crisis=room.number)


def tell_full(change: Change, listener: Listener, row: Row[Any]) -> None:
    """A group that a person's act made full waits on the desk as a warning, once."""
    group = group_now(listener, row)
    if group is None or group.missing or row.crisis_id is not None or row.matter is None:
        return
    waiting = change.all(warnings, matter=row.matter, state="waiting")
    if any("T-GROUP" in one.codes for one in waiting):
        return
    put_waiting(change, row, sorted({"T-GROUP", *row.codes}), link=row.warning_id is None)
