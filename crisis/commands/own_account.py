"""What people do to their own account: another password, and an end to their sessions elsewhere."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from crisis.commands.command import command
from crisis.commands.passwords import fingerprint, hashed, tried
from crisis.commands.people import HOUSE
from crisis.domain.errors import Absent, Invalid, NotAllowed
from crisis.domain.people import Actor
from crisis.store.people import handle, people, sessions
from crisis.store.unit_of_work import Op, Work


def change_password(
    work: Work, actor: Actor, *, session: str, old_password: str, password: str, at: datetime, address: str = ""
) -> str:
    """Another password for the old one: `session` (its kept hash) goes on under the id answered, all others end.

    As signing in, it takes no mark of its own: a second time the old password is no longer right.
    """
    with work.reading() as conn:
        person = conn.execute(select(people).where(people.c.id == actor.id, people.c.active)).first()
    if person is None:
        raise NotAllowed("permission.not_allowed", ability="self", role=actor.role)
    if not tried(work, person.password_hash, old_password, person.login, at, address):
        raise Invalid("password.old", field="old_password")
    if password == old_password:
        raise Invalid("password.same", field="password")
    kept, secret = hashed(password), secrets.token_urlsafe(32)
    with work(actor, HOUSE, Op(None), at) as change:
        if change.get(people, person.id).password_hash != person.password_hash:
            raise Invalid("password.old", field="old_password")
        change.update(people, person.id, password_hash=kept)
        mine, this = sessions.c.person_id == person.id, sessions.c.id_hash == session
        change.conn.execute(delete(sessions).where(mine, ~this))
        change.conn.execute(update(sessions).where(mine, this).values(id_hash=fingerprint(secret), stepped_up_at=at))
        change.record("person.password_changed", name=person.name)
    return secret


@command
def end_session(work: Work, actor: Actor, *, mark: str, op: Op, at: datetime) -> dict[str, Any]:
    """End one of one's own sessions, named by its `handle`; its sockets stop with it."""
    with work(actor, HOUSE, op, at) as change:
        mine = change.conn.scalars(select(sessions.c.id_hash).where(sessions.c.person_id == actor.id))
        found = next((id_hash for id_hash in mine if handle(id_hash) == mark), None)
        if found is None:
            raise Absent("absent", what="sessions")
        change.conn.execute(delete(sessions).where(sessions.c.id_hash == found))
        change.record("person.session_ended", name=actor.name)
    return change.answer


@command
def end_other_sessions(work: Work, actor: Actor, *, session: str, op: Op, at: datetime) -> dict[str, Any]:
    """End all of one's own sessions but this one: {"ended": how many}."""
    with work(actor, HOUSE, op, at) as change:
        others = (sessions.c.person_id == actor.id, sessions.c.id_hash != session)
        ended = change.conn.execute(delete(sessions).where(*others)).rowcount
        if ended:
            change.record("person.sessions_ended", name=actor.name, count=ended)
        change.answer = {"ended": ended}
    return change.answer
