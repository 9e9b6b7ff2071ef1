"""Writes a frame straight to sockets: the websocket wrapper of python-engineio's threading mode, taken over.

Connections are uncompressed, without Nagle's delay, bounded in memory both ways, and refuse binary. It leans
on three things inside python-engineio 4 and simple-websocket 1, held by tests/live/test_direct.py: the
server looks its wrapper up in `_async["websocket"]`; the socket is taken from the environ and used only
through send, recv and close; the environ of the wrapper is the one that handlers see. Where they do not
hold, the plain `emit` sends, and the log says so.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI

from crisis.live.frames import event_frame
from crisis.live.lobby import Lobby
from crisis.live.pipe import Pipe
from crisis.live.rooms import Seat

PIPE = "crisis.pipe"
SOCKETS = ("gunicorn.socket", "werkzeug.socket")
BINARY_EVENT, BINARY_ACK = "45", "46"
BURST, PER_SECOND = 60, 20
log = logging.getLogger(__name__)


class DirectSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
    """One websocket; `handler` is the engine's loop for it, `server` the engine."""

    def __init__(self, lobby: Lobby, handler: Callable[[Any], Any], server: Any) -> None:
        super().__init__(
            handler, server, max_message_size=server.max_http_buffer_size, thread_class=server._async["thread"]
        )
        self._lobby = lobby
        self._pipe: Pipe | None = None
        self._allowance = float(BURST)
        self._counted = time.monotonic()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)  # else the library accepts to compress
        for key in SOCKETS:
            sock = environ.get(key)
            if isinstance(sock, socket.socket) and not isinstance(sock, ssl.SSLSocket):
                self._pipe = environ[key] = environ[PIPE] = Pipe(sock)
                self._lobby.enter(self._pipe)
        try:
            return super().__call__(environ, start_response)
        finally:
            self._hang_up()

    def wait(self) -> str | None:
        """The next text from the client; None when it is gone, sends binary or floods."""
        data = super().wait()
        if data is None or self._acceptable(data):
            return data  # type: ignore[no-any-return]
        self._hang_up()
        return None

    def close(self) -> None:
        super().close()
        self._hang_up()

    def _hang_up(self) -> None:
        if self._pipe is not None:
            self._lobby.leave(self._pipe)
            self._pipe.hang_up()

    def _acceptable(self, data: str | bytes) -> bool:
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._counted) * PER_SECOND) - 1
        self._counted = now
        if isinstance(data, bytes) or data[:2] in (BINARY_EVENT, BINARY_ACK):
            log.warning("a client sent binary and was cut")
            return False
        if self._allowance < 0:
            log.warning("a client sent more than %d messages a second and was cut", PER_SECOND)
            return False
        return True


def take_over(engine: Any, lobby: Lobby) -> bool:
    """Makes `engine` (an engineio.Server) use `DirectSocket`; False, with a log line, when it has no such place."""
    parts = getattr(engine, "_async", None)
    parts = parts if isinstance(parts, dict) else {}
    wrapper = parts.get("websocket")
    if not isinstance(wrapper, type) or not issubclass(wrapper, SimpleWebSocketWSGI):
        log.error("the direct writer does not fit this python-engineio; sending by plain emit, many times slower")
        return False
    engine._async = {**parts, "websocket": partial(DirectSocket, lobby)}
    return True


class Sender:
    """Sends one event to many seats: framed once, written to each without waiting; `emit(name, payload, sid)` else."""

    def __init__(self, emit: Callable[[str, Any, str], None]) -> None:
        self._emit = emit

    def send(self, seats: Sequence[Seat], name: str, payload: Any) -> None:
        frame = event_frame(name, payload)
        for seat in seats:
            if seat.pipe is not None:
                seat.pipe.offer(frame)
            else:
                self._plainly(seat, name, payload)

    def _plainly(self, seat: Seat, name: str, payload: Any) -> None:
        try:
            self._emit(name, payload, seat.sid)
        except Exception:
            log.warning("one socket could not be reached", exc_info=True)
