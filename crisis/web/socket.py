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
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from socketio import Manager
from socketio.exceptions import ConnectionRefusedError as Refusal

from crisis.live.direct import PIPE, take_over
from crisis.live.doors import Doors
from crisis.live.live import Live
from crisis.live.presence import WHERE
from crisis.live.standing import Standing

MAX_MESSAGE = 64 * 1024
MAX_STREAMS = 8
MAX_SEQ = 2**53
PATH = "/socket.io/"
STREAM = re.compile(r"desk|house|crisis:[1-9][0-9]{0,11}")
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

    def basic_disconnect(self, sid: str, namespace: str, **_: Any) -> None:
        """The library looks through everybody's rooms; a socket of ours is in two of them: that of all, and its own."""
        for room in (None, sid):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for waiting in (self.pending_connect, self.pending_disconnect):
            if sid in waiting.get(namespace, ()):
                waiting[namespace].remove(sid)
                if not waiting[namespace]:
                    del waiting[namespace]


class Doorway:
    """Parts the sockets' requests from all others.

    Stands in for the library's own, which under gunicorn makes a class of Python anew for each request, of a page, too.
    """

    def __init__(self, pages: Callable[..., Any], sockets: Callable[..., Any]) -> None:
        self._pages, self._sockets = pages, sockets

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        serve = self._sockets if environ["PATH_INFO"].startswith(PATH) else self._pages
        return serve(environ, start_response)


def make_socketio(app: Flask, live: Live, doors: Doors) -> SocketIO:
    """Websocket only, no polling, no compression, an explicit list of origins, no session of its own."""
    pages = app.wsgi_app
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
    app.wsgi_app = Doorway(pages, server.handle_request)  # type: ignore[method-assign]
    take_over(server.eio, live.lobby, live.pings)
    live.reach_by(lambda name, payload, sid: server.emit(name, payload, to=sid), server.disconnect)
    # Straight to the server: none of these needs Flask's context of a request, which costs more than the rest.
    server.on("connect", lambda sid, environ, auth=None: _connect(live, doors, sid, environ, auth))
    server.on("disconnect", lambda sid, *_: live.depart(sid))
    server.on("subscribe", lambda sid, *words: _subscribe(live, doors, sid, *words))
    server.on("presence", lambda sid, *words: _presence(live, sid, *words))
    return socketio


def _connect(live: Live, doors: Doors, sid: str, environ: Mapping[str, Any], auth: Any) -> None:
    live.start()
    standing = _known(doors, environ, auth)
    if standing is None:
        raise Refusal("not_signed_in")
    if not live.arrive(sid, environ.get(PIPE), standing):
        raise Refusal("too_many_sockets")


def _known(doors: Doors, environ: Mapping[str, Any], auth: Any) -> Standing | None:
    """A cookie is sent by any page that asks; it counts only when a page of ours asked. A token is no such thing."""
    has_token = isinstance(auth, dict) and isinstance(auth.get("token"), str)
    if not has_token and environ.get("HTTP_ORIGIN") not in doors.origins:
        return None
    return doors.who(environ, auth if isinstance(auth, dict) else None)


def _subscribe(live: Live, doors: Doors, sid: str, wish: Any = None, *_: Any) -> dict[str, Any]:
    stream, after = (wish.get("stream"), wish.get("after", 0)) if isinstance(wish, dict) else (None, None)
    if not (isinstance(stream, str) and STREAM.fullmatch(stream) and type(after) is int and 0 <= after <= MAX_SEQ):
        return {"ok": False, "error": "malformed"}
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


def _presence(live: Live, sid: str, word: Any = None, *_: Any) -> dict[str, Any]:
    stream, where = (word.get("stream"), word.get("where") or "") if isinstance(word, dict) else (None, None)
    if not (isinstance(stream, str) and isinstance(where, str) and WHERE.fullmatch(where)):
        return {"ok": False, "error": "malformed"}
    return {"ok": True} if live.here(sid, stream, where) else {"ok": False, "error": "not_allowed"}
