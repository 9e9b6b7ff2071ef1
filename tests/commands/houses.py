"""The house of `cast.py` on SQLite and on PostgreSQL: built once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crisis.store.database import Database
from crisis.store.schema import metadata, migrate
from tests.commands.cast import House, lived_in, move_in
from tests.commands.scenarios import Scenario
from tests.stack.postgres_cluster import Postgres


@dataclass(frozen=True)
class Show:
    """A house that is closed and kept, so that it can be copied: `source` is a file or a database name."""

    house: House
    source: Path | str


SHOWN: dict[int | str, Show] = {}  # one for SQLite and one a cluster, whichever folder's tests ask first


@pytest.fixture(scope="session")
def show_house(tmp_path_factory: pytest.TempPathFactory) -> Show:
    if "sqlite" not in SHOWN:
        file = tmp_path_factory.mktemp("house") / "crisis.db"
        house = move_in(Database(f"sqlite:///{file}"))
        house.work.close()
        SHOWN["sqlite"] = Show(house, file)
    return SHOWN["sqlite"]


@pytest.fixture
def sqlite_house(show_house: Show, tmp_path: Path) -> Iterator[House]:
    file = shutil.copy(str(show_house.source), tmp_path / "crisis.db")
    with lived_in(Database(f"sqlite:///{file}"), show_house.house) as house:
        yield house


@pytest.fixture(scope="session")
def postgres_show(postgres: Postgres) -> Show:
    """The house in a database whose rows are kept beside it, in a schema of their own."""
    if postgres.port not in SHOWN:
        house = move_in(Database(postgres.database()))
        with house.work.database.writer.begin() as conn:
            conn.exec_driver_sql("CREATE SCHEMA kept")
            for name in metadata.tables:
                conn.exec_driver_sql(f"CREATE TABLE kept.{name} AS TABLE public.{name}")
        house.work.close()
        SHOWN[postgres.port] = Show(house, house.work.database.url)
    return SHOWN[postgres.port]


def put_back(database: Database, *, empty: bool = False) -> None:
    """The kept rows again, or none at all; past triggers and foreign keys."""
    steps = ["SET session_replication_role = replica", f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"]
    for name, table in [] if empty else metadata.tables.items():
        steps.append(f"INSERT INTO {name} SELECT * FROM kept.{name}")
        if table.autoincrement_column is not None:
            steps.append(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {name}))")
    with database.reader.connect() as conn:
        conn.exec_driver_sql("; ".join(steps))
        conn.commit()
        conn.invalidate()


@pytest.fixture
def postgres_house(request: pytest.FixtureRequest) -> Iterator[House]:
    show: Show = request.getfixturevalue("postgres_show")
    database = Database(str(show.source))
    put_back(database)
    with lived_in(database, show.house) as house:
        yield house


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest) -> House:
    return request.getfixturevalue(f"{request.param}_house")


Prepared = tuple[House, dict[str, Any]]


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory, show_house: Show) -> Callable[[Scenario], Show]:
    """The house in which a scenario is about to be played, prepared once."""
    folder, kept = tmp_path_factory.mktemp("scenarios"), {}
    empty = folder / "empty.db"
    database = Database(f"sqlite:///{empty}")
    migrate(database)
    database.close()

    def rehearse(scenario: Scenario) -> Show:
        if scenario.name not in kept:
            file = folder / f"{len(kept)}.db"
            shutil.copy(str(empty if scenario.empty else show_house.source), file)
            with lived_in(Database(f"sqlite:///{file}"), show_house.house) as house:
                house.wish = scenario.wish(house)
            kept[scenario.name] = Show(house, file)
        return kept[scenario.name]

    return rehearse


@pytest.fixture
def prepared(rehearsed: Callable[[Scenario], Show], tmp_path: Path) -> Iterator[Callable[[Scenario], Prepared]]:
    """A house of the test's own in which everything is ready for the scenario, and its wish."""
    with ExitStack() as open_houses:

        def prepare(scenario: Scenario) -> Prepared:
            show = rehearsed(scenario)
            file = shutil.copy(str(show.source), tmp_path / f"{len(list(tmp_path.iterdir()))}.db")
            house = open_houses.enter_context(lived_in(Database(f"sqlite:///{file}"), show.house))
            return house, show.house.wish

        yield prepare
