"""The smallest acts a unit of work can carry: a line in a log, and a row that somebody changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from crisis.domain.people import Actor
from crisis.store.people import tokens
from crisis.store.unit_of_work import Change, Op, Work

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LIN = Actor(1, "林岚", "lead")
HE = Actor(2, "何冬", "pr")
DESK = "desk"
UNDONE: list[str] = []


def note(
    work: Work, text: str, *, stream: str = DESK, actor: Actor = LIN, op_id: str | None = None, digest: str = ""
) -> dict[str, Any]:
    """One event; the answer says its number."""
    with work(actor, stream, Op(op_id, digest), AT) as change:
        change.answer = {"text": text}
        change.record("log.note", text=text, pinned=False)
    return change.answer


def hang_up(change: Change, name: str) -> Row[Any]:
    """A row with a version: a token stands in for anything that people edit."""
    row = change.insert(tokens, name=name, scope="read", secret_hash=name.ljust(64, "."), created_at=AT, expires_at=AT)
    change.record("token.added", name=name, scope="read")
    return row


def token(work: Work, name: str) -> Row[Any]:
    with work(LIN, "house", Op(None), AT) as change:
        return hang_up(change, name)


def failing(work: Work, op_id: str | None = None) -> None:
    """Something was said, and then it goes wrong."""
    with work(HE, DESK, Op(op_id), AT) as change:
        change.undo.append(lambda: UNDONE.append("taken back"))
        change.record("log.note", text="never", pinned=False)
        raise ValueError("this one fails")
