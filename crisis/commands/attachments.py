"""Laying files over an entry, and taking one back with a reason; the record that it was there stays."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crisis.commands.command import command, text
from crisis.commands.log import add_entry
from crisis.commands.room import enter, row_in, stream_of
from crisis.commands.timeline import entry_of
from crisis.domain.attachment import Fitting, all_fitting, room_for, takes_files
from crisis.domain.errors import IllegalMove
from crisis.domain.people import Actor
from crisis.store.attachments import attachments, fingerprint, keep, taken
from crisis.store.timeline import marks_of
from crisis.store.unit_of_work import Change, Op, Work

Files = Sequence[tuple[str, bytes]]


@command
def attach(work: Work, actor: Actor, *, crisis_id: int, seq: int, files: Files, op: Op, at: datetime) -> dict[str, Any]:
    """Lay files over an entry, (name, content) each: all of them or none."""
    fits = [
        (fit, fingerprint(fit.content), fingerprint(sent))
        for fit, (_, sent) in zip(all_fitting(files), files, strict=True)
    ]
    with work(actor, stream_of(crisis_id), op, at) as change:
        _ask(change, crisis_id, seq)
        size = sum(len(fit.content) for fit, _, _ in fits)
        room_for(len(fits), size, **taken(change.conn, crisis_id, seq))
        change.answer = {"attachments": [_lay(change, crisis_id, seq, *fit) for fit in fits]}
    return change.answer


def _ask(change: Change, crisis_id: int, seq: int) -> None:
    """Whether the actor may lay a file over this entry."""
    entry = entry_of(change, crisis_id, seq)
    enter(change, crisis_id, "attachment.add")
    if not takes_files(entry.kind):
        raise IllegalMove("attachment.not_here")
    mark = marks_of(change.conn, crisis_id, [seq]).get(seq)
    if mark is not None and mark.struck_at is not None:
        raise IllegalMove("entry.struck")


def _lay(change: Change, crisis_id: int, seq: int, fit: Fitting, sha256: str, sent_sha256: str) -> dict[str, Any]:
    keep(change.conn, sha256, fit.content)
    told: dict[str, Any] = {"name": fit.name, "size": len(fit.content), "sha256": sha256}
    row = change.insert(
        attachments,
        crisis_id=crisis_id,
        seq=seq,
        kind=fit.kind,
        sent_sha256=sent_sha256,
        person_id=change.actor.id,
        person_name=change.actor.name,
        at=change.at,
        **told,
    )
    change.record("attachment.added", seq=seq, **told)
    return {"id": row.id, "kind": fit.kind, **told}


def add_entry_with(
    work: Work, actor: Actor, *, crisis_id: int, files: Files, at: datetime, op_id: str | None = None, **entry: Any
) -> dict[str, Any]:
    """Type an entry that has files: they lie over its number, so they follow in a step of their own.

    What could refuse them is asked, and their bytes are stored, before anything is recorded; the same `op_id` again
    makes up for a step that was cut off. Bytes that nothing came to name are in nobody's way.
    """
    fits = [(fingerprint(fit.content), fit.content) for fit in all_fitting(files)]
    with work(actor, stream_of(crisis_id), Op(None), at) as change:
        enter(change, crisis_id, "entry.add")
        enter(change, crisis_id, "attachment.add")
        size = sum(len(content) for _, content in fits)
        room_for(len(fits), size, **taken(change.conn, crisis_id, None))
        for sha256, content in fits:
            keep(change.conn, sha256, content)
    told = add_entry(work, actor, crisis_id=crisis_id, op_id=op_id, at=at, **entry)
    second = op_id and hashlib.sha256(f"{op_id} files".encode()).hexdigest()
    attach(work, actor, crisis_id=crisis_id, seq=told["seq"], files=files, op_id=second, at=at)
    return told


@command
def withdraw_attachment(
    work: Work, actor: Actor, *, crisis_id: int, attachment_id: int, reason: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Take a file out of everybody's reach, with a reason; its name, its hash and its bytes stay in the record."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        row = row_in(change, attachments, attachment_id, crisis_id)
        enter(change, crisis_id, "attachment.withdraw", own=actor.id is not None and row.person_id == actor.id)
        if row.withdrawn_at is not None:
            raise IllegalMove("attachment.withdrawn", who=row.withdrawn_by)
        why = text(reason, "reason", 1000)
        change.update(attachments, row.id, withdrawn_reason=why, withdrawn_by=actor.name, withdrawn_at=at)
        change.record("attachment.withdrawn", seq=row.seq, name=row.name, reason=why)
    return change.answer
