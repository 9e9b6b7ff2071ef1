"""What all rows share: the table catalogue, times in UTC, JSON as text, and the class of each column.

A column's class (`personal`, `sensitive`, `blame`, `secret`, default `internal`) decides where its value may go:
`personal` and `secret` never enter an event, and the projection (`views`) withholds each class from those whose
role may not read it. The classes are those of the project's data table in SECURITY.md.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows itself only where the type is exactly INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; a naive one is refused, because nobody knows when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """Any JSON value as canonical text, the same bytes on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def plain(value: Any) -> str:
    """How a time appears in JSON: ISO 8601 in UTC with `Z`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} has no place in JSON here")


_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values have equal bytes, so that hashes can be compared."""
    return _encoder.encode(value)


def table(name: str, *columns: Any, collection: str = "", **kwargs: Any) -> Table:
    """A table; `collection` is the name under which its rows travel in events and snapshots."""
    return Table(name, metadata, *columns, info={"collection": collection or name}, **kwargs)


def marked(column_class: str) -> dict[str, str]:
    """`info=` of a column that is not for everybody."""
    return {"class": column_class}


def column_class(column: Column[Any]) -> str:
    return str(column.info.get("class", "internal"))


@cache
def _told(of: Table) -> tuple[str, ...]:
    """The columns that may stand in an event: no personal and no secret one."""
    return tuple(c.name for c in of.columns if column_class(c) not in ("personal", "secret"))


def image(of: Table, row: Any) -> dict[str, Any]:
    """The row as it may stand in an event."""
    mapping = row._mapping
    found = {name: mapping[name] for name in _told(of)}
    return {name: plain(value) if isinstance(value, datetime) else value for name, value in found.items()}
