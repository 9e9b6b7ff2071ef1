"""What befalls the house while it works: a console killed or renewed, Redis gone and back, half of all sockets dropped."""

from __future__ import annotations

import itertools
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.stack import redis_server
from tests.stack.console import Console
from tests.stack.postgres_cluster import Postgres, cluster
from tests.stack.processes import stop

TURNS = ("drop", "kill", "redis dies", "drop", "kill", "redis returns", "renew")
AWAY = 20.0
"""Seconds that Redis stays away at least."""


@dataclass
class House:
    """Two consoles on one PostgreSQL (fsync on) and one Redis. `done` counts what was shown to have happened."""

    data: Path
    postgres: Postgres
    database: str
    done: Counter[str] = field(default_factory=Counter)
    consoles: list[Console] = field(default_factory=list)
    pids: set[int] = field(default_factory=set)

    def open(self, redis_port: int, env: dict[str, str]) -> None:
        options = ("--database", self.database, "--redis", f"redis://127.0.0.1:{redis_port}/0")
        self.consoles = [Console(self.data, *options, env=env) for _ in range(2)]
        for console in self.consoles:
            console.start()

    @property
    def ports(self) -> tuple[int, ...]:
        return tuple(console.port for console in self.consoles)

    def kill(self, console: Console) -> None:
        assert console.kill() == -signal.SIGKILL, "the console did not die of the kill"
        assert not console.healthy()
        time.sleep(0.5)
        console.start()
        self.done["kill"] += 1

    def renew(self, console: Console) -> None:
        """As a deployment does: told to end, then started anew."""
        assert console.stop() == 0 and not console.healthy()
        console.start()
        self.done["renew"] += 1


class Redis:
    """A Redis that can be killed and started again on its port; acts acknowledged without it are counted."""

    def __init__(self, house: House, acts: Callable[[], int]) -> None:
        self._house, self._acts = house, acts
        self._stack = ExitStack()
        self._running = self._stack.enter_context(redis_server.server())
        self.port = self._running.port
        self._left: tuple[float, int] | None = None

    def die(self) -> None:
        stop(self._running.process, signal.SIGKILL)
        assert not self._running.answers(), "Redis still answers"
        self._left = time.monotonic(), self._acts()
        self._house.done["redis killed"] += 1

    def come_back(self) -> None:
        assert self._left is not None
        since, acts = self._left
        time.sleep(max(0.0, since + AWAY - time.monotonic()))
        without = self._acts() - acts
        assert without > 0, "nobody acted while Redis was away, so nothing was proven"
        self._house.done["acts without redis"] += without
        self._running = self._stack.enter_context(redis_server.server(self.port))
        assert self._running.answers()
        self._left = None

    def close(self) -> None:
        if self._left is not None:
            self.come_back()
        self._stack.close()


def turns(house: House, redis: Redis, drop: Callable[[], None]) -> Iterator[str]:
    """One disaster at each step, for ever; the consoles take turns."""
    victims = itertools.cycle(house.consoles)
    act = {
        "drop": drop,
        "kill": lambda: house.kill(next(victims)),
        "renew": lambda: house.renew(next(victims)),
        "redis dies": redis.die,
        "redis returns": redis.come_back,
    }
    for name in itertools.cycle(TURNS):
        act[name]()
        yield name


@contextmanager
def built(data: Path) -> Iterator[House]:
    with cluster(fsync="on", synchronous_commit="on") as postgres:
        house = House(data, postgres, postgres.database())
        try:
            yield house
        finally:
            for console in house.consoles:
                console.kill()
