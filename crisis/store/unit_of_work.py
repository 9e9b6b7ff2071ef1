"""One act, one transaction: rows and the events that tell of them are committed together or not at all.

    with work(actor, "crisis:7", op, at) as change:
        item = change.update(items, item_id, version=3, state="done")
        change.record("item.checked", item=item_id)

Leaving the block without an event after writing is refused (`SilentChange`): nothing changes unsaid. The event's
payload carries the after-image of every row written since the event before it. A known `op` is answered with its
first answer and the block is not entered (`AlreadyDone`, caught by `commands.command`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from crisis.domain.errors import Invalid
from crisis.domain.people import Actor
from crisis.store.change import AlreadyDone, Change, Op, SilentChange
from crisis.store.database import Database, refusal
from crisis.store.events import Event, append, ops
from crisis.store.turnstile import Batch, Turnstile

__all__ = ["AlreadyDone", "Change", "Op", "SilentChange", "Work"]
log = logging.getLogger(__name__)

_carried_out = select(ops.c.digest, ops.c.answer).where(
    ops.c.actor_key == bindparam("actor_key"), ops.c.op_id == bindparam("op_id")
)
_keep_answers = insert(ops)

Listener = Callable[[list[Event]], None]


class Work:
    """The way into the database for commands; listeners hear every committed event, in order, and may fail.

    `desk` is what listens to records as they are written (`commands.desk.Desk`); None where nothing is received.
    """

    def __init__(self, database: Database, desk: Any = None, listeners: list[Listener] | None = None) -> None:
        self.database = database
        self.desk = desk
        self.listeners: list[Listener] = listeners if listeners is not None else []
        self._turnstile: Turnstile[Change] = Turnstile(database.writer, _seal, self._tell)

    @contextmanager
    def __call__(self, actor: Actor, stream: str, op: Op, at: datetime) -> Iterator[Change]:
        try:
            conn, batch = self._turnstile.enter()
        except Exception as failure:
            raise refusal(failure) or failure from failure
        change = Change(conn, actor, stream, op, at)
        try:
            _refuse_repeat(change, batch)
            yield change
            if change.unsaid:
                raise SilentChange(f"written but not told: {', '.join(change.unsaid)}")
        except BaseException as failure:
            _undo(change)
            self._turnstile.abandon()
            if isinstance(failure, AlreadyDone) and not failure.answer:
                batch.done.wait()
                if batch.failure is not None:
                    raise refusal(batch.failure) or batch.failure from None
                raise AlreadyDone(_twin(batch, change).answer) from None
            raise (refusal(failure) if isinstance(failure, Exception) else None) or failure from None
        try:
            self._turnstile.leave(change)
        except Exception as failure:
            _undo(change)
            raise refusal(failure) or failure from failure

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One read transaction: everything read inside belongs to one moment."""
        with self.database.reader.connect() as conn, conn.begin():
            yield conn

    def _tell(self, changes: list[Change]) -> None:
        told = [event for change in changes for event in change.events]
        for listener in self.listeners:
            try:
                listener(told)
            except Exception:
                log.exception("a listener failed; the act stands")

    def close(self) -> None:
        self._turnstile.close()
        self.database.close()


def _undo(change: Change) -> None:
    """Every step, whatever becomes of another: the turn must be given on."""
    for step in change.undo:
        try:
            step()
        except Exception:
            log.exception("memory could not be taken back; it is rebuilt at the next start")


def _refuse_repeat(change: Change, batch: Batch[Change]) -> None:
    if change.op.id is None:
        return
    if not 8 <= len(change.op.id) <= 64:
        raise Invalid("op_id.shape", field="op_id")
    if _twin(batch, change) is not change:
        raise AlreadyDone({})
    known = change.conn.execute(_carried_out, {"actor_key": change.actor.key, "op_id": change.op.id}).first()
    if known is None:
        return
    if known.digest != change.op.digest:
        raise Invalid("op_id.reused", field="op_id")
    raise AlreadyDone(known.answer)


def _twin(batch: Batch[Change], change: Change) -> Change:
    same = (m for m in batch.members if m.op.id == change.op.id and m.actor.key == change.actor.key)
    twin = next(same, change)
    if twin.op.digest != change.op.digest:
        raise Invalid("op_id.reused", field="op_id")
    return twin


def _seal(conn: Connection, changes: list[Change]) -> None:
    """Number the events of all changes of the batch and store their answers."""
    told = append(conn, [draft for change in changes for draft in change.drafts])
    by_draft = _pair(changes, told)
    answers = []
    for change in changes:
        change.events = by_draft[id(change)]
        own = [e for e in change.events if e.stream == change.stream] or change.events
        if own:
            change.answer = {**change.answer, "stream": own[-1].stream, "seq": own[-1].seq}
        if change.op.id is not None:
            answers.append(
                {
                    "actor_key": change.actor.key,
                    "op_id": change.op.id,
                    "digest": change.op.digest,
                    "answer": change.answer,
                    "at": change.at,
                }
            )
    if answers:
        conn.execute(_keep_answers, answers)


def _pair(changes: list[Change], told: list[Event]) -> dict[int, list[Event]]:
    """The events of each change: per stream they were numbered in the order of the drafts."""
    queues: dict[str, list[Event]] = {}
    for event in told:
        queues.setdefault(event.stream, []).append(event)
    cursors = {name: iter(queue) for name, queue in queues.items()}
    return {id(change): [next(cursors[d["stream"]]) for d in change.drafts] for change in changes}
