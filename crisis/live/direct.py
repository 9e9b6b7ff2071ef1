"""Speaks with each socket itself, in the one thread of its request: python-engineio's threading mode, taken over.

Connections are uncompressed, without Nagle's delay, bounded in memory both ways, and refuse binary. The engine
starts three threads per socket; here none: messages are read where the request is served, its packets are
written straight to the socket, and one timer pings for all. What this leans on inside python-engineio 4 is held
by tests/live/test_direct.py; where it does not fit, the engine serves as it is, and the log says so.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from engineio import socket as engine_sockets
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.packet import Packet

from crisis.live.frames import text_frame
from crisis.live.lobby import Lobby
from crisis.live.pings import Pings
from crisis.live.pipe import Pipe
from crisis.live.wire import CLOSE, Wire, acceptance

PIPE = "crisis.pipe"
OVER = {"gunicorn.socket": StopIteration, "werkzeug.socket": ConnectionError}
"""Where each server keeps the socket, and how it is told that there is nothing left to answer."""
BINARY = ("b", "45", "46")
BURST, PER_SECOND = 60, 20
log = logging.getLogger(__name__)


class Outbox:
    """Stands in for the queue between the engine and its writing thread: what is put goes out at once."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def put(self, packet: Packet | None) -> None:
        if packet is not None:
            self._pipe.offer(text_frame(packet.encode()))
            return
        self._pipe.offer(CLOSE)
        self._pipe.hang_up()

    def join(self) -> None:
        """Nothing ever waits here."""


class DirectSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
    """One websocket; `handler` is the engine's own loop for it, `server` the engine."""

    def __init__(self, lobby: Lobby, pings: Pings, handler: Callable[[Any], Any], server: Any) -> None:
        limit = server.max_http_buffer_size
        super().__init__(handler, server, max_message_size=limit, thread_class=server._async["thread"])
        self._lobby, self._pings, self._limit = lobby, pings, limit
        self._engine_socket = getattr(handler, "__self__", None)
        self._allowance = float(BURST)
        self._counted = time.monotonic()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)  # else the library accepts to compress
        key = next((key for key in OVER if _is_plain(environ.get(key))), None)
        if key is None or not isinstance(self._engine_socket, engine_sockets.Socket):
            return super().__call__(environ, start_response)
        answer = acceptance(environ)
        if answer is None:
            start_response("400 Bad Request", [])
            return []
        pipe = environ[PIPE] = Pipe(environ[key])
        self._lobby.enter(pipe)
        try:
            self._serve(self._engine_socket, pipe, answer)
        finally:
            self._lobby.leave(pipe)
            self._pings.forget(self._engine_socket)
            pipe.close()
        raise OVER[key]

    def _serve(self, engine_socket: Any, pipe: Pipe, answer: bytes) -> None:
        waiting, engine_socket.queue = engine_socket.queue, Outbox(pipe)
        while not waiting.empty():  # the engine's greeting goes out together with the handshake
            answer += text_frame(waiting.get_nowait().encode())
        pipe.offer(answer)
        engine_socket.connected = engine_socket.upgraded = True
        wire = Wire(pipe, self._limit)
        while (data := wire.receive()) is not None:
            if not self._acceptable(data) or not _hand_over(engine_socket, data):
                break
        engine_socket.close(wait=False, abort=True, reason=engine_socket.server.reason.TRANSPORT_CLOSE)

    def _acceptable(self, data: str | bytes) -> bool:
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._counted) * PER_SECOND) - 1
        self._counted = now
        if isinstance(data, bytes) or data.startswith(BINARY):
            log.warning("a client sent binary and was cut")
            return False
        if self._allowance < 0:
            log.warning("a client sent more than %d messages a second and was cut", PER_SECOND)
            return False
        return True


def _is_plain(sock: Any) -> bool:
    return isinstance(sock, socket.socket) and not isinstance(sock, ssl.SSLSocket)


def _hand_over(engine_socket: Any, text: str | bytes) -> bool:
    """False when the conversation is over."""
    try:
        engine_socket.receive(Packet(encoded_packet=text))
    except UnknownPacketError:
        return True
    except SocketIsClosedError:
        return False
    except Exception:
        log.exception("a message could not be handled; its sender is cut")
        return False
    return True


def take_over(engine: Any, lobby: Lobby, pings: Pings) -> bool:
    """Makes `engine` (an engineio.Server) use `DirectSocket`; False, with a log line, when it has no such place."""
    parts = getattr(engine, "_async", None)
    parts = parts if isinstance(parts, dict) else {}
    wrapper = parts.get("websocket")
    if not isinstance(wrapper, type) or not issubclass(wrapper, SimpleWebSocketWSGI):
        log.error("the direct writer does not fit this python-engineio; sending by plain emit, many times slower")
        return False
    engine._async = {**parts, "websocket": partial(DirectSocket, lobby, pings)}
    engine.start_background_task = partial(_in_background, pings, engine.start_background_task)
    return True


def _in_background(
    pings: Pings, start: Callable[..., Any], target: Callable[..., Any], *given: Any, **named: Any
) -> Any:
    """As the engine's own, but a thread that would only sleep until the next ping is not started."""
    if getattr(target, "__func__", None) is engine_sockets.Socket._send_ping:
        return pings.later(target.__self__)  # type: ignore[attr-defined]
    return start(target, *given, **named)
