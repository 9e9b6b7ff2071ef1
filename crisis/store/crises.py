"""Rows of a crisis and of who works in it: the war-room, its members, named grants and seats."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Integer, Row, String, Text, UniqueConstraint, select

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


def member(conn: Connection, crisis_id: int, person_id: int | None) -> Row[Any] | None:
    where = (members.c.crisis_id == crisis_id, members.c.person_id == person_id, members.c.removed_at.is_(None))
    return conn.execute(select(members).where(*where)).first()


def granted(conn: Connection, crisis_id: int, person_id: int | None, ability: str = "") -> bool:
    """Whether the person holds this grant, or any at all, in the crisis."""
    where = [grants.c.crisis_id == crisis_id, grants.c.person_id == person_id, grants.c.revoked_at.is_(None)]
    if ability:
        where.append(grants.c.ability == ability)
    return conn.execute(select(grants.c.id).where(*where)).first() is not None
