"""People of the house: the first admin by set-up link, accounts, roles, sign-in, step-up, sign-out."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import delete, func, insert, select

from crisis.commands.command import command, one_of, text
from crisis.domain.errors import Absent, IllegalMove, Invalid, NotAllowed, NotSignedIn
from crisis.domain.people import CONSOLE, ROLES, Actor
from crisis.domain.permissions import may
from crisis.language.words import LANGUAGES
from crisis.store.people import attempts, by_login, people, sessions, setup_links
from crisis.store.unit_of_work import Change, Op, Work

HOUSE = "house"
SESSION_LASTS = timedelta(hours=12)
IDLE = timedelta(hours=8)
LINK_LASTS = timedelta(hours=24)
TRIES, WINDOW = 8, timedelta(minutes=5)
SHORTEST = 12

# 64 MiB, three passes, one lane: about a tenth of a second, and two at once at most (the doors limit).
hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
_NOBODY = hasher.hash(secrets.token_hex(16))


def fingerprint(secret: str) -> str:
    """How a session id, token or link is kept: only its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


@command
def offer_setup(work: Work, actor: Actor, *, secret: str, op: Op, at: datetime) -> dict[str, Any]:
    """Keep a one-time set-up link while there is nobody yet."""
    with work(actor, HOUSE, op, at) as change:
        if change.conn.scalar(select(func.count()).select_from(people)):
            raise IllegalMove("setup.done")
        change.insert(setup_links, secret_hash=fingerprint(secret), created_at=at)
        change.record("setup.offered")
    return change.answer


@command
def set_up(
    work: Work, actor: Actor, *, secret: str, login: str, name: str, password: str, op: Op, at: datetime
) -> dict[str, Any]:
    """The first admin, by the one-time link; the link is spent."""
    with work(actor, HOUSE, op, at) as change:
        link = change.conn.execute(
            select(setup_links).where(setup_links.c.secret_hash == fingerprint(secret), setup_links.c.used_at.is_(None))
        ).first()
        if link is None or at - link.created_at > LINK_LASTS:
            raise NotAllowed("setup.link")
        change.update(setup_links, link.id, used_at=at)
        _add(change, login, name, "admin", password)
    return change.answer


@command
def add_person(
    work: Work, actor: Actor, *, login: str, name: str, role: str, password: str, op: Op, at: datetime
) -> dict[str, Any]:
    """An account with a role; only an admin or the command line may."""
    with work(actor, HOUSE, op, at) as change:
        if actor.via != "cli":
            may(actor, "people.manage")
        _add(change, login, name, role, password)
    return change.answer


def _add(change: Change, login: str, name: str, role: str, password: str) -> None:
    login = text(login, "login", 80).lower()
    one_of(role, "role", set(ROLES) - {"intake"})
    if by_login(change.conn, login) is not None:
        raise Invalid("login.taken", field="login")
    row = change.insert(
        people,
        login=login,
        name=text(name or login, "name", 80),
        role=role,
        lang=change.actor.lang,
        password_hash=hasher.hash(strong(password)),
        created_at=change.at,
    )
    change.record("person.added", name=row.name, role={"key": f"role.{role}"})
    change.answer = {"id": row.id}


def strong(password: str) -> str:
    """The password, or `Invalid`: at least twelve characters and not one of a kind; no other rule."""
    if not isinstance(password, str) or len(password) < SHORTEST:
        raise Invalid("password.short", field="password", least=SHORTEST)
    if len(password) > 200 or len(set(password)) < 4:
        raise Invalid("password.weak", field="password")
    return password


@command
def change_person(
    work: Work,
    actor: Actor,
    *,
    person_id: int,
    op: Op,
    at: datetime,
    role: str | None = None,
    active: bool | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """Another role, or enabled or disabled: open sessions of a disabled person end with the same commit."""
    with work(actor, HOUSE, op, at) as change:
        row = change.get(people, person_id)
        may(actor, "people.role", own=actor.id == person_id)
        values: dict[str, Any] = {"epoch": row.epoch + 1}
        if role is not None:
            values["role"] = one_of(role, "role", set(ROLES) - {"intake"})
        if active is not None:
            values["active"] = active
        change.update(people, person_id, version, **values)
        if active is False:
            change.conn.execute(delete(sessions).where(sessions.c.person_id == person_id))
            change.record("person.disabled", name=row.name)
        else:
            change.record("person.changed", name=row.name)
    return change.answer


@command
def choose(
    work: Work, actor: Actor, *, op: Op, at: datetime, lang: str | None = None, theme: str | None = None
) -> dict[str, Any]:
    """One's own language and theme."""
    with work(actor, HOUSE, op, at) as change:
        if actor.id is None:
            raise NotAllowed("permission.not_allowed", ability="self", role=actor.role)
        values: dict[str, Any] = {}
        if lang is not None:
            values["lang"] = one_of(lang, "lang", LANGUAGES)
        if theme is not None:
            values["theme"] = one_of(theme, "theme", ("auto", "light", "dark"))
        if values:
            row = change.update(people, actor.id, epoch=people.c.epoch + 1, **values)
            change.record("person.changed", name=row.name)
    return change.answer


def sign_in(work: Work, *, login: str, password: str, at: datetime) -> dict[str, Any]:
    """A new session: {"session": id, "person_id"}; the same refusal and time for a wrong name and a wrong password."""
    login = text(login, "login", 80).lower()
    _slow_down(work, login, at)
    with work.reading() as conn:
        row = by_login(conn, login)
    if not _matches(row.password_hash if row else _NOBODY, password) or row is None or not row.active:
        with work(CONSOLE, HOUSE, Op(None), at) as change:
            change.conn.execute(insert(attempts).values(login_hash=fingerprint(login), at=at))
        raise NotSignedIn("signin.wrong")
    secret = secrets.token_urlsafe(32)
    actor = Actor(row.id, row.name, row.role, row.lang)
    with work(actor, HOUSE, Op(None), at) as change:
        change.conn.execute(delete(attempts).where(attempts.c.login_hash == fingerprint(login)))
        change.conn.execute(delete(sessions).where(sessions.c.expires_at < at))
        change.conn.execute(
            insert(sessions).values(
                id_hash=fingerprint(secret),
                person_id=row.id,
                csrf=secrets.token_urlsafe(24),
                created_at=at,
                seen_at=at,
                stepped_up_at=at,
                expires_at=at + SESSION_LASTS,
            )
        )
        change.record("person.signed_in", name=row.name)
    return {"session": secret, "person_id": row.id}


def _matches(stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password)
    except Argon2Error:
        return False


def _slow_down(work: Work, login: str, at: datetime) -> None:
    recent = (attempts.c.login_hash == fingerprint(login)) & (attempts.c.at > at - WINDOW)
    with work.reading() as conn:
        if (conn.scalar(select(func.count()).where(recent)) or 0) >= TRIES:
            raise NotAllowed("signin.wait", minutes=int(WINDOW.total_seconds() // 60))


@command
def step_up(work: Work, actor: Actor, *, session: str, password: str, op: Op, at: datetime) -> dict[str, Any]:
    """Confirm the sign-in again; good for five minutes. `session` is the hash under which it is kept."""
    with work.reading() as conn:
        row = conn.execute(select(people).where(people.c.id == actor.id, people.c.active)).first()
    if row is None:
        raise Absent("absent", what="people")
    _slow_down(work, row.login, at)
    if not _matches(row.password_hash, password):
        with work(CONSOLE, HOUSE, Op(None), at) as change:
            change.conn.execute(insert(attempts).values(login_hash=fingerprint(row.login), at=at))
        raise NotAllowed("signin.wrong")
    with work(actor, HOUSE, op, at) as change:
        change.conn.execute(sessions.update().where(sessions.c.id_hash == session).values(stepped_up_at=at))
        change.record("person.stepped_up", name=row.name)
    return change.answer


@command
def sign_out(work: Work, actor: Actor, *, session: str, op: Op, at: datetime) -> dict[str, Any]:
    """End one session; its sockets stop with it."""
    with work(actor, HOUSE, op, at) as change:
        change.conn.execute(delete(sessions).where(sessions.c.id_hash == session))
        change.record("person.signed_out", name=actor.name)
    return change.answer
