"""What a command may do inside its transaction: write rows with their versions, and record the events that tell of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Table, cast, insert, select, update

from crisis.domain.errors import Absent, Conflict
from crisis.domain.events import KINDS
from crisis.domain.people import Actor
from crisis.store.base import column_class, image, plain
from crisis.store.events import Event

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
