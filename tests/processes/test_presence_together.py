"""Two consoles show one another's people; a killed one's are gone in seconds; without Redis nobody is called absent."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crisis import config
from crisis.cli.accounts import TERMINAL
from crisis.cli.home import open_work
from crisis.commands.checklist import add_item
from crisis.commands.crises import declare
from crisis.commands.desk import Desk
from crisis.commands.people import add_person, sign_in
from crisis.domain.people import Actor
from tests.live.readers import Raw
from tests.stack import redis_server
from tests.stack.browser import Visitor
from tests.stack.console import Console
from tests.stack.processes import stop

PASSWORD = "correct horse battery staple"
ROOM = "crisis:1"


@dataclass
class Together:
    consoles: tuple[Console, Console]
    redis: redis_server.RedisServer
    sessions: dict[str, str]

    def reader(self, console: Console, who: str) -> Raw:
        """In the room, and said to be there."""
        reader = Raw(console.port, f"sid={self.sessions[who]}", origin=console.url).connect()
        assert reader.subscribe(ROOM)["ok"]
        self.stay(reader)
        return reader

    @staticmethod
    def stay(reader: Raw, where: str = "") -> None:
        assert reader.ask("presence", {"stream": ROOM, "where": where}) == {"ok": True}


@pytest.fixture
def together(tmp_path: Path, postgres_url: str) -> Iterator[Together]:
    data, at = tmp_path / "var", datetime.now(UTC)
    work = open_work(config.read(str(data), postgres_url))
    work.desk = Desk(config.DEFAULT_ORG)
    ids = {
        who: add_person(work, TERMINAL, login=who, name=who, role="lead", password=PASSWORD, at=at)["id"]
        for who in ("lead", "deputy")
    }
    declare(work, Actor(ids["lead"], "lead", "lead"), title="两台", at=at)
    add_item(work, Actor(ids["lead"], "lead", "lead"), crisis_id=1, title="两人都在办的事", owner="LEAD", at=at)
    sessions = {who: sign_in(work, login=who, password=PASSWORD, at=at)["session"] for who in ids}
    work.close()
    with redis_server.server() as redis:
        options = ("--database", postgres_url, "--redis", redis.url)
        one, other = (Console(data, *options) for _ in range(2))
        try:
            yield Together((one.start(), other.start()), redis, sessions)
        finally:
            one.stop()
            other.stop()


def told(reader: Raw, people: list[str], *, whole: bool, seconds: float = 12.0) -> float:
    """How long until the reader's picture shows exactly these people, as the whole company or not."""
    began = time.monotonic()
    Together.stay(reader)
    while True:
        picture: dict[str, Any] = reader.next("presence", timeout=max(0.01, began + seconds - time.monotonic()))
        if ([one["name"] for one in picture["people"]], picture["whole"]) == (people, whole):
            return time.monotonic() - began


def test_people_of_a_killed_process_are_gone_within_seconds(together: Together) -> None:
    one, other = together.consoles
    lead, deputy = together.reader(one, "lead"), together.reader(other, "deputy")
    for reader in (lead, deputy):
        told(reader, ["lead", "deputy"], whole=True)
    other.kill()
    assert told(lead, ["lead"], whole=False) < 9  # nobody knows where they went: they may be coming back
    other.start()
    back = together.reader(other, "deputy")
    assert told(lead, ["lead", "deputy"], whole=False) < 3
    told(back, ["lead", "deputy"], whole=True)


def test_without_redis_only_ones_own_process_is_shown_and_not_as_the_whole(together: Together) -> None:
    one, other = together.consoles
    lead, deputy = together.reader(one, "lead"), together.reader(other, "deputy")
    for reader in (lead, deputy):
        told(reader, ["lead", "deputy"], whole=True)
    stop(together.redis.process, signal.SIGKILL)
    assert max(told(lead, ["lead"], whole=False), told(deputy, ["deputy"], whole=False)) < 9
    with redis_server.server(together.redis.port):
        for reader in (lead, deputy):
            assert told(reader, ["lead", "deputy"], whole=True) < 8


def entered(together: Together, visitor: Callable[..., Visitor], console: Console, who: str) -> Page:
    guest = visitor()
    guest.context.add_cookies([{"name": "sid", "value": together.sessions[who], "url": console.url}])
    guest.page.goto(f"{console.url}/crises/1")
    expect(guest.page.locator('.connection[data-state="live"]')).to_be_visible(timeout=15_000)
    return guest.page


def test_pages_of_two_processes_name_who_writes_and_say_when_they_cannot_know_of_all(
    together: Together, visitor: Callable[..., Visitor]
) -> None:
    one, other = together.consoles
    lead, deputy = entered(together, visitor, one, "lead"), entered(together, visitor, other, "deputy")
    words = deputy.locator("[data-presence-words]")
    expect(words).to_have_text("2 人在场", timeout=10_000)
    lead.locator("#item-1 .item-title").click()
    lead.locator("#item-1 [name=evidence]").fill("写到一半")
    expect(deputy.locator("#item-1 [data-editors]")).to_have_text("lead 正在编辑", timeout=5000)
    stop(together.redis.process, signal.SIGKILL)
    expect(words).to_have_text("至少 1 人在场", timeout=12_000)
    expect(deputy.locator("#item-1 [data-editors]")).to_have_text("")
