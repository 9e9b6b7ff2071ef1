"""What a session or a token amounts to at this moment: who, which role, and whether it still stands."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.store.crises import crises, member
from crisis.store.people import people, session as find_session, sessions, tokens

TOKEN_ROLE = {"intake": "intake", "read": "executive", "lead": "lead"}


@dataclass(frozen=True, slots=True)
class Place:
    """What one session or token stands for now; `epoch` moves with everything that changes what it may see."""

    person: int | None
    name: str
    session: str
    role: str
    lang: str
    epoch: int


def fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def session(conn: Connection, secret: str, at: datetime) -> Row[Any] | None:
    """The live session behind a cookie, with its person; None when it ended or the person was disabled."""
    row = find_session(conn, fingerprint(secret))
    if row is None or not row.active or row.expires_at < at:
        return None
    return row


def token(conn: Connection, secret: str, at: datetime) -> Row[Any] | None:
    """The token behind a bearer secret; None when unknown, revoked or over its time."""
    row = conn.execute(select(tokens).where(tokens.c.secret_hash == fingerprint(secret))).first()
    if row is None or row.revoked_at is not None or row.expires_at < at:
        return None
    return row


def actor_of_session(row: Row[Any]) -> Actor:
    return Actor(row.person_id, row.name, row.role, row.lang, row.stepped_up_at, "session")


def actor_of_token(row: Row[Any]) -> Actor:
    return Actor(None, row.name, TOKEN_ROLE[row.scope], "zh", None, "token", row.id)


def place_of_session(row: Row[Any]) -> Place:
    return Place(row.person_id, row.name, row.id_hash, row.role, row.lang, row.epoch)


def place_of_token(row: Row[Any]) -> Place:
    return Place(None, row.name, row.secret_hash, TOKEN_ROLE[row.scope], "zh", row.version)


def places(conn: Connection, keys: Sequence[str], at: datetime) -> dict[str, Place]:
    """Those of the named sessions and tokens that still stand."""
    query = select(sessions, people.c.name, people.c.role, people.c.lang, people.c.active, people.c.epoch)
    found = conn.execute(query.join(people, people.c.id == sessions.c.person_id).where(sessions.c.id_hash.in_(keys)))
    standing = {row.id_hash: place_of_session(row) for row in found if row.active and row.expires_at >= at}
    known = conn.execute(select(tokens).where(tokens.c.secret_hash.in_(keys), tokens.c.revoked_at.is_(None)))
    standing |= {row.secret_hash: place_of_token(row) for row in known if row.expires_at >= at}
    return standing


def persons(conn: Connection, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and role of those of these people who may still sign in."""
    found = conn.execute(select(people.c.id, people.c.name, people.c.role).where(people.c.id.in_(ids), people.c.active))
    return {row.id: (row.name, row.role) for row in found}


def may_subscribe(conn: Connection, place: Place, stream: str) -> bool:
    """Whether this place may hear a stream: the desk by role, a room by role and membership."""
    if stream == "desk":
        return cell("desk.subscribe", place.role) != "-"
    prefix, _, number = stream.partition(":")
    if prefix != "crisis" or not number.isdigit() or len(number) > 12:
        return False
    return may_read_room(conn, place.person, place.role, int(number))


def may_read_room(conn: Connection, person_id: int | None, role: str, crisis_id: int) -> bool:
    """Members read as their role allows; a token reads the rooms that are not restricted; others know of none."""
    if cell("crisis.read", role) in ("-", "B"):
        return False
    if person_id is not None:
        return member(conn, crisis_id, person_id) is not None
    row = conn.execute(select(crises.c.restricted).where(crises.c.id == crisis_id)).first()
    return row is not None and not row.restricted
