"""Rows of people, their sessions, machine tokens and set-up links."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Integer, Row, String, Text, bindparam, select

from crisis.store.base import Key, UtcTime, marked, table

people = table(
    "people",
    Column("id", Key, primary_key=True),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("lang", String(2), nullable=False, default="zh"),
    Column("theme", String(8), nullable=False, default="auto"),
    Column("password_hash", Text, nullable=False, info=marked("secret")),
    Column("active", Boolean, nullable=False, default=True),
    Column("epoch", Integer, nullable=False, default=1),
    Column("created_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False, default=1),
)

sessions = table(
    "sessions",
    Column("id_hash", String(64), primary_key=True, info=marked("secret")),
    Column("person_id", Key, ForeignKey("people.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False, info=marked("secret")),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("stepped_up_at", UtcTime),
    Column("expires_at", UtcTime, nullable=False),
    Column("device", String(20)),
)

attempts = table(
    "sign_in_attempts",
    Column("id", Key, primary_key=True),
    Column("login_hash", String(64), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
)

tokens = table(
    "tokens",
    Column("id", Key, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("scope", String(10), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True, info=marked("secret")),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("version", Integer, nullable=False, default=1),
)

setup_links = table(
    "setup_links",
    Column("id", Key, primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True, info=marked("secret")),
    Column("created_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)


def by_login(conn: Connection, login: str) -> Row[Any] | None:
    return conn.execute(select(people).where(people.c.login == login)).first()


def active(conn: Connection) -> list[Row[Any]]:
    """Everybody who may sign in, by name."""
    return list(conn.execute(select(people).where(people.c.active).order_by(people.c.name)))


_standing = (
    people.c.name,
    people.c.login,
    people.c.role,
    people.c.lang,
    people.c.theme,
    people.c.active,
    people.c.epoch,
)
_session = (
    select(sessions, *_standing)
    .join(people, people.c.id == sessions.c.person_id)
    .where(sessions.c.id_hash == bindparam("id_hash"))
)


def handle(id_hash: str) -> str:
    """How a session is named to its own person; nothing of its id can be told back from it."""
    return hashlib.sha256(id_hash.encode()).hexdigest()[:16]


def session(conn: Connection, id_hash: str) -> Row[Any] | None:
    """The session with its person's standing: name, role, lang, theme, active, epoch."""
    return conn.execute(_session, {"id_hash": id_hash}).first()
