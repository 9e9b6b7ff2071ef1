"""Rows of a crisis and of who works in it: the war-room, its members, named grants and seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    select,
)

from crisis.store.base import JsonText, Key, UtcTime, table

crises = table(
    "crises",
    Column("id", Key, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("state", String(12), nullable=False),
    Column("level", String(4), nullable=False),
    Column("level_rule", JsonText, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("t0", UtcTime, nullable=False),
    Column("t0_from", JsonText, nullable=False),
    Column("zone", String(40), nullable=False),
    Column("precursor_at", UtcTime),
    Column("opened_at", UtcTime, nullable=False),
    Column("confirmed_at", UtcTime),
    Column("confirmed_by", String(80)),
    Column("closed_at", UtcTime),
    Column("next_update_at", UtcTime),
    Column("matter", String(80), index=True),
    Column("codes", JsonText, nullable=False),
    Column("source_class", String(20), nullable=False),
    Column("scct_cluster", String(20), nullable=False),
    Column("primary_playbook", String(20), nullable=False),
    Column("also_playbooks", JsonText, nullable=False),
    Column("evidence", JsonText, nullable=False),
    Column("persons", Integer, nullable=False, default=0),
    Column("traits", JsonText, nullable=False),
    Column("position", Text),
    Column("responsibility", JsonText),
    Column("restricted", Boolean, nullable=False, default=False),
    Column("drill", Boolean, nullable=False, default=False),
    Column("version", Integer, nullable=False, default=1),
    collection="crisis",
)

members = table(
    "members",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("person_id", Key, ForeignKey("people.id"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("removed_at", UtcTime),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("crisis_id", "person_id"),
)

grants = table(
    "grants",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("person_id", Key, ForeignKey("people.id"), nullable=False),
    Column("ability", String(40), nullable=False),
    Column("granted_by", String(80), nullable=False),
    Column("granted_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("version", Integer, nullable=False, default=1),
)

seats = table(
    "seats",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("role", String(8), nullable=False),
    Column("person_id", Key, ForeignKey("people.id")),
    Column("person_name", String(80)),
    Column("required", Boolean, nullable=False, default=False),
    Column("due_at", UtcTime),
    Column("since", UtcTime),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("crisis_id", "role"),
)


def open_crises(conn: Connection) -> list[Row[Any]]:
    """Drafts and open rooms, the oldest first."""
    return list(conn.execute(select(crises).where(crises.c.state.in_(("draft", "open"))).order_by(crises.c.id)))


_MEMBER = (
    members.c.crisis_id == bindparam("crisis"),
    members.c.person_id == bindparam("person"),
    members.c.removed_at.is_(None),
)
_GRANT = (
    grants.c.crisis_id == bindparam("crisis"),
    grants.c.person_id == bindparam("person"),
    grants.c.revoked_at.is_(None),
)
_member = select(members).where(*_MEMBER)
_grants = select(grants.c.ability).where(*_GRANT)
_room = (
    select(
        crises,
        select(members.c.id).where(*_MEMBER).scalar_subquery().label("member_id"),
        grants.c.ability.label("ability"),
    )
    .outerjoin(grants, and_(*_GRANT))
    .where(crises.c.id == bindparam("crisis"))
)


def member(conn: Connection, crisis_id: int, person_id: int | None) -> Row[Any] | None:
    return conn.execute(_member, {"crisis": crisis_id, "person": person_id}).first()


def granted(conn: Connection, crisis_id: int, person_id: int | None, *abilities: str) -> bool:
    """Whether the person holds one of these grants in the crisis."""
    return any(held in abilities for held in conn.scalars(_grants, {"crisis": crisis_id, "person": person_id}))


@dataclass(frozen=True, slots=True)
class Room:
    """A crisis as one person stands to it; `grants` are the abilities given to them by name."""

    crisis: Row[Any]
    member: bool
    grants: frozenset[str]


def room(conn: Connection, crisis_id: int, person_id: int | None) -> Room | None:
    """All that is asked of a person at the door of a crisis, in one read."""
    found = conn.execute(_room, {"crisis": crisis_id, "person": person_id}).all()
    if not found:
        return None
    return Room(found[0], found[0].member_id is not None, frozenset(row.ability for row in found if row.ability))
