"""The door of a war-room for commands: who may act in which crisis, asked inside the act's own transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Table

from crisis.domain.errors import Absent, Conflict, IllegalMove
from crisis.domain.people import Actor
from crisis.domain.permissions import may, stepped_up
from crisis.store.crises import Room, room
from crisis.store.people import people
from crisis.store.unit_of_work import Change

LIVE = ("draft", "open")


def stream_of(crisis_id: int) -> str:
    return f"crisis:{crisis_id}"


def _room(change: Change, crisis_id: int) -> Room:
    """The room, for whoever may know of it; for anybody else it is `Absent`, as one that never was."""
    found = change.once(room, crisis_id, change.actor.id)
    if found is None or (change.actor.via == "session" and not (found.member or found.grants)):
        raise Absent("absent", what="crises")
    return found


def known(change: Change, crisis_id: int) -> Row[Any]:
    """The crisis, or `Absent` for whoever may not know of it."""
    return _room(change, crisis_id).crisis


def _belongs(actor: Actor, found: Room) -> bool:
    """Whether the actor works in this room: a member, or the console and its tokens where it is not restricted."""
    return not found.crisis.restricted if actor.via in ("token", "job", "cli") else found.member


def row_in(change: Change, of: Table, key: int, crisis_id: int) -> Row[Any]:
    """A row of the room, looked for only after the room may be known."""
    known(change, crisis_id)
    return change.get(of, key, crisis_id=crisis_id)


def enter(
    change: Change, crisis_id: int, ability: str, *, own: bool = False, states: tuple[str, ...] = LIVE
) -> Row[Any]:
    """The crisis, after asking for the ability in it; a foreign room is `Absent`, a closed one an `IllegalMove`."""
    found = _room(change, crisis_id)
    crisis, grant = found.crisis, ability in found.grants
    step = stepped_up(change.actor, change.at)
    may(change.actor, ability, own=own, member=_belongs(change.actor, found), granted=grant, stepped_up=step)
    if crisis.state not in states:
        raise IllegalMove("crisis.not_open", state=crisis.state, number=crisis.number)
    return crisis


def unchanged(crisis: Row[Any], version: int | None) -> None:
    """Raises `Conflict` when the person saw another version of the room."""
    if version is not None and version != crisis.version:
        raise Conflict("conflict", version=crisis.version, mine={}, theirs={})


def person(change: Change, person_id: int) -> Row[Any]:
    """An active person, or `Absent`."""
    return change.get(people, person_id, active=True)
