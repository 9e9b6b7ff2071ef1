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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Table, cast, insert, select, update

from crisis.domain.errors import Absent, Conflict, Invalid
from crisis.domain.events import KINDS
from crisis.domain.people import Actor
from crisis.store.base import column_class, image, plain
from crisis.store.database import Database, refusal
from crisis.store.events import Event, append, ops
from crisis.store.turnstile import Batch, Turnstile

log = logging.getLogger(__name__)

LARGEST = 2**63


class SilentChange(AssertionError):
    """Rows were written and no event tells of it: a defect of the command."""


class AlreadyDone(Exception):
    """The same `op_id` was carried out before; `answer` is what was answered then."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("already done")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Op:
    """One wish of one actor: `digest` tells whether a repeated `id` asks for the same thing."""

    id: str | None
    digest: str = ""


@dataclass(slots=True)
class Change:
    """What a command may do inside its transaction; rows come back as `Row`, with their new version.

    `undo` holds what to call if the act fails, for memory that a rollback does not reach.
    """

    conn: Connection
    actor: Actor
    stream: str
    op: Op
    at: datetime
    drafts: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    unsaid: dict[str, dict[str, Any]] = field(default_factory=dict)
    undo: list[Callable[[], None]] = field(default_factory=list)

    def insert(self, into: Table, **values: Any) -> Row[Any]:
        """Add a row and return it as stored."""
        row = self.conn.execute(insert(into).values(**values).returning(*into.columns)).one()
        self._touch(into, row)
        return row

    def update(self, of: Table, key: Any, version: int | None = None, **values: Any) -> Row[Any]:
        """Change a row; `version` is the one the person saw: another one is a `Conflict` with both texts."""
        pk = next(iter(of.primary_key.columns))
        where = [pk == key]
        if "version" in of.columns:
            values["version"] = of.c.version + 1
            if version is not None:
                where.append(cast(of.c.version, BigInteger) == version)
        statement = update(of).where(*where).values(**values).returning(*of.columns)
        row = self.conn.execute(statement).first() if _fits(key, version) else None
        if row is None:
            raise self._missed(of, pk, key, values)
        self._touch(of, row)
        return row

    def _missed(self, of: Table, pk: Any, key: Any, values: Mapping[str, Any]) -> Exception:
        present = self.conn.execute(select(of).where(pk == key)).first() if _fits(key) else None
        if present is None:
            return Absent("absent", what=of.name)
        mine = {k: v for k, v in values.items() if k != "version"}
        theirs = {k: present._mapping[k] for k in mine if column_class(of.c[k]) not in ("personal", "secret")}
        return Conflict("conflict", version=present.version, mine=mine, theirs=theirs)

    def _touch(self, of: Table, row: Row[Any]) -> None:
        key = str(row._mapping[next(iter(of.primary_key.columns)).name])
        self.unsaid.setdefault(of.info["collection"], {})[key] = image(of, row)

    def get(self, of: Table, key: Any, **conditions: Any) -> Row[Any]:
        """The row with this key, or `Absent`; `conditions` are further columns that must be equal."""
        pk = next(iter(of.primary_key.columns))
        query = select(of).where(pk == key, *(of.c[k] == v for k, v in conditions.items()))
        found = self.conn.execute(query).first() if _fits(key, *conditions.values()) else None
        if found is None:
            raise Absent("absent", what=of.name)
        return found

    def all(self, of: Table, **conditions: Any) -> list[Row[Any]]:
        """The rows whose columns equal `conditions`, by primary key."""
        query = select(of).where(*(of.c[k] == v for k, v in conditions.items())).order_by(*of.primary_key.columns)
        return list(self.conn.execute(query)) if _fits(*conditions.values()) else []

    def record(self, kind: str, *, stream: str = "", occurred_at: datetime | None = None, **params: Any) -> None:
        """Say what was done; takes along the images of all rows written since the event before."""
        if KINDS[kind].params != params.keys():
            raise TypeError(f"{kind} takes {sorted(KINDS[kind].params)}, got {sorted(params)}")
        rows, self.unsaid = self.unsaid, {}
        draft = {
            "stream": stream or self.stream,
            "kind": kind,
            "payload": {"params": {k: _told(v) for k, v in params.items()}, "rows": rows},
            "actor_id": self.actor.id,
            "actor_name": self.actor.name,
            "occurred_at": occurred_at or self.at,
            "recorded_at": self.at,
            "op_id": self.op.id,
        }
        self.drafts.append(draft)


def _fits(*values: Any) -> bool:
    """Whether the database can be asked for these: it takes no number beyond 64 bits, and has none."""
    return not any(isinstance(value, int) and not -LARGEST <= value < LARGEST for value in values)


def _told(value: Any) -> Any:
    return plain(value) if isinstance(value, datetime) else value


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
    for step in change.undo:
        step()


def _refuse_repeat(change: Change, batch: Batch[Change]) -> None:
    if change.op.id is None:
        return
    if not 8 <= len(change.op.id) <= 64:
        raise Invalid("op_id.shape", field="op_id")
    if _twin(batch, change) is not change:
        raise AlreadyDone({})
    key = (ops.c.actor_key == change.actor.key, ops.c.op_id == change.op.id)
    known = change.conn.execute(select(ops.c.digest, ops.c.answer).where(*key)).first()
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
        conn.execute(insert(ops), answers)


def _pair(changes: list[Change], told: list[Event]) -> dict[int, list[Event]]:
    """The events of each change: per stream they were numbered in the order of the drafts."""
    queues: dict[str, list[Event]] = {}
    for event in told:
        queues.setdefault(event.stream, []).append(event)
    cursors = {name: iter(queue) for name, queue in queues.items()}
    return {id(change): [next(cursors[d["stream"]]) for d in change.drafts] for change in changes}
