"""A room of the real console under fault: who is in it, readers of its log, writers who never give up, and its truth."""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import Request

from sqlalchemy import select

from crisis import config
from crisis.cli.accounts import TERMINAL
from crisis.cli.home import open_work
from crisis.commands.crises import declare
from crisis.commands.desk import Desk
from crisis.commands.people import add_person, sign_in
from crisis.commands.seats import add_member
from crisis.commands.tokens import add_token
from crisis.domain.people import Actor
from crisis.store.events import events
from tests.live.faults.history import Entry
from tests.live.follower import Reader
from tests.stack.console import DIRECT

PASSWORD = "correct horse battery staple"
STREAM = "crisis:1"
LEADS = (("lead", "zh"), ("lead", "zh"))
MARK = re.compile(r"mark-[0-9]+-[0-9]+")


def marked(text: str) -> str:
    """The mark that a writer put into an entry, "" where there is none."""
    found = MARK.search(text)
    return found[0] if found else ""


def furnish(
    data: Path, database: str | None = None, people: Sequence[tuple[str, str]] = LEADS
) -> tuple[str, list[str]]:
    """Room 1 with these people (role, language) in it: a machine's token that may write, and a cookie for each person."""
    work = open_work(config.read(str(data), database))
    work.desk = Desk(config.DEFAULT_ORG)
    at, cookies, lead = datetime.now(UTC), [], Actor(None, "", "lead")
    for number, (role, lang) in enumerate(people):
        login = f"{role}-{number}"
        by = Actor(None, TERMINAL.name, TERMINAL.role, lang, via=TERMINAL.via)
        done = add_person(work, by, login=login, name=login, role=role, password=PASSWORD, at=at)
        if number == 0:
            lead = Actor(done["id"], login, role, lang)
            declare(work, lead, title="断线", at=at)
        else:
            add_member(work, lead, crisis_id=1, person_id=done["id"], at=at)
        cookies.append("sid=" + sign_in(work, login=login, password=PASSWORD, at=at)["session"])
    token = add_token(work, TERMINAL, name="writer", scope="lead", at=at)["token"]
    work.close()
    return token, cookies


def log_of(data: Path, database: str | None = None) -> list[Entry]:
    """Number and mark of every event of the room, straight from the database."""
    work = open_work(config.read(str(data), database))
    query = select(events.c.seq, events.c.payload).where(events.c.stream == STREAM).order_by(events.c.seq)
    with work.reading() as conn:
        found = [(row.seq, marked(json.dumps(row.payload))) for row in conn.execute(query)]
    work.close()
    return found


class ProductReader(Reader):
    """Reads the log where the browser does (or, with `log`, where programs do), over a bad line, too."""

    pause = 0.5
    log = "/crises/1/events"

    def page(self) -> list[dict[str, Any]]:
        address = f"http://127.0.0.1:{self.ports[1]}{self.log}?after={self.last}&limit=50"
        asked = Request(address, headers={"Cookie": self.session, "Accept": "application/json"})
        with DIRECT.open(asked, timeout=30) as answer:
            return list(json.load(answer)["events"])


@dataclass
class Writers:
    """Acts typed in at `address`; one without an answer is sent again under the same wish number, as a browser does.

    `acknowledged`: mark → number, as answered with 201. `again`: how many had to be sent more than once.
    """

    address: Callable[[], str]
    token: str
    pause: float = 0.02
    acknowledged: dict[str, int] = field(default_factory=dict)
    again: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, count: int) -> None:
        self.threads = [threading.Thread(target=self._write, args=(number,), daemon=True) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Ends when each writer has its answer."""
        self.done.set()
        for thread in self.threads:
            thread.join(60)

    def _write(self, writer: int) -> None:
        for number in itertools.count():
            if self.done.is_set():
                return
            words, op = f"mark-{writer}-{number}", str(uuid.uuid4())
            tries = 1
            while (seq := self._say(words, op)) is None:
                tries += 1
                time.sleep(0.05)
            self.acknowledged[words] = seq
            self.again += tries > 1
            time.sleep(self.pause)

    def _say(self, words: str, op: str) -> int | None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": op}
        address = f"{self.address()}/api/v1/crises/1/events"
        asked = Request(address, data=json.dumps({"text": words}).encode(), headers=headers, method="POST")
        try:
            with DIRECT.open(asked, timeout=5) as answer:
                return int(json.load(answer)["seq"]) if answer.status == 201 else None
        except (OSError, HTTPException, ValueError):  # refused, cut before, within or after the answer
            return None
