"""An empty database with the present schema, on SQLite and on PostgreSQL, and a unit of work on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis.store.database import Database
from crisis.store.schema import metadata, migrate
from crisis.store.unit_of_work import Work
from tests.stack.postgres_cluster import Postgres
from tests.store.tamper import past_the_triggers


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database with nothing in it."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'crisis.db'}"


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> Iterator[Database]:
    """One PostgreSQL database with the present schema, emptied for each test."""
    opened = Database(postgres.database())
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "postgres":
        kept: Database = request.getfixturevalue("migrated")
        with past_the_triggers(kept) as conn:
            conn.exec_driver_sql(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY")
        yield kept
        return
    opened = Database(f"sqlite:///{tmp_path / 'crisis.db'}")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    """Closed with its database where that is SQLite; PostgreSQL's engines only let go of their connections."""
    opened = Work(database)
    yield opened
    opened.close()
