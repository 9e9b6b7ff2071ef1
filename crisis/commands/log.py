"""Typing an entry into the timeline of a crisis."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crisis.commands.command import command, moment, one_of, text
from crisis.commands.room import enter, stream_of
from crisis.commands.timeline import put
from crisis.domain.errors import Invalid
from crisis.domain.people import Actor
from crisis.store.unit_of_work import Op, Work

AHEAD_SECONDS = 300
KINDS = ("note", "call", "visit", "decision")


@command
def add_entry(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    entry: str,
    op: Op,
    at: datetime,
    occurred_at: datetime | None = None,
    kind: str = "note",
    pinned: bool = False,
) -> dict[str, Any]:
    """Record what somebody saw, said or decided; `occurred_at` may lie before `at`, never after it.

    What is pinned gets its number first, and its pin in a step of its own.
    """
    happened = moment(occurred_at, "occurred_at") or at
    if (happened - at).total_seconds() > AHEAD_SECONDS:
        raise Invalid("field.future", field="occurred_at")
    words = text(entry, "text", 4000)
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "entry.add")
        change.record(
            f"log.{one_of(kind, 'kind', KINDS)}", text=words, pinned=bool(pinned), occurred_at=min(happened, at)
        )
    if pinned:
        with work(actor, stream_of(crisis_id), Op(None), at) as step:
            put(step, crisis_id, change.answer["seq"], None, pinned=True)
            step.record("entry.pinned", seq=change.answer["seq"])
    return change.answer
