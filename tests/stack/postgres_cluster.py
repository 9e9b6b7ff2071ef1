"""A throw-away PostgreSQL in a temporary folder, one for the whole run, and a fresh database for each test.

`postgres` is the cluster (`.database()` makes another empty database and gives its URL); `postgres_url` is the URL of
an empty database of the test's own. Tests that kill the server take their own with `cluster()`.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.stack import debian
from tests.stack.processes import free_port, start, stop, wait_until

# Root may not run PostgreSQL; Debian's package brings a user for it.
USER = "postgres" if os.geteuid() == 0 else None
SETTINGS = {"fsync": "off", "max_connections": "200", "shared_buffers": "32MB", "timezone": "UTC"}


@dataclass(slots=True)
class Postgres:
    port: int
    process: subprocess.Popen[bytes]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def database(self) -> str:
        name = f"test_{next(self.numbers)}"
        self.ask(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.ask(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def ask(self, statement: str) -> None:
        target = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        with psycopg.connect(target, autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)

    def answers(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def cluster(**settings: str) -> Iterator[Postgres]:
    """`settings` are those of postgresql.conf, e.g. `fsync="on"` for a test that pulls the plug."""
    initdb, server = debian.postgres("initdb"), debian.postgres("postgres")
    if not initdb or not server:
        pytest.skip("PostgreSQL is not here (as root: apt-get install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="crisis-postgres-"))
    data, log, port = home / "data", home / "log", free_port()
    try:
        if USER:
            shutil.chown(home, USER, USER)
        options = ["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres"]
        made = start([initdb, *options, str(data)], log, user=USER, cwd=home)
        assert made.wait() == 0, log.read_text()
        chosen = SETTINGS | settings | {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(home)}
        words = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        process = start([server, "-D", str(data), "-p", str(port), *words], log, user=USER, cwd=home, last_signal="INT")
        running = Postgres(port, process)
        wait_until(running.answers, process, log)
        yield running
        stop(process, signal.SIGINT)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with cluster() as running:
        yield running


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    url = postgres.database()
    yield url
    postgres.drop(url)
