"""Doors of people, roles and tokens; for the admin."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify
from pydantic import Field
from sqlalchemy import func, select

from crisis.commands import people as commands, tokens as token_commands
from crisis.domain.people import ROLES
from crisis.domain.permissions import may
from crisis.language.words import say
from crisis.store import people as rows
from crisis.store.base import plain
from crisis.web import answer, page, reader
from crisis.web.answer import Body, act, body
from crisis.web.openapi import takes

pages = Blueprint("people", __name__)
acts = Blueprint("people_acts", __name__)
SEATED = tuple(role for role in ROLES if role != "intake")


class NewPerson(Body):
    login: str = Field(max_length=80)
    name: str = Field(max_length=80)
    role: str
    password: str
    lang: str = "zh"


class Role(Body):
    role: str
    version: int | None = None


class Versioned(Body):
    version: int | None = None


class SetPassword(Versioned):
    password: str


class NewToken(Body):
    name: str = Field(max_length=80)
    scope: str


def model(secret: dict[str, str] | None = None) -> dict[str, Any]:
    """People and tokens as the admin sees them; `secret` is shown this once."""
    who, lang = reader.actor(), reader.lang()
    with current_app.extensions["work"].reading() as conn:
        last = select(rows.sessions.c.person_id, func.max(rows.sessions.c.seen_at).label("at"))
        seen = {row.person_id: row.at for row in conn.execute(last.group_by(rows.sessions.c.person_id))}
        people = list(conn.execute(select(rows.people).order_by(rows.people.c.name)))
        tokens = list(conn.execute(select(rows.tokens).order_by(rows.tokens.c.id)))
    if who.role != "admin":
        people, tokens = [p for p in people if p.active], []
    names = ("id", "login", "name", "role", "lang", "active", "version")
    found: dict[str, Any] = {
        "people": [
            {**{n: p._mapping[n] for n in names}, "last_seen_at": plain(seen[p.id]) if p.id in seen else None}
            for p in people
        ],
        "tokens": [
            {
                **{n: t._mapping[n] for n in ("id", "name", "scope", "version")},
                "expires_at": plain(t.expires_at),
                "revoked_at": plain(t.revoked_at) if t.revoked_at else None,
                "by": "",
            }
            for t in tokens
        ],
        "roles": list(SEATED),
        "role_options": [{"value": role, "label": say(f"role.{role}", lang)} for role in SEATED],
    }
    return {**found, "secret": secret} if secret else found


@pages.get("/people")
def index() -> Any:
    """The people of the house."""
    return page.draw("people/index.html", "people", model())


@acts.post("/people")
@takes(NewPerson)
def add() -> Any:
    """Add a person."""
    wish = body(NewPerson).model_dump(exclude={"lang"})
    work, who = current_app.extensions["work"], reader.actor()
    done = commands.add_person(work, who, **wish, op_id=answer.op_id(), at=reader.now())
    return _made(done, None)


def _made(done: dict[str, Any], secret: dict[str, str] | None) -> Any:
    if answer.wants_json():
        return jsonify({**done, **({"token": secret["text"]} if secret else {}), "go": "/people"}), 201
    return page.draw("people/index.html", "people", model(secret))


@acts.post("/people/<int:person_id>")
@takes(Role)
def change_role(person_id: int) -> Any:
    """Give a person another role."""
    wish = body(Role).model_dump()
    return act(commands.change_person, back="/people", person_id=person_id, **wish)


@acts.post("/people/<int:person_id>/disable")
@takes(Versioned)
def disable(person_id: int) -> Any:
    """Disable a person; their sessions end with the same commit."""
    return act(
        commands.change_person, back="/people", person_id=person_id, active=False, version=body(Versioned).version
    )


@acts.post("/people/<int:person_id>/enable")
@takes(Versioned)
def enable(person_id: int) -> Any:
    """Let a person in again."""
    return act(
        commands.change_person, back="/people", person_id=person_id, active=True, version=body(Versioned).version
    )


@acts.post("/people/<int:person_id>/password")
@takes(SetPassword)
def set_password(person_id: int) -> Any:
    """A new password for somebody who forgot theirs; their sessions end with the same commit."""
    return act(commands.set_password, back="/people", person_id=person_id, **body(SetPassword).model_dump())


@acts.post("/tokens")
@takes(NewToken)
def add_token() -> Any:
    """Issue a machine token; it is shown this once, and not to the same wish sent again."""
    wish = body(NewToken).model_dump()
    work, who = current_app.extensions["work"], reader.actor()
    may(who, "token.manage")
    done = token_commands.add_token(work, who, **wish, op_id=answer.op_id(), at=reader.now())
    text = done.pop("token", None)
    return _made(done, {"kind": "token", "text": text} if text else None)


@acts.post("/tokens/<int:token_id>/revoke")
@takes(Versioned)
def revoke_token(token_id: int) -> Any:
    """Revoke a token."""
    return act(token_commands.revoke_token, back="/people", token_id=token_id, version=body(Versioned).version)
