"""A throw-away Redis that keeps nothing: `redis_url` of the run's own, emptied for each test; `server()` for one to kill."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from tests.stack import debian
from tests.stack.processes import free_port, start, stop, wait_until


@dataclass(frozen=True, slots=True)
class RedisServer:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


@contextmanager
def server(port: int | None = None) -> Iterator[RedisServer]:
    """The same `port` again after a kill is how a Redis comes back."""
    program = debian.program("redis-server")
    if not program:
        pytest.skip("Redis is not here (as root: apt-get install redis-server)")
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="crisis-redis-") as home:
        words = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", home]
        log = Path(home) / "log"
        process = start([program, *words], log)
        running = RedisServer(port, process)
        try:
            wait_until(running.answers, process, log)
            yield running
        finally:
            stop(process)


@pytest.fixture(scope="session")
def redis_of_the_run() -> Iterator[RedisServer]:
    with server() as running:
        yield running


@pytest.fixture
def redis_url(redis_of_the_run: RedisServer) -> str:
    with redis.Redis(port=redis_of_the_run.port) as client:
        client.flushall()
    return redis_of_the_run.url
