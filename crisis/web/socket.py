"""The socket doors: connect, subscribe, presence. Everything that changes something comes in over HTTP.

A client may ask for streams by name and gets the same refusal for what it may not see and what is not there.
Unknown events are left unanswered, binary is refused below (live/direct.py), and each answer of `subscribe` is
`{"ok": true, "seq": n}` or `{"ok": false, "error": code}`. A client whose own number is higher than `seq` comes
from another history and must load the room afresh.
"""

from __future__ import annotations

import logging
import re
import threading
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError as Refusal, SocketIO
from socketio import Manager

from crisis.live.direct import PIPE, take_over
from crisis.live.doors import Doors
from crisis.live.live import Live
from crisis.live.standing import Standing

MAX_MESSAGE = 64 * 1024
MAX_STREAMS = 8
MAX_SEQ = 2**53
STREAM = re.compile(r"desk|house|crisis:[1-9][0-9]{0,11}")
WHERE = re.compile(r"[a-z0-9:_-]{0,64}")
log = logging.getLogger(__name__)


class OneByOne(Manager):  # type: ignore[misc]
    """The library's own books of who is connected, kept by one thread at a time.

    Without it, clients that leave in the same instant make it stumble (KeyError in `basic_disconnect`) and keep
    what it knew of them for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self._books = threading.RLock()

    def pre_connect(self, *given: Any, **named: Any) -> Any:
        with self._books:
            return super().pre_connect(*given, **named)

    def connect(self, *given: Any, **named: Any) -> Any:
        with self._books:
            return super().connect(*given, **named)

    def pre_disconnect(self, *given: Any, **named: Any) -> Any:
        with self._books:
            return super().pre_disconnect(*given, **named)

    def disconnect(self, *given: Any, **named: Any) -> Any:
        with self._books:
            return super().disconnect(*given, **named)


def make_socketio(app: Flask, live: Live, doors: Doors) -> SocketIO:
    """Websocket only, no polling, no compression, an explicit list of origins, no session of its own."""
    socketio = SocketIO(
        app,
        async_mode="threading",
        async_handlers=False,  # a client's messages are handled one after the other, in its own thread
        manage_session=False,
        cors_allowed_origins=list(doors.origins),
        transports=["websocket"],
        allow_upgrades=False,
        http_compression=False,
        max_http_buffer_size=MAX_MESSAGE,
        client_manager=OneByOne(),
    )
    server = socketio.server
    take_over(server.eio, live.lobby, live.pings)
    live.reach_by(lambda name, payload, sid: server.emit(name, payload, to=sid), server.disconnect)
    socketio.on_event("connect", lambda auth=None: _connect(live, doors, auth))
    socketio.on_event("disconnect", lambda *_: live.depart(_sid()))
    socketio.on_event("subscribe", lambda *words: _subscribe(live, doors, *words))
    socketio.on_event("presence", lambda *words: _presence(live, *words))
    return socketio


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _connect(live: Live, doors: Doors, auth: Any) -> None:
    live.start()
    standing = _known(doors, auth)
    if standing is None:
        raise Refusal("not_signed_in")
    if not live.arrive(_sid(), request.environ.get(PIPE), standing):
        raise Refusal("too_many_sockets")


def _known(doors: Doors, auth: Any) -> Standing | None:
    """A cookie is sent by any page that asks; it counts only when a page of ours asked. A token is no such thing."""
    has_token = isinstance(auth, dict) and isinstance(auth.get("token"), str)
    if not has_token and request.headers.get("Origin") not in doors.origins:
        return None
    return doors.who(request.environ, auth if isinstance(auth, dict) else None)


def _subscribe(live: Live, doors: Doors, wish: Any = None, *_: Any) -> dict[str, Any]:
    stream, after = (wish.get("stream"), wish.get("after", 0)) if isinstance(wish, dict) else (None, None)
    if not (isinstance(stream, str) and STREAM.fullmatch(stream) and type(after) is int and 0 <= after <= MAX_SEQ):
        return {"ok": False, "error": "malformed"}
    sid = _sid()
    try:
        standing = live.current(sid)
        if standing is None or not doors.may_subscribe(standing, stream):
            return {"ok": False, "error": "not_allowed"}
        if len(live.rooms.streams(sid) | {stream}) > MAX_STREAMS:
            return {"ok": False, "error": "too_many_streams"}
        return {"ok": True, "seq": live.subscribe(sid, stream)}
    except Exception:
        log.exception("a subscription could not be answered")
        return {"ok": False, "error": "unavailable"}


def _presence(live: Live, word: Any = None, *_: Any) -> dict[str, Any]:
    stream, where = (word.get("stream"), word.get("where") or "") if isinstance(word, dict) else (None, None)
    if not (isinstance(stream, str) and isinstance(where, str) and WHERE.fullmatch(where)):
        return {"ok": False, "error": "malformed"}
    return {"ok": True} if live.here(_sid(), stream, where) else {"ok": False, "error": "not_allowed"}
