"""The house of `cast.py` on SQLite and on PostgreSQL: built once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from crisis.store.database import Database
from tests.commands.cast import House, lived_in, move_in
from tests.stack.postgres_cluster import Postgres


@dataclass(frozen=True)
class Show:
    """A house that is closed and kept, so that it can be copied: `source` is a file or a database name."""

    house: House
    source: Path | str


@pytest.fixture(scope="session")
def show_house(tmp_path_factory: pytest.TempPathFactory) -> Show:
    return _embedded(tmp_path_factory)


@cache
def _embedded(tmp_path_factory: pytest.TempPathFactory) -> Show:
    file = tmp_path_factory.mktemp("house") / "crisis.db"
    house = move_in(Database(f"sqlite:///{file}"))
    house.work.close()
    return Show(house, file)


@pytest.fixture
def sqlite_house(show_house: Show, tmp_path: Path) -> Iterator[House]:
    file = shutil.copy(str(show_house.source), tmp_path / "crisis.db")
    with lived_in(Database(f"sqlite:///{file}"), show_house.house) as house:
        yield house


@pytest.fixture(scope="session")
def postgres_show(postgres: Postgres) -> Show:
    if postgres.port not in SHOWN:
        url = postgres.database()
        house = move_in(Database(url))
        house.work.close()
        SHOWN[postgres.port] = Show(house, url.rsplit("/", 1)[1])
    return SHOWN[postgres.port]


SHOWN: dict[int, Show] = {}  # one a cluster, whichever folder's tests ask first


@pytest.fixture
def postgres_house(request: pytest.FixtureRequest) -> Iterator[House]:
    show: Show = request.getfixturevalue("postgres_show")
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"copy_{next(postgres.numbers)}"
    postgres.ask(f"CREATE DATABASE {name} TEMPLATE {show.source}")
    with lived_in(Database(postgres.url(name)), show.house) as house:
        yield house
    postgres.drop(postgres.url(name))


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest) -> House:
    return request.getfixturevalue(f"{request.param}_house")


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Callable[[Show], House]]:
    """Further SQLite houses in one test."""
    with ExitStack() as open_houses:

        def make(show: Show) -> House:
            folder = tmp_path / f"house-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            file = shutil.copy(str(show.source), folder / "crisis.db")
            return open_houses.enter_context(lived_in(Database(f"sqlite:///{file}"), show.house))

        yield make
