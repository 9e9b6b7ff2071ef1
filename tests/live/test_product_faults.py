"""The real console under cuts, SIGKILL and restarts: whoever follows the client rule sees every event once, in order."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from tests.live.faults.history import Entry, Ledger, audit, judge
from tests.live.faults.proxy import Fault, FaultProxy, mixed
from tests.live.faults.room import STREAM, ProductReader, Writers, furnish, log_of, marked
from tests.live.readers import soon
from tests.stack.console import Console

FOREIGN = Path(__file__).parent / "foreign_reader.mjs"


@dataclass
class Room:
    """Room 1 of a console that can be killed."""

    console: Console
    writers: Writers
    cookies: list[str]

    def log(self) -> list[Entry]:
        return log_of(self.console.data)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    console = Console(tmp_path / "var")
    token, cookies = furnish(console.data)
    console.start()
    yield Room(console, Writers(lambda: console.url, token), cookies)
    console.stop()


def verdicts(room: Room, histories: list[list[Entry]]) -> list[Any]:
    log = room.log()
    read = [[(seq, marked(text)) for seq, text in seen] for seen in histories]
    return [verdict for seen in read if not (verdict := judge(seen, log)).clean]


@pytest.mark.covers("T22", "D1")
def test_twenty_readers_miss_double_and_reorder_nothing_while_the_console_is_cut_and_killed(room: Room) -> None:
    proxy = FaultProxy(room.console.port, mixed(seed=11, calm_after=100))
    pages = FaultProxy(
        room.console.port, lambda n: Fault("cut", after=1000 + n * 977 % 9000) if n % 3 == 0 else Fault()
    )
    origin = f"http://127.0.0.1:{room.console.port}"
    readers = [ProductReader(proxy.port, pages.port, room.cookies[number % 2], STREAM, origin) for number in range(20)]
    acknowledged = room.writers.acknowledged
    room.writers.start(3)
    kills = 0
    for _ in range(2):
        before = len(acknowledged)
        assert soon(lambda: len(acknowledged) >= before + 25, 20)  # noqa: B023 (asked at once)
        room.console.kill()
        kills += 1
        room.console.start()
    time.sleep(1)
    room.writers.stop()
    log = room.log()
    soon(lambda: all(reader.last >= log[-1][0] for reader in readers), 60)
    behind = [reader for reader in readers if reader.last < log[-1][0]]
    assert [reader.where() for reader in behind] == [], room.console.said()[-2000:]
    for reader in readers:
        reader.stop()
    proxy.close()
    pages.close()
    assert verdicts(room, [reader.seen for reader in readers]) == []
    assert audit(acknowledged, log) == Ledger()
    proxy.must_have_fired("cut", "delay", "stall", "half_close")
    pages.must_have_fired("cut")
    faults = sum(proxy.fired.values()) + sum(pages.fired.values()) + kills
    assert len(acknowledged) > 50
    print(
        f"\nINV product faults={faults} {dict(proxy.fired + pages.fired)} kills={kills} events={len(log)} readers=20 violations=0"
    )


@pytest.mark.covers("D1")
def test_socket_io_clients_in_node_follow_the_same_rule_through_cuts_and_a_restart(room: Room) -> None:
    node, _ = compute_driver_executable()
    proxy = FaultProxy(room.console.port, lambda n: Fault("cut", after=4000 + n * 611 % 3000) if n < 40 else Fault())
    address = f"http://127.0.0.1:{proxy.port}"
    words = [str(node), str(FOREIGN), address, f"http://127.0.0.1:{room.console.port}", room.cookies[0]]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    clients = [subprocess.Popen([*words, STREAM, "/crises/1/events"], **pipes) for _ in range(3)]
    room.writers.start(1)
    assert soon(lambda: proxy.fired["cut"] >= 3, 20)
    room.console.kill()
    room.console.start()
    time.sleep(2)
    room.writers.stop()
    log = room.log()
    told = [json.loads(client.communicate(f"{log[-1][0]}\n", timeout=30)[0]) for client in clients]
    proxy.close()
    assert verdicts(room, [[(seq, text) for seq, text in one["seen"]] for one in told]) == []
    assert [one["connects"] > 1 for one in told] == [True, True, True]
    proxy.must_have_fired("cut")
