"""What a command may do inside its transaction: write rows with their versions, and record the events that tell of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import (
    BigInteger,
    ClauseElement,
    Column,
    Connection,
    Insert,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    cast,
    insert,
    select,
    update,
)

from crisis.domain.errors import Absent, Conflict
from crisis.domain.events import KINDS
from crisis.domain.people import Actor
from crisis.store.base import column_class, image, plain
from crisis.store.events import Event

LARGEST = 2**63
Found = TypeVar("Found")
Keys = TypeVarTuple("Keys")


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
    _read: dict[Any, Any] = field(default_factory=dict)

    def insert(self, into: Table, **values: Any) -> Row[Any]:
        """Add a row and return it as stored."""
        row = self.conn.execute(_adding(into), values).one()
        self._touch(into, row)
        return row

    def update(self, of: Table, key: Any, version: int | None = None, **values: Any) -> Row[Any]:
        """Change a row; `version` is the one the person saw: another one is a `Conflict` with both texts."""
        counted = {name: value for name, value in values.items() if isinstance(value, ClauseElement)}
        plainly = {name: value for name, value in values.items() if name not in counted}
        statement = _changing(of, version is not None)
        statement = statement.values(counted) if counted else statement
        told = {"the_key": key, "seen": version, **plainly}
        row = self.conn.execute(statement, told).first() if _fits(key, version) else None
        if row is None:
            raise self._missed(of, key, values)
        self._touch(of, row)
        return row

    def _missed(self, of: Table, key: Any, mine: Mapping[str, Any]) -> Exception:
        pk = _key(of)
        present = self.conn.execute(_finding(of, (pk.name,)), {pk.name: key}).first() if _fits(key) else None
        if present is None:
            return Absent("absent", what=of.name)
        theirs = {k: present._mapping[k] for k in mine if column_class(of.c[k]) not in ("personal", "secret")}
        return Conflict("conflict", version=present.version, mine=dict(mine), theirs=theirs)

    def _touch(self, of: Table, row: Row[Any]) -> None:
        self._read.clear()
        key = str(row._mapping[_key(of).name])
        self.unsaid.setdefault(of.info["collection"], {})[key] = image(of, row)

    def once(self, read: Callable[[Connection, *Keys], Found | None], *keys: *Keys) -> Found | None:
        """What `read(conn, *keys)` finds, asked again only after a row was written; None for keys that cannot be."""
        if (read, keys) not in self._read:
            self._read[read, keys] = read(self.conn, *keys) if _fits(*keys) else None
        found: Found | None = self._read[read, keys]
        return found

    def get(self, of: Table, key: Any, **conditions: Any) -> Row[Any]:
        """The row with this key, or `Absent`; `conditions` are further columns that must be equal."""
        found = self.all(of, **{_key(of).name: key}, **conditions)
        if not found:
            raise Absent("absent", what=of.name)
        return found[0]

    def all(self, of: Table, **conditions: Any) -> list[Row[Any]]:
        """The rows whose columns equal `conditions`, by primary key."""
        if not _fits(*conditions.values()):
            return []
        given = {name: value for name, value in conditions.items() if value is not None}
        query = _finding(of, tuple(given), tuple(conditions.keys() - given.keys()))
        return list(self.conn.execute(query, given))

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


# Statements are built once per table and shape: building one costs as much as running it.


def _key(of: Table) -> Column[Any]:
    return next(iter(of.primary_key.columns))


@cache
def _adding(into: Table) -> Insert:
    return insert(into).returning(*into.columns)


@cache
def _changing(of: Table, seen: bool) -> Update:
    """`the_key` names the row, `seen` the version that it must still have."""
    statement = update(of).where(_key(of) == bindparam("the_key")).returning(*of.columns)
    if "version" not in of.columns:
        return statement
    if seen:
        statement = statement.where(cast(of.c.version, BigInteger) == bindparam("seen"))
    return statement.values(version=of.c.version + 1)


@cache
def _finding(of: Table, equal: tuple[str, ...], empty: tuple[str, ...] = ()) -> Select[Any]:
    where = [of.c[name] == bindparam(name) for name in equal]
    where += [of.c[name].is_(None) for name in empty]
    return select(of).where(*where).order_by(*of.primary_key.columns)


def _fits(*values: Any) -> bool:
    """Whether the database can be asked for these: it takes no number beyond 64 bits, and has none."""
    return not any(isinstance(value, int) and not -LARGEST <= value < LARGEST for value in values)


def _told(value: Any) -> Any:
    return plain(value) if isinstance(value, datetime) else value
