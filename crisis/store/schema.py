"""Brings a database to the present schema with Alembic, and names every table module once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect

from crisis.store import (
    aftermath,
    attachments,
    checklist,
    crises,
    events,
    intake,
    lessons,
    listening,
    people,
    timeline,
    trials,
    unmasking,
    voice,
)
from crisis.store.base import metadata
from crisis.store.database import Database

TURN = 0x637269736973  # "crisis"
MIGRATIONS = Path(__file__).parent / "migrations"
MODULES = (
    events, people, crises, intake, unmasking, checklist, voice, aftermath, timeline, attachments, listening, lessons,
    trials,
)  # fmt: skip
__all__ = ["MODULES", "metadata", "migrate"]


def migrate(database: Database) -> None:
    """Upgrade to the newest schema, all or nothing; a present one is left as it is.

    Processes that start together take turns: SQLite's transaction is IMMEDIATE, PostgreSQL has a lock for it.
    """
    with database.reader.connect() as conn:
        if _stands_at(conn) == newest():
            return
    with database.writer.connect() as conn:
        if not database.embedded:
            conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")
        _upgrade(conn)
        conn.commit()


def newest() -> str:
    """The number of the last version, which its file's name begins with."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _stands_at(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _upgrade(conn: Connection) -> None:
    """Alembic is loaded for this alone: a third of a second that a start on a present schema does without."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
