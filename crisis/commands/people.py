"""People of the house: the first admin by set-up link, accounts, roles, sign-in, step-up, sign-out."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from crisis.commands.command import command, one_of, text
from crisis.commands.passwords import fingerprint, hashed, tried
from crisis.domain.errors import Absent, IllegalMove, Invalid, NotAllowed, NotSignedIn, Refused
from crisis.domain.people import CONSOLE, ROLES, Actor
from crisis.domain.permissions import may
from crisis.language.words import LANGUAGES
from crisis.store.people import attempts, by_login, people, sessions, setup_links
from crisis.store.unit_of_work import Change, Op, Work

HOUSE = "house"
SESSION_LASTS = timedelta(hours=12)
IDLE, IDLE_LEAD = timedelta(minutes=30), timedelta(hours=8)
NOTICED = timedelta(minutes=1)
LINK_LASTS = timedelta(hours=24)


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
    with work.reading() as conn:
        if conn.scalar(select(setup_links.c.id).where(setup_links.c.secret_hash == fingerprint(secret))) is None:
            raise NotAllowed("setup.link")
    kept = hashed(password)
    with work(actor, HOUSE, op, at) as change:
        change.update(setup_links, _link(change.conn, secret, at).id, used_at=at)
        _add(change, login, name, "admin", kept)
    return change.answer


def _link(conn: Connection, secret: str, at: datetime) -> Row[Any]:
    """The set-up link that is neither used nor too old."""
    unused = setup_links.c.used_at.is_(None)
    link = conn.execute(select(setup_links).where(setup_links.c.secret_hash == fingerprint(secret), unused)).first()
    if link is None or at - link.created_at > LINK_LASTS:
        raise NotAllowed("setup.link")
    return link


@command
def add_person(
    work: Work, actor: Actor, *, login: str, name: str, role: str, password: str, op: Op, at: datetime
) -> dict[str, Any]:
    """An account with a role; only an admin or the command line may."""
    if actor.via != "cli":
        may(actor, "people.manage")
    kept = hashed(password)
    with work(actor, HOUSE, op, at) as change:
        _add(change, login, name, role, kept)
    return change.answer


def _add(change: Change, login: str, name: str, role: str, password_hash: str) -> None:
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
        password_hash=password_hash,
        created_at=change.at,
    )
    change.record("person.added", name=row.name, role={"key": f"role.{role}"})
    change.answer = {"id": row.id}


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
def set_password(
    work: Work, actor: Actor, *, person_id: int, password: str, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """Another password for somebody who forgot theirs: their sessions end. One's own asks for the old (own_account)."""
    may(actor, "people.role", own=actor.id == person_id)
    kept = hashed(password)
    with work(actor, HOUSE, op, at) as change:
        row = change.update(people, person_id, version, password_hash=kept)
        change.conn.execute(delete(sessions).where(sessions.c.person_id == person_id))
        change.record("person.password_set", name=row.name)
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


def sign_in(
    work: Work,
    *,
    login: str,
    password: str,
    at: datetime,
    address: str = "",
    instead_of: str = "",
    device: str | None = None,
) -> dict[str, Any]:
    """A new session: {"session": id, "person_id"}; the same refusal and time for a wrong name and a wrong password.

    `address` is where the wish comes from, `device` on what (`domain/device.py`); `instead_of` the kept hash of a
    session that ends with it.
    """
    login = text(login, "login", 80).lower()
    with work.reading() as conn:
        row = by_login(conn, login)
    if not tried(work, row.password_hash if row and row.active else None, password, login, at, address) or row is None:
        raise NotSignedIn("signin.wrong")
    secret = secrets.token_urlsafe(32)
    with work(Actor(row.id, row.name, row.role, row.lang), HOUSE, Op(None), at) as change:
        change.conn.execute(delete(attempts).where(attempts.c.login_hash == fingerprint(login)))
        change.conn.execute(delete(sessions).where((sessions.c.expires_at < at) | (sessions.c.id_hash == instead_of)))
        change.conn.execute(insert(sessions).values(_begun(row, secret, at, device)))
        change.record("person.signed_in", name=row.name)
    return {"session": secret, "person_id": row.id}


def _begun(person: Row[Any], secret: str, at: datetime, device: str | None) -> dict[str, Any]:
    """The row of a new session of this person."""
    return {
        "id_hash": fingerprint(secret),
        "person_id": person.id,
        "csrf": secrets.token_urlsafe(24),
        "created_at": at,
        "seen_at": at,
        "stepped_up_at": at,
        "expires_at": _ends(person.role, at, at),
        "device": device,
    }


def _ends(role: str, created: datetime, seen: datetime) -> datetime:
    """A session ends when nobody used it for half an hour (a lead's: eight hours), and after twelve in any case."""
    return min(created + SESSION_LASTS, seen + (IDLE_LEAD if role == "lead" else IDLE))


def used(work: Work, session: Row[Any], at: datetime) -> None:
    """The session was used: its end moves on, noted once a minute. A full disk stops nobody from reading."""
    if at - session.seen_at < NOTICED:
        return
    until = _ends(session.role, session.created_at, at)
    try:
        with work(CONSOLE, HOUSE, Op(None), at) as change:
            mine = sessions.c.id_hash == session.id_hash
            change.conn.execute(sessions.update().where(mine).values(seen_at=at, expires_at=until))
    except Refused:
        return


@command
def step_up(work: Work, actor: Actor, *, session: str, password: str, op: Op, at: datetime) -> dict[str, Any]:
    """Confirm the sign-in again; good for five minutes. `session` is the hash under which it is kept."""
    with work.reading() as conn:
        row = conn.execute(select(people).where(people.c.id == actor.id, people.c.active)).first()
    if row is None:
        raise Absent("absent", what="people")
    if not tried(work, row.password_hash, password, row.login, at):
        raise NotAllowed("permission.wrong_password", field="password")
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
