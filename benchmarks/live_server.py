"""The two Python arms of the fan-out benchmark behind one door: the product's live floor, and plain `emit`.

`gunicorn 'benchmarks.live_server:app("product")'` or `app("plain")`. `GET /go?n=&rate=&size=` makes n events of
about that many bytes, at that rate or, with rate 0, all at once; each carries its number and its time of birth.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_socketio import SocketIO, join_room

from crisis.live.doors import Doors
from crisis.live.live import Live
from crisis.live.standing import Audience, Standing
from crisis.web.socket import make_socketio

ROOM = "crisis:7"
ORIGIN = "http://127.0.0.1"
SOMEBODY = Standing(1, "reader", "bench", "lead", "zh", 1)


@dataclass(frozen=True, slots=True)
class Act:
    stream: str
    seq: int
    born: int
    pad: str


def app(arm: str) -> Flask:
    logging.disable(logging.WARNING)
    flask = Flask("bench")
    say = product(flask) if arm == "product" else plain(flask)
    seq = 0

    @flask.get("/go")
    def go() -> str:
        nonlocal seq
        count, rate, size = (float(request.args[name]) for name in ("n", "rate", "size"))
        first, seq = seq + 1, seq + int(count)
        threading.Thread(target=act, args=(say, first, int(count), rate, "x" * max(0, int(size) - 75))).start()
        return "ok"

    return flask


def act(say: Callable[[Act], None], first: int, count: int, rate: float, pad: str) -> None:
    due = time.monotonic_ns()
    for number in range(count):
        time.sleep(max(0.0, (due - time.monotonic_ns()) / 1e9))
        say(Act(ROOM, first + number, due, pad))
        due += int(1e9 / rate) if rate else 0


def envelopes(acts: Sequence[Act], audience: Audience) -> list[dict[str, Any]]:
    return [envelope(act) for act in acts]


def envelope(act: Act) -> dict[str, Any]:
    return {"stream": act.stream, "seq": act.seq, "t": act.born, "x": act.pad}


def product(flask: Flask) -> Callable[[Act], None]:
    acts: list[Act] = []

    def standings(sessions: Sequence[str]) -> Mapping[str, Standing]:
        return dict.fromkeys(sessions, SOMEBODY)

    doors = Doors(
        who=lambda environ, auth: SOMEBODY,
        standings=standings,
        may_subscribe=lambda standing, stream: stream == ROOM,
        head=lambda stream: acts[-1].seq if acts else 0,
        read=lambda stream, after, limit: [one for one in acts if one.seq > after][:limit],
        envelopes=envelopes,
        origins=(ORIGIN,),
        sockets_per_session=100_000,
    )
    live = Live(doors)
    make_socketio(flask, live, doors)

    def say(one: Act) -> None:
        acts.append(one)
        live.committed([one])

    return say


def plain(flask: Flask) -> Callable[[Act], None]:
    """What everybody starts with: Flask-SocketIO in threading mode, a room, `emit` where the act happens."""
    socketio = SocketIO(flask, async_mode="threading", cors_allowed_origins=[ORIGIN])

    @socketio.on("subscribe")
    def subscribe(wish: dict[str, Any]) -> dict[str, Any]:
        join_room(wish["stream"])
        return {"ok": True, "seq": 0}

    return lambda one: socketio.emit("events", [envelope(one)], to=ROOM)
