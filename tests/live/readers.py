"""A bare client of the socket protocol, which shows every frame."""

from __future__ import annotations

import contextlib
import json
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

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
