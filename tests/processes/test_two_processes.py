"""Two consoles over one PostgreSQL: what is done in one is heard from the other, in order, with Redis and without."""

from __future__ import annotations

import base64
import json
import queue
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request

import pytest

from crisis import config
from crisis.cli.accounts import TERMINAL
from crisis.cli.home import open_work
from crisis.commands.crises import declare
from crisis.commands.desk import Desk
from crisis.commands.people import add_person, sign_in
from crisis.commands.tokens import add_token
from crisis.domain.people import Actor
from tests.commands.pictures import PDF
from tests.live.readers import Raw
from tests.stack.console import DIRECT, Console

PASSWORD = "correct horse battery staple"


@dataclass
class Pair:
    one: Console
    other: Console
    token: str
    session: str

    def ask(self, console: Console, path: str, body: Any = None) -> bytes:
        """A call of the API of room 1; with a body it is a post."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{console.url}/api/v1/crises/1/{path}", data=data, headers=headers)
        with DIRECT.open(request, timeout=20) as answer:
            return bytes(answer.read())

    def say(self, console: Console, words: str) -> int:
        return int(json.loads(self.ask(console, "events", {"text": words}))["seq"])


def prepared(data: Path, database: str) -> tuple[str, str]:
    """A lead, a room, a machine token and the lead's session, before any console is served."""
    work = open_work(config.read(str(data), database))
    work.desk = Desk(config.DEFAULT_ORG)
    at = datetime.now(UTC)
    done = add_person(work, TERMINAL, login="lead", name="lead", role="lead", password=PASSWORD, at=at)
    declare(work, Actor(done["id"], "lead", "lead"), title="两台", at=at)
    token = add_token(work, TERMINAL, name="test", scope="lead", at=at)["token"]
    session = sign_in(work, login="lead", password=PASSWORD, at=at)["session"]
    work.close()
    return token, session


@pytest.fixture(params=["with redis", "without redis"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Pair]:
    token, session = prepared(tmp_path / "var", postgres_url)
    redis = ["--redis", redis_url if request.param == "with redis" else "redis://127.0.0.1:1/0"]
    consoles = [Console(tmp_path / "var", "--database", postgres_url, *redis) for _ in range(2)]
    try:
        yield Pair(consoles[0].start(), consoles[1].start(), token, session)
    finally:
        for console in consoles:
            console.stop()


def heard(reader: Raw, wanted: int, seconds: float = 20.0) -> list[dict[str, Any]]:
    """The envelopes that arrive until one has the number `wanted`, in order of arrival."""
    found: list[dict[str, Any]] = []
    until = time.monotonic() + seconds
    while (not found or found[-1]["seq"] < wanted) and time.monotonic() < until:
        try:
            found += reader.next(timeout=max(0.01, until - time.monotonic()))
        except queue.Empty:
            break
    return found


def test_acts_of_both_processes_reach_a_reader_of_either_in_order(pair: Pair) -> None:
    readers = {}
    for console in (pair.one, pair.other):
        reader = Raw(console.port, f"sid={pair.session}", origin=console.url).connect()
        answer = reader.subscribe("crisis:1")
        assert answer["ok"], answer
        readers[console.url] = (reader, int(answer["seq"]))
    last = 0
    for n in range(12):
        last = pair.say(pair.one if n % 2 else pair.other, f"消息{n}")
    for reader, before in readers.values():
        told = heard(reader, last)
        assert [e["seq"] for e in told] == list(range(before + 1, last + 1))
        assert [re.sub(r".*(消息\d+).*", r"\1", e["sentence"]) for e in told] == [f"消息{n}" for n in range(12)]


def test_a_room_served_by_two_keeps_one_dense_chain(pair: Pair) -> None:
    numbers = [pair.say(console, "x") for _ in range(10) for console in (pair.one, pair.other)]
    assert sorted(numbers) == list(range(min(numbers), min(numbers) + 20))
    checked = pair.one.run("verify", *pair.one.options)
    assert checked.returncode == 0, checked.stderr


def test_somebody_shown_out_in_one_process_hears_nothing_more_from_the_other(pair: Pair) -> None:
    reader = Raw(pair.other.port, f"sid={pair.session}", origin=pair.other.url).connect()
    assert reader.subscribe("crisis:1")["ok"]
    assert heard(reader, pair.say(pair.one, "先听得到"))[-1]["sentence"].endswith("先听得到")
    headers = {"Authorization": f"Bearer {pair.token}", "Content-Type": "application/json"}
    out = Request(f"{pair.one.url}/api/v1/crises/1/members/1/remove", data=b"{}", headers=headers, method="POST")
    with DIRECT.open(out, timeout=20) as answer:
        assert answer.status == 200
    time.sleep(1.0)
    pair.say(pair.one, "再也听不到")
    late = [e for e in heard(reader, 10**9, seconds=3.0) if "再也听不到" in e.get("sentence", "")]
    assert late == []


def test_a_file_attached_in_one_process_is_fetched_from_the_other(pair: Pair) -> None:
    letter = PDF + bytes(range(256)) * 4000
    place = f"timeline/{pair.say(pair.one, '来函')}/attachments"
    wish = {"name": "来函.pdf", "content": base64.b64encode(letter).decode()}
    (told,) = json.loads(pair.ask(pair.one, place, wish))["attachments"]
    assert pair.ask(pair.other, f"attachments/{told['id']}") == letter
