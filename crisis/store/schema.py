"""Brings a database to the present schema with Alembic, and names every table module once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from crisis.store import (
    aftermath,
    checklist,
    crises,
    events,
    intake,
    lessons,
    listening,
    people,
    timeline,
    unmasking,
    voice,
)
from crisis.store.base import metadata
from crisis.store.database import Database

TURN = 0x637269736973  # "crisis"
MODULES = (events, people, crises, intake, unmasking, checklist, voice, aftermath, timeline, listening, lessons)
__all__ = ["MODULES", "metadata", "migrate"]


def migrate(database: Database) -> None:
    """Upgrade to the newest schema, all or nothing; a present one is left as it is.

    Processes that start together take turns: SQLite's transaction is IMMEDIATE, PostgreSQL has a lock for it.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with database.writer.connect() as conn:
        if not database.embedded:
            conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
        conn.commit()
