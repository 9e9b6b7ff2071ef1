"""The house of `cast.py` on SQLite and on PostgreSQL: built once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crisis.commands import people
from crisis.store.database import Database
from crisis.store.people import session
from crisis.store.schema import metadata, migrate
from crisis.store.unit_of_work import Work
from crisis.views.standing import fingerprint
from tests.commands.cast import PASSWORD, House, lived_in, move_in
from tests.commands.scenario import Scenario
from tests.stack.postgres_cluster import Postgres


@dataclass(frozen=True)
class Show:
    """A house that is closed and kept, so that it can be copied: `source` is a file or a database name."""

    house: House
    source: Path | str


@pytest.fixture(scope="session")
def show_house(tmp_path_factory: pytest.TempPathFactory) -> Show:
    file = tmp_path_factory.mktemp("house") / "crisis.db"
    house = move_in(Database(f"sqlite:///{file}"))
    house.work.close()
    return Show(house, file)


def signed_in(house: House, login: str) -> tuple[str, str]:
    """A new session of this person: its secret and its form token."""
    secret = people.sign_in(house.work, login=login, password=PASSWORD, at=house.at)["session"]
    with house.work.reading() as conn:
        found = session(conn, fingerprint(secret))
    assert found is not None
    return secret, found.csrf


class Stage:
    """One SQLite database of the run that becomes a copy of any other: its engines keep the statements they compiled."""

    def __init__(self, file: Path) -> None:
        self.file, self.database = file, Database(f"sqlite:///{file}")

    @contextmanager
    def showing(self, show: Show) -> Iterator[House]:
        for suffix in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copy(str(show.source), self.file)
        with lived_in(self.database, show.house) as house:
            yield house


@pytest.fixture(scope="session")
def sqlite_stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage") / "crisis.db")


@pytest.fixture
def sqlite_house(show_house: Show, sqlite_stage: Stage) -> Iterator[House]:
    with sqlite_stage.showing(show_house) as house:
        yield house


@pytest.fixture(scope="session")
def postgres_show(postgres: Postgres) -> Show:
    """The house in a database whose rows are kept beside it, in a schema of their own."""
    house = move_in(Database(postgres.database()))
    with house.work.database.writer.begin() as conn:
        conn.exec_driver_sql("CREATE SCHEMA kept")
        for name in metadata.tables:
            conn.exec_driver_sql(f"CREATE TABLE kept.{name} AS TABLE public.{name}")
    house.work.close()
    return Show(house, house.work.database.url)


def put_back(database: Database, *, empty: bool = False) -> None:
    """The kept rows again, or none at all; past triggers and foreign keys."""
    steps = ["SET session_replication_role = replica", f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"]
    for name, table in [] if empty else metadata.tables.items():
        steps.append(f"INSERT INTO {name} SELECT * FROM kept.{name}")
        if table.autoincrement_column is not None:
            steps.append(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {name}))"
            )
    with database.reader.connect() as conn:
        conn.exec_driver_sql("; ".join(steps))
        conn.commit()
        conn.invalidate()


@pytest.fixture
def postgres_house(request: pytest.FixtureRequest) -> Iterator[House]:
    show: Show = request.getfixturevalue("postgres_show")
    put_back(show.house.work.database)
    with lived_in(show.house.work.database, show.house) as house:
        yield house


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest) -> House:
    return request.getfixturevalue(f"{request.param}_house")


Prepared = tuple[House, dict[str, Any]]


@pytest.fixture(scope="session")
def rehearsed(
    tmp_path_factory: pytest.TempPathFactory, show_house: Show, sqlite_stage: Stage
) -> Callable[[Scenario], Show]:
    """The house in which a scenario is about to be played, prepared once."""
    folder, kept = tmp_path_factory.mktemp("scenarios"), {}
    database = Database(f"sqlite:///{folder / 'empty.db'}")
    migrate(database)
    database.close()
    nobody = Show(House(Work(database)), folder / "empty.db")

    def rehearse(scenario: Scenario) -> Show:
        if scenario.name not in kept:
            with sqlite_stage.showing(nobody if scenario.empty else show_house) as house:
                house.wish = scenario.wish(house)
            kept[scenario.name] = Show(house, shutil.copy(sqlite_stage.file, folder / f"{len(kept)}.db"))
        return kept[scenario.name]

    return rehearse


@pytest.fixture
def prepared(rehearsed: Callable[[Scenario], Show], sqlite_stage: Stage) -> Iterator[Callable[[Scenario], Prepared]]:
    """A house in which everything is ready for the scenario, and its wish; one at a time."""
    with ExitStack() as open_houses:

        def prepare(scenario: Scenario) -> Prepared:
            show = rehearsed(scenario)
            return open_houses.enter_context(sqlite_stage.showing(show)), show.house.wish

        yield prepare
