"""Clients of the socket protocol: a bare one that shows every frame, and one that follows the client rule."""

from __future__ import annotations

import contextlib
import json
import queue
import sys
import threading
import time
import traceback
import urllib.request
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import simple_websocket

from tests.live.house import ORIGIN

PATH = "/socket.io/?EIO=4&transport=websocket"


def soon(holds: Callable[[], Any], seconds: float = 5.0) -> bool:
    """Whether it comes to hold within that time."""
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(holds())


class Daemon(threading.Thread):
    """A reading thread that does not keep the test run alive."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, daemon=True)


class Line(simple_websocket.Client):  # type: ignore[misc]
    """The library's client, but for one thing: it spins for ever when the line ends within the handshake."""

    def handshake(self) -> None:
        self.sock.settimeout(5)
        given, self.sock = self.sock, self
        self._given = given
        try:
            super().handshake()
        finally:
            self.sock = given
            given.settimeout(None)

    def recv(self, size: int) -> bytes:
        data = bytes(self._given.recv(size))
        if not data:
            raise ConnectionError("the line ended within the handshake")
        return data

    def send(self, data: Any) -> None:
        if self.connected:
            super().send(data)
        else:
            self._given.sendall(data)


class Raw:
    """One websocket spoken by hand. `frames` holds (name, payload, time of arrival) of every event received."""

    def __init__(self, port: int, session: str | None = None, *, origin: str | None = ORIGIN, **headers: str) -> None:
        sent = dict(headers)
        if origin is not None:
            sent["Origin"] = origin
        if session is not None:
            sent["Cookie"] = session
        self.ws = simple_websocket.Client(f"ws://127.0.0.1:{port}{PATH}", headers=sent, thread_class=Daemon)
        self.frames: queue.Queue[tuple[str, Any, float]] = queue.Queue()
        self.acks: queue.Queue[Any] = queue.Queue()
        self.ended = threading.Event()
        self.goodbye = threading.Event()
        self.pinged = 0
        self._next = 0

    def connect(self, auth: dict[str, Any] | None = None) -> Raw:
        """Raises PermissionError with the server's reason when it refuses."""
        self.ws.send("40" + (json.dumps(auth) if auth is not None else ""))
        while True:
            packet = self.ws.receive(timeout=5)
            if packet is None:
                raise TimeoutError("no answer to connect")
            if packet.startswith("44"):
                raise PermissionError(json.loads(packet[2:])["message"])
            if packet.startswith("40"):
                break
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def ask(self, name: str, *words: Any) -> Any:
        self._next += 1
        self.ws.send(f"42{self._next}" + json.dumps([name, *words]))
        return self.acks.get(timeout=5)

    def subscribe(self, stream: str, after: int = 0) -> Any:
        return self.ask("subscribe", {"stream": stream, "after": after})

    def next(self, name: str = "events", timeout: float = 5.0) -> Any:
        """The payload of the next event of that name; others are passed over."""
        until = time.monotonic() + timeout
        while True:
            found, payload, _ = self.frames.get(timeout=max(0.001, until - time.monotonic()))
            if found == name:
                return payload

    def numbers(self, count: int, timeout: float = 5.0) -> list[int]:
        """The next `count` numbers, in the order in which they came."""
        seqs: list[int] = []
        until = time.monotonic() + timeout
        while len(seqs) < count:
            seqs += [envelope["seq"] for envelope in self.next(timeout=until - time.monotonic())]
        return seqs

    def heard_within(self, seconds: float) -> list[tuple[str, Any, float]]:
        """Everything that arrives during so long a wait."""
        time.sleep(seconds)
        out = []
        while not self.frames.empty():
            out.append(self.frames.get())
        return out

    def _listen(self) -> None:
        try:
            while True:
                packet = self.ws.receive()
                if packet == "2":
                    self.pinged += 1
                    self.ws.send("3")
                elif packet == "41":
                    self.goodbye.set()
                elif packet.startswith("42"):
                    name, *payload = json.loads(packet[2:])
                    self.frames.put((name, payload[0] if payload else None, time.monotonic()))
                elif packet.startswith("43"):
                    self.acks.put(json.loads(packet[packet.index("[") :])[0])
        except Exception:
            self.ended.set()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.ws.close()


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
