"""A client of the socket protocol that follows the client rule through cuts, as a browser does."""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
import urllib.request
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.live.house import ORIGIN
from tests.live.readers import PATH, Daemon, Line


class Reader:
    """The client rule: apply `last + 1`, drop what is old, on a gap fetch the log; comes back after each cut.

    `seen` is the list of (seq, text) applied, for the history checker; `apply` may be replaced to plant faults, `page`
    for another way to the log.
    """

    pause = 0.02
    """Seconds before coming back."""

    def __init__(
        self, socket_port: int, http_port: int, session: str, stream: str, origin: str = ORIGIN, after: int = 0
    ) -> None:
        self.ports, self.origin = (socket_port, http_port), origin
        self.session, self.stream = session, stream
        self.last = after
        self.seen: list[tuple[int, str]] = []
        self.connects = self.fetches = 0
        self.heard: deque[tuple[float, str]] = deque(maxlen=4)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._live_on, daemon=True)
        self.thread.start()

    def wait_for(self, seq: int, timeout: float) -> bool:
        until = time.monotonic() + timeout
        while self.last < seq and time.monotonic() < until:
            time.sleep(0.02)
        return self.last >= seq

    def where(self) -> str:
        """For the message of a failed test: how far it came, and what it is waiting in."""
        frame = sys._current_frames().get(self.thread.ident or 0)
        heard = [(round(time.monotonic() - at, 1), packet) for at, packet in self.heard]
        stack = traceback.format_stack(frame)[-3:] if frame else "ended"
        return f"at {self.last} after {self.connects} connections; seconds ago: {heard}; in {stack}"

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join(5)

    def _live_on(self) -> None:
        while not self.stopped.is_set():
            try:
                self._once()
            except Exception:  # whatever a broken connection looks like from in here: come back
                time.sleep(self.pause)

    def _once(self) -> None:
        url = f"ws://127.0.0.1:{self.ports[0]}{PATH}"
        ws = Line(url, headers={"Origin": self.origin, "Cookie": self.session}, thread_class=Daemon)
        try:
            self._attend(ws, lambda: ws.receive(timeout=0.2))
        finally:
            ws.sock.close()

    def _attend(self, ws: Any, receive: Callable[[], str | None]) -> None:
        ws.send("40")
        self.connects += 1
        while not self.stopped.is_set():
            packet = receive()
            if packet is not None:
                self.heard.append((time.monotonic(), packet[:60]))
            if packet is None:
                if not ws.connected:
                    return
            elif packet == "2":
                ws.send("3")
            elif packet.startswith("40"):
                ws.send("420" + json.dumps(["subscribe", {"stream": self.stream, "after": self.last}]))
            elif packet.startswith("43"):
                self._fetch_to(json.loads(packet[packet.index("[") :])[0]["seq"])
            elif packet.startswith("42"):
                self._take(*json.loads(packet[2:]))

    def _take(self, name: str, payload: Any) -> None:
        if name == "bell":
            self._fetch_to(payload["seq"])
        if name != "events":
            return
        for envelope in payload:
            if envelope["seq"] > self.last + 1:
                self._fetch_to(envelope["seq"])
            self.apply(envelope)

    def _fetch_to(self, seq: int) -> None:
        while self.last < seq and not self.stopped.is_set():
            self.fetches += 1
            for envelope in self.page():
                self.apply(envelope)

    def page(self) -> list[dict[str, Any]]:
        """What the log holds after `last`."""
        query = urlencode({"session": self.session, "stream": self.stream, "after": self.last})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[1]}/events?{query}", timeout=5) as page:
            return list(json.load(page))

    def apply(self, envelope: dict[str, Any]) -> None:
        if envelope["seq"] == self.last + 1:
            self.last += 1
            self.seen.append((envelope["seq"], envelope.get("sentence", "")))
