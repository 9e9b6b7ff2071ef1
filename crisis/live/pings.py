"""One timer for the pings of all sockets, in place of a sleeping thread for each of them."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from engineio.packet import PING, Packet

log = logging.getLogger(__name__)


class Pings:
    """Keeps engine sockets (engineio.socket.Socket) in the order in which their next ping is due."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due: dict[Any, float] = {}

    def later(self, socket: Any) -> None:
        """All wait equally long, so whoever is put down last is due last."""
        with self._lock:
            self._due.pop(socket, None)
            self._due[socket] = time.monotonic() + socket.server.ping_interval

    def forget(self, socket: Any) -> None:
        with self._lock:
            self._due.pop(socket, None)

    def send_due(self) -> None:
        for socket in self._take_due(time.monotonic()):
            if socket.closing or socket.closed:
                continue
            socket.last_ping = time.time()  # the engine's own clock for a missing answer
            try:
                socket.send(Packet(PING))
            except Exception:
                log.warning("one socket could not be pinged", exc_info=True)

    def _take_due(self, now: float) -> list[Any]:
        with self._lock:
            due = []
            for socket, at in self._due.items():
                if at > now:
                    break
                due.append(socket)
            for socket in due:
                del self._due[socket]
        return due

    def __len__(self) -> int:
        return len(self._due)
