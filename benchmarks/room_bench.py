"""What the measurements of `room_acts.py` share: the bench, many sockets, and acts offered at a rate."""

from __future__ import annotations

import json
import selectors
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.room_house import Client, House, Served

Figures = dict[str, float]


@dataclass
class Bench:
    house: House
    program: str
    wrong: list[str] = field(default_factory=list)

    def gate(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)

    def client(self, server: Served) -> Client:
        return Client(server.port, self.house.cookie, self.house.csrf)

    @property
    def room(self) -> str:
        return f"/crises/{self.house.crisis}"

    def database(self) -> Any:
        conn = sqlite.connect(self.house.folder / "crisis.db", isolation_level=None)
        conn.execute("PRAGMA synchronous=FULL")
        return conn

    def head(self) -> int:
        with self.database() as conn:
            (found,) = conn.execute(
                "SELECT max(seq) FROM events WHERE stream=?", (f"crisis:{self.house.crisis}",)
            ).fetchone()
            return int(found)


def timed(do: Callable[[], tuple[int, bytes, int]], times: int, gate: Callable[[int], None]) -> tuple[float, int]:
    """(p50 in ms, bytes of the last body)"""
    took, size = [], 0
    for _ in range(times):
        began = time.perf_counter()
        status, _, size = do()
        took.append((time.perf_counter() - began) * 1e3)
        gate(status)
    return statistics.median(took), size


class Readers:
    """`count` sockets of everybody in the house."""

    def __init__(self, bench: Bench, server: Served, count: int) -> None:
        words = [bench.program, "read", str(server.port), str(count), "sio", ",".join(bench.house.cookies)]
        words += [f"http://127.0.0.1:{server.port}", f"crisis:{bench.house.crisis}"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None and self.process.stdin is not None
        self._in, self._out = self.process.stdin, self.process.stdout
        self.connect_seconds = float(self._out.readline().split()[1])

    def run(self, events: int, patience: float, act: Callable[[], None]) -> dict[str, Any]:
        self.ask(f"run {events} {patience}")
        act()
        return dict(json.loads(self._out.readline()))

    def ask(self, order: str) -> None:
        self._in.write(order + "\n")
        self._in.flush()
        if order.startswith("run"):
            assert self._out.readline().strip() == "go"

    def rejoin(self, count: int) -> dict[str, Any]:
        self.ask(f"rejoin {count} 60")
        return dict(json.loads(self._out.readline()))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def offer(bench: Bench, server: Served, count: int, rate: float, connections: int) -> tuple[int, list[float]]:
    """`count` acts due at a fixed rate over so many connections: (acts acknowledged, ms from due to answer)."""
    selector, clients = selectors.DefaultSelector(), [bench.client(server) for _ in range(connections)]
    free, due_of, took, done, sent = list(clients), {}, [], 0, 0
    start = time.monotonic_ns()
    for client in clients:
        selector.register(client.sock, selectors.EVENT_READ, client)
    while done < count:
        while free and sent < count and time.monotonic_ns() >= (due := start + int(sent * 1e9 / rate)):
            client = free.pop()
            client.ask(f"{bench.room}/events", {"text": f"t0={due} 客户来电"})
            due_of[client], sent = due, sent + 1
        wait = (start + int(sent * 1e9 / rate) - time.monotonic_ns()) / 1e9 if free and sent < count else 5
        for key, _ in selector.select(max(0, wait)):
            bench.gate(key.data.answer()[0] == 201, "offered act")
            took.append((time.monotonic_ns() - due_of[key.data]) / 1e6)
            free.append(key.data)
            done += 1
    return done, took
