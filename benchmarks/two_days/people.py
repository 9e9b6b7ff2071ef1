"""A person of the room: signs in, comes with an open socket, reads pages, acts, speaks of where they are, and goes again."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.room_house import Client
from benchmarks.two_days.acts import choose
from tests.live.faults.room import PASSWORD, STREAM, ProductReader

ROOM = "/crises/1"
PAGES = (
    ROOM,
    f"{ROOM}/timeline",
    f"{ROOM}/statements",
    f"{ROOM}/media",
    f"{ROOM}/review",
    f"{ROOM}/story",
    "/board",
    "/",
)
HIDDEN = re.compile(rb'name="csrf" value="([^"]+)"')
COOKIE = re.compile(rb"Set-Cookie: ((?:sid|pre)=[^;\r\n]+)")


class Screen(ProductReader):
    """An open page; `ws` is its socket, to speak of presence."""

    ws: Any = None

    def _attend(self, ws: Any, receive: Any) -> None:
        self.ws = ws
        super()._attend(ws, receive)

    def here(self, where: str) -> None:
        with suppress(OSError):  # the line may just have ended
            if self.ws is not None and self.ws.connected:
                self.ws.send("429" + json.dumps(["presence", {"stream": STREAM, "where": where}]))


@dataclass
class Diary:
    """What all did. `answers`: (kind of act, status) → times. `broken`: what must never happen."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    visits: int = 0
    sign_ins: int = 0
    deliveries: int = 0
    broken: list[str] = field(default_factory=list)


class Person(threading.Thread):
    """`hour`: real seconds of a simulated hour. Comes about once an hour for about half of it, and acts every few minutes."""

    def __init__(self, login: str, port: int, hour: float, diary: Diary, over: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.login, self.role = login, login.partition("-")[0]
        self.port, self.hour, self.diary, self.over = port, hour, diary, over
        self.dice = Random(seed)
        self.cookie = self.csrf = ""

    def run(self) -> None:
        self.over.wait(self.dice.uniform(0, self.hour))
        while not self.over.is_set():
            try:
                self.visit()
            except ConnectionError:
                pass  # a kept-alive connection may be closed by the server at any time
            except Exception as failure:
                self.diary.broken.append(f"{self.login}: {failure!r}")
            self.over.wait(self.dice.expovariate(2 / self.hour))

    def visit(self) -> None:
        client = self.enter()
        if client is None:
            return
        self.diary.visits += 1
        client.get(self.dice.choice(PAGES[1:]), accept="text/html", gzip=True)
        started = self.snapshot(client).get("seq", 0)
        screen = Screen(self.port, self.port, self.cookie, STREAM, f"http://127.0.0.1:{self.port}", started)
        try:
            for _ in range(self.dice.randrange(1, 9)):
                self.over.wait(self.dice.expovariate(14 / self.hour))
                screen.here(self.dice.choice(("timeline", "item:3", "statement:1")))
                self.act(client)
        finally:
            screen.stop()
            self.diary.deliveries += len(screen.seen)
            if [seq for seq, _ in screen.seen] != list(range(started + 1, started + 1 + len(screen.seen))):
                self.diary.broken.append(f"{self.login}: a hole in what a screen showed")
            client.sock.close()

    def enter(self) -> Client | None:
        """A client inside the room; signs in where the session has ended."""
        status, page, _ = Client(self.port, self.cookie).get(ROOM, accept="text/html")
        if status != 200 and self.sign_in() == 200:
            status, page, _ = Client(self.port, self.cookie).get(ROOM, accept="text/html")
        found = HIDDEN.search(page)
        self.csrf = found[1].decode() if found else self.csrf
        return Client(self.port, self.cookie, self.csrf) if status == 200 else None

    def sign_in(self) -> int:
        _, page, _ = Client(self.port).get("/signin", accept="text/html")
        before, hidden = COOKIE.search(page), HIDDEN.search(page)
        stranger = Client(self.port, before[1].decode() if before else "", hidden[1].decode() if hidden else "")
        status, answer, _ = stranger.post("/signin", {"login": self.login, "password": PASSWORD})
        found = COOKIE.search(answer)
        self.cookie = found[1].decode() if found else ""
        self.diary.sign_ins += status == 200
        self.note("sign in", status)
        return status

    def act(self, client: Client) -> None:
        room = self.snapshot(client)
        wish = choose(self.role, room, self.dice) if room else None
        if wish:
            kind, path, body = wish
            self.note(kind, client.post(ROOM + path, body)[0])

    def snapshot(self, client: Client) -> dict[str, Any]:
        status, answer, _ = client.get(f"{ROOM}/snapshot")
        self.note("snapshot", status)
        return dict(json.loads(answer.partition(b"\r\n\r\n")[2])) if status == 200 else {}

    def note(self, kind: str, status: int) -> None:
        self.diary.answers[kind, status] += 1
        if status >= 500 and (kind, status) != ("sign in", 503):  # too many hashes at once: told to try again
            self.diary.broken.append(f"{kind}: {status}")
