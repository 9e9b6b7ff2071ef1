"""Followers of the room in a process of their own, behind a bad line that is a plain round-robin balancer as well."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tests.live.faults.history import Entry
from tests.live.faults.proxy import Fault, FaultProxy
from tests.live.faults.room import STREAM, ProductReader, marked
from tests.live.readers import soon

KINDS = ("cut", "cut", "cut", "delay", "half_close", "stall")


@dataclass(frozen=True)
class Group:
    """`cookies`: one reader for each. `ports`: the consoles. `line` bytes is what a connection bears at most."""

    cookies: Sequence[str]
    ports: Sequence[int]
    seed: int
    line: int


@dataclass(frozen=True)
class Report:
    """`histories`: what each reader applied; `disorder`: numbers of the live frames that did not follow the one before."""

    histories: list[list[Entry]]
    behind: list[str]
    fired: dict[str, int]
    reached: dict[int, int]
    connects: int
    from_log: int
    disorder: int


class Follower(ProductReader):
    """Keeps marks instead of sentences, and looks at the order of live frames before the client rule mends it."""

    from_log = 0
    disorder = 0
    raw = 0

    def page(self) -> list[dict[str, Any]]:
        found = super().page()
        self.from_log += sum(envelope["seq"] > self.last for envelope in found)
        return found

    def apply(self, envelope: dict[str, Any]) -> None:
        super().apply({**envelope, "sentence": marked(envelope.get("sentence", ""))})

    def _once(self) -> None:
        self.raw = 0
        super()._once()

    def _take(self, name: str, payload: Any) -> None:
        for envelope in payload if name == "events" else ():
            self.disorder += self.raw > 0 and envelope["seq"] != self.raw + 1
            self.raw = envelope["seq"]
        super()._take(name, payload)


class ProgramFollower(Follower):
    """One who reads the log as programs do: the same envelopes without anything drawn."""

    log = "/api/v1/crises/1/events"


def bad_line(seed: int, most: int, calm: threading.Event) -> Callable[[int], Fault]:
    """Two of three connections end in a fault after up to `most` bytes, until it is calm."""

    def plan(number: int) -> Fault:
        dice = random.Random(seed * 100_003 + number)
        if calm.is_set() or dice.random() < 1 / 3:
            return Fault()
        return Fault(dice.choice(KINDS), after=dice.randrange(200, most), seconds=dice.uniform(0.002, 0.02))

    return plan


def follow(group: Group, orders: Connection) -> None:
    """Obeys `applied` (answers how many events were applied so far), `drop`, and a number: settle there and report."""
    calm = threading.Event()
    sockets = FaultProxy(group.ports, bad_line(group.seed, group.line, calm))
    pages = FaultProxy(group.ports, bad_line(group.seed + 1, group.line, calm))
    readers = [
        (ProgramFollower if number % 2 else Follower)(sockets.port, pages.port, cookie, STREAM)
        for number, cookie in enumerate(group.cookies)
    ]
    while isinstance(order := orders.recv(), str):
        if order == "drop":
            sockets.drop()
        orders.send(sum(reader.last for reader in readers))
    calm.set()
    soon(lambda: all(reader.last >= order for reader in readers), 300)
    behind = [reader.where() for reader in readers if reader.last < order]
    for reader in readers:
        reader.stopped.set()
    time.sleep(1)
    orders.send(
        Report(
            histories=[reader.seen for reader in readers],
            behind=behind,
            fired=dict(sockets.fired + pages.fired),
            reached=dict(sockets.reached + pages.reached),
            connects=sum(reader.connects for reader in readers),
            from_log=sum(reader.from_log for reader in readers),
            disorder=sum(reader.disorder for reader in readers),
        )
    )
