"""The real console under cuts, SIGKILL and restarts: whoever follows the client rule sees every event once, in order."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request

import pytest
from playwright._impl._driver import compute_driver_executable
from sqlalchemy import select

from crisis import config
from crisis.cli.accounts import TERMINAL
from crisis.cli.home import open_work
from crisis.commands.crises import declare
from crisis.commands.desk import Desk
from crisis.commands.people import add_person, sign_in
from crisis.commands.tokens import add_token
from crisis.domain.people import Actor
from crisis.store.events import events
from tests.live.faults.history import Entry, judge
from tests.live.faults.proxy import Fault, FaultProxy, mixed
from tests.live.readers import Reader, soon
from tests.stack.console import DIRECT, Console

PASSWORD = "correct horse battery staple"
MARK = re.compile(r"mark-[0-9]+-[0-9]+")
FOREIGN = Path(__file__).parent / "foreign_reader.mjs"


class ProductReader(Reader):
    """Reads the log where the browser does, over a bad line, too."""

    pause = 0.5

    def page(self) -> list[dict[str, Any]]:
        number = self.stream.partition(":")[2]
        address = f"http://127.0.0.1:{self.ports[1]}/crises/{number}/events?after={self.last}&limit=50"
        asked = Request(address, headers={"Cookie": self.session, "Accept": "application/json"})
        with DIRECT.open(asked, timeout=30) as answer:
            return list(json.load(answer)["events"])


@dataclass
class Room:
    """The lead's room, number 1, of a console that can be killed; `acknowledged` are the marks of acts answered 201."""

    console: Console
    token: str
    sessions: list[str]
    acknowledged: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def write(self, writer: int) -> None:
        """Acts one after the other; one without an answer is sent again under the same mark, as a browser does."""
        for number in itertools.count():
            if self.done.is_set():
                return
            words, op = f"mark-{writer}-{number}", str(uuid.uuid4())
            while not self._say(words, op):
                time.sleep(0.05)
            self.acknowledged.append(words)
            time.sleep(0.02)

    def _say(self, words: str, op: str) -> bool:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": op}
        address = f"{self.console.url}/api/v1/crises/1/events"
        asked = Request(address, data=json.dumps({"text": words}).encode(), headers=headers, method="POST")
        try:
            with DIRECT.open(asked, timeout=5) as answer:
                return bool(answer.status == 201)
        except OSError:
            return False

    def log(self) -> list[Entry]:
        """Number and mark of every event, straight from the database."""
        work = open_work(config.read(str(self.console.data)))
        query = select(events.c.seq, events.c.payload).where(events.c.stream == "crisis:1").order_by(events.c.seq)
        with work.reading() as conn:
            found = [(row.seq, marked(json.dumps(row.payload))) for row in conn.execute(query)]
        work.close()
        return found


def marked(text: str) -> str:
    found = MARK.search(text)
    return found[0] if found else ""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    console = Console(tmp_path / "var")
    work = open_work(config.read(str(console.data)))
    work.desk = Desk(config.DEFAULT_ORG)
    at, sessions = datetime.now(UTC), []
    done = add_person(work, TERMINAL, login="lead", name="lead", role="lead", password=PASSWORD, at=at)
    declare(work, Actor(done["id"], "lead", "lead"), title="断线", at=at)
    token = add_token(work, TERMINAL, name="test", scope="lead", at=at)["token"]
    for _ in range(2):
        sessions.append("sid=" + sign_in(work, login="lead", password=PASSWORD, at=at)["session"])
    work.close()
    console.start()
    yield Room(console, token, sessions)
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
    readers = [
        ProductReader(proxy.port, pages.port, room.sessions[number % 2], "crisis:1", origin) for number in range(20)
    ]
    writers = [threading.Thread(target=room.write, args=(number,), daemon=True) for number in range(3)]
    for writer in writers:
        writer.start()
    kills = 0
    for _ in range(2):
        before = len(room.acknowledged)
        assert soon(lambda: len(room.acknowledged) >= before + 25, 20)  # noqa: B023 (asked at once)
        room.console.kill()
        kills += 1
        room.console.start()
    time.sleep(1)
    room.done.set()
    for writer in writers:
        writer.join(20)
    log = room.log()
    soon(lambda: all(reader.last >= log[-1][0] for reader in readers), 60)
    behind = [reader for reader in readers if reader.last < log[-1][0]]
    assert [reader.where() for reader in behind] == [], room.console.said()[-2000:]
    for reader in readers:
        reader.stop()
    proxy.close()
    pages.close()
    assert verdicts(room, [reader.seen for reader in readers]) == []
    counts = Counter(mark for _, mark in log if mark)
    assert (set(room.acknowledged) - set(counts), [mark for mark, count in counts.items() if count > 1]) == (set(), [])
    proxy.must_have_fired("cut", "delay", "stall", "half_close")
    pages.must_have_fired("cut")
    faults = sum(proxy.fired.values()) + sum(pages.fired.values()) + kills
    assert len(room.acknowledged) > 50
    print(
        f"\nINV product faults={faults} {dict(proxy.fired + pages.fired)} kills={kills} events={len(log)} readers=20 violations=0"
    )


@pytest.mark.covers("D1")
def test_socket_io_clients_in_node_follow_the_same_rule_through_cuts_and_a_restart(room: Room) -> None:
    node, _ = compute_driver_executable()
    proxy = FaultProxy(room.console.port, lambda n: Fault("cut", after=4000 + n * 611 % 3000) if n < 40 else Fault())
    address = f"http://127.0.0.1:{proxy.port}"
    words = [str(node), str(FOREIGN), address, f"http://127.0.0.1:{room.console.port}", room.sessions[0]]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    clients = [subprocess.Popen([*words, "crisis:1", "/crises/1/events"], **pipes) for _ in range(3)]
    writer = threading.Thread(target=room.write, args=(0,), daemon=True)
    writer.start()
    assert soon(lambda: proxy.fired["cut"] >= 3, 20)
    room.console.kill()
    room.console.start()
    time.sleep(2)
    room.done.set()
    writer.join(20)
    log = room.log()
    told = [json.loads(client.communicate(f"{log[-1][0]}\n", timeout=30)[0]) for client in clients]
    proxy.close()
    assert verdicts(room, [[(seq, text) for seq, text in one["seen"]] for one in told]) == []
    assert [one["connects"] > 1 for one in told] == [True, True, True]
    proxy.must_have_fired("cut")
