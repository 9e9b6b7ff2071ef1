"""The database behind everything: engines for writing and reading, and the gate that refuses an unsafe SQLite.

SQLite: WAL with `synchronous=FULL`; the writing engine begins IMMEDIATE, the reading engine is a second one, so
that a reader never takes the write lock. PostgreSQL 15 or newer by URL. sqlite.org's WAL-reset defect (fixed in
3.51.3, back-ported to 3.50.7 and 3.44.6) can lose commits where several connections share a WAL file.
"""

from __future__ import annotations

import errno
import time
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from crisis.domain.errors import OutcomeUnknown, Refused, StorageFull

PATIENCE = 30  # seconds that one process waits for another's lock


class UnsafeSqlite(RuntimeError):
    """This SQLite may lose acknowledged commits; the console does not start on it."""


def safe_sqlite(version: tuple[int, int, int]) -> bool:
    """Whether the WAL-reset defect is mended in this version."""
    if version >= (3, 51, 3):
        return True
    return any(version[:2] == mended[:2] and version >= mended for mended in ((3, 50, 7), (3, 44, 6)))


class Database:
    """`url` is an SQLAlchemy URL; `sqlite:///path` for the embedded one, `postgresql+psycopg://…` to scale out."""

    def __init__(self, url: str, *, sqlite_version: tuple[int, int, int] = sqlite.sqlite_version_info) -> None:
        self.url = url
        self.embedded = url.startswith("sqlite")
        if self.embedded and not safe_sqlite(sqlite_version):
            raise UnsafeSqlite(".".join(map(str, sqlite_version)))
        self.writer = self._engine(writing=True)
        self.reader = self._engine(writing=False)

    def _engine(self, *, writing: bool) -> Engine:
        if not self.embedded:
            return create_engine(self.url, pool_size=2 if writing else 10, max_overflow=20, pool_pre_ping=True)
        engine = create_engine(
            self.url,
            module=sqlite,
            poolclass=QueuePool,
            pool_size=2 if writing else 10,
            max_overflow=30,
            pool_use_lifo=True,  # who was used last is warm; the others' page caches stay as small as they are
            connect_args={"check_same_thread": False, "timeout": PATIENCE, "isolation_level": None},
        )
        event.listen(engine, "connect", _on_connect)
        # Not by the "begin" event: an engine with listeners asks for them again around every statement.
        engine.dialect.do_begin = _begin_immediate if writing else _begin_deferred  # type: ignore[assignment]
        return engine

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()


def embedded_url(folder: Path) -> str:
    """The URL of the SQLite file in a data folder."""
    return f"sqlite:///{folder / 'crisis.db'}"


def _on_connect(raw: Any, _record: Any) -> None:
    _write_ahead(raw)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-2000"):
        raw.execute(f"PRAGMA {pragma}")


def _write_ahead(raw: Any) -> None:
    """Turn a new file to WAL; SQLite refuses that at once, without its time-out, while another process does the same."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin_immediate(raw: Any) -> None:
    raw.execute("BEGIN IMMEDIATE")


def _begin_deferred(raw: Any) -> None:
    raw.execute("BEGIN")


FULL = ("disk is full", "database or disk is full", "no space left", "disk full")
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
BUSY = ("deadlock detected", "could not serialize", "database is locked", "database table is locked")


def refusal(failure: Exception) -> Refused | None:
    """What a failure of the database or the disk means for a person; None where it is a defect of ours."""
    if isinstance(failure, OSError) and failure.errno in NO_SPACE:
        return StorageFull("store.full")
    if not isinstance(failure, DBAPIError):
        return None
    text = str(failure.orig).lower()
    if any(mark in text for mark in FULL):
        return StorageFull("store.full")
    if failure.connection_invalidated or "i/o error" in text or "connection" in text or "closed" in text:
        return OutcomeUnknown("store.unknown")
    return None


def is_busy(failure: Exception) -> bool:
    """A collision with another process that the same command will survive when it is run again."""
    return isinstance(failure, DBAPIError) and any(mark in str(failure.orig).lower() for mark in BUSY)
