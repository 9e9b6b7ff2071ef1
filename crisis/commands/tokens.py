"""Machine tokens: made once, shown once, kept as a hash, with a scope and an end."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from crisis.commands.command import command, one_of, text
from crisis.commands.passwords import fingerprint
from crisis.commands.people import HOUSE
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.store.people import tokens
from crisis.store.unit_of_work import Op, Work

# What a token of each scope may do is what this role may do.
SCOPES = {"intake": "intake", "read": "executive", "lead": "lead"}
LASTS = timedelta(days=90)


@command
def add_token(work: Work, actor: Actor, *, name: str, scope: str, op: Op, at: datetime) -> dict[str, Any]:
    """The answer's `token` is the only time it can be read."""
    secret = f"ccx_{secrets.token_urlsafe(32)}"
    with work(actor, HOUSE, op, at) as change:
        if actor.via != "cli":
            may(actor, "token.manage")
        row = change.insert(
            tokens,
            name=text(name, "name", 80),
            scope=one_of(scope, "scope", SCOPES),
            secret_hash=fingerprint(secret),
            created_at=at,
            expires_at=at + LASTS,
        )
        change.record("token.added", name=row.name, scope=row.scope)
        change.answer = {"id": row.id}
    return {**change.answer, "token": secret}


@command
def revoke_token(
    work: Work, actor: Actor, *, token_id: int, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """The token is refused from this commit on."""
    with work(actor, HOUSE, op, at) as change:
        may(actor, "token.manage")
        row = change.get(tokens, token_id)
        change.update(tokens, token_id, version, revoked_at=at)
        change.record("token.revoked", name=row.name)
    return change.answer
