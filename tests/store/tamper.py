"""What only somebody with the database itself in hand can do: write past triggers and foreign keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from crisis.store.append_only import TABLES
from crisis.store.database import Database


@contextmanager
def past_the_triggers(database: Database) -> Iterator[Connection]:
    """A transaction in which nothing is refused; on SQLite the triggers are gone for good."""
    with database.reader.connect() as conn:
        if database.embedded:
            conn.connection.execute("PRAGMA foreign_keys = OFF")  # inside a transaction SQLite would not hear of it
            for name in TABLES:
                for verb in ("update", "delete"):
                    conn.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}_no_{verb}")
        else:
            conn.exec_driver_sql("SET session_replication_role = replica")
        yield conn
        conn.commit()
        conn.invalidate()
