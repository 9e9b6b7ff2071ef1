"""A small house in memory with the doors the live floor asks for, and a server for it on a free port."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask, request
from flask_socketio import SocketIO
from werkzeug.serving import WSGIRequestHandler, make_server

from crisis.live.doors import Doors
from crisis.live.live import Bus, Live
from crisis.live.standing import Audience, Standing
from crisis.web.socket import make_socketio

ORIGIN = "http://room.example"
ROOM = "crisis:7"


@dataclass(frozen=True)
class Said:
    """One committed event."""

    stream: str
    seq: int
    kind: str
    text: str


@dataclass
class House:
    """Rows in memory. `committed` is called after each commit, as the unit of work does."""

    logs: dict[str, list[Said]] = field(default_factory=dict)
    people: dict[str, Standing] = field(default_factory=dict)
    barred: set[tuple[int | None, str]] = field(default_factory=set)
    dark: bool = False
    reads: int = 0
    listeners: list[Any] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def admit(self, session: str, person: int = 1, role: str = "lead", lang: str = "zh") -> Standing:
        self.people[session] = Standing(person, f"someone {person}", session, role, lang, 1)
        return self.people[session]

    def change(self, session: str, **new: Any) -> None:
        before = self.people[session]
        self.people[session] = replace(before, epoch=before.epoch + 1, **new)

    def say(self, stream: str, *texts: str, kind: str = "log.said", tell: bool = True) -> list[Said]:
        with self.lock:
            rows = self.logs.setdefault(stream, [])
            new = [Said(stream, len(rows) + n, kind, text) for n, text in enumerate(texts, 1)]
            rows.extend(new)
            for listener in self.listeners if tell else ():
                listener(new)
        return new

    def head(self, stream: str) -> int:
        self._answer()
        return len(self.logs.get(stream, ()))

    def read(self, stream: str, after: int, limit: int) -> Sequence[Said]:
        self._answer()
        self.reads += 1
        return list(self.logs.get(stream, ())[after : after + limit])

    def who(self, environ: Mapping[str, Any], auth: Any) -> Standing | None:
        return self.people.get(auth["token"]) if auth else self.people.get(environ.get("HTTP_COOKIE", ""))

    def standings(self, sessions: Sequence[str]) -> Mapping[str, Standing]:
        self._answer()
        return {session: self.people[session] for session in sessions if session in self.people}

    def may_subscribe(self, standing: Standing, stream: str) -> bool:
        self._answer()
        return stream in self.logs and (standing.person, stream) not in self.barred

    def envelopes(self, events: Sequence[Said], audience: Audience) -> Sequence[dict[str, Any] | None]:
        return [self.envelope(event, audience) for event in events]

    def envelope(self, event: Said, audience: Audience) -> dict[str, Any] | None:
        if event.kind == "legal.said" and audience.role != "legal":
            return None
        sentence = f"{audience.lang}: {event.text}"
        return {"stream": event.stream, "seq": event.seq, "kind": event.kind, "sentence": sentence}

    def persons(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        return {
            one.person: (one.name, one.role)
            for one in self.people.values()
            if one.person is not None and one.person in ids
        }

    def doors(self) -> Doors:
        return Doors(
            who=self.who,
            standings=self.standings,
            may_subscribe=self.may_subscribe,
            head=self.head,
            read=self.read,
            envelopes=self.envelopes,
            persons=self.persons,
            origins=(ORIGIN,),
        )

    def _answer(self) -> None:
        if self.dark:
            raise ConnectionError("the database is away")


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None: ...


@dataclass
class Opened:
    house: House
    live: Live
    port: int
    socketio: SocketIO


def settled_house() -> House:
    """Two members of two audiences, and one thing said."""
    house = House()
    house.admit("ann", 1)
    house.admit("bob", 2, "pr", "en")
    house.say(ROOM, "first")
    return house


@contextmanager
def opened(house: House, bus: Bus | None = None, bell_seconds: float = 20.0, direct: bool = True) -> Iterator[Opened]:
    """The house served by Werkzeug's threads on a free port; `GET /events` is the log for catching up."""
    app = Flask("house")
    doors = house.doors()
    live = Live(doors, bus, bell_seconds)
    socketio = make_socketio(app, live, doors)
    if not direct:
        from engineio.async_drivers.threading import _async

        socketio.server.eio._async = _async
    house.listeners.append(live.committed)

    @app.get("/events")
    def events() -> str:
        person = house.people[request.args["session"]]
        rows = house.read(request.args["stream"], int(request.args["after"]), 200)
        bare = [{"stream": row.stream, "seq": row.seq, "kind": "hidden"} for row in rows]
        return json.dumps([house.envelope(row, person.audience) or bare[n] for n, row in enumerate(rows)])

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Opened(house, live, server.server_port, socketio)
    finally:
        house.listeners.remove(live.committed)
        live.stop()
        server.shutdown()
        thread.join(5)
