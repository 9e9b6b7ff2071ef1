"""A TCP proxy that hurts on purpose: delays, cuts after so many bytes, half-closes, stalls; and counts what it did.

Given several targets it is a balancer as plain as they come: in turn, no stickiness, no look at who is alive.

A run whose faults did not fire proves nothing: call `must_have_fired` at its end.
"""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What happens to the bytes that flow from server to client of one connection.

    `kind`: none, cut (reset after `after` bytes), delay (each chunk held for `seconds`, then cut), half_close (the
    client's direction to the server is closed), stall (nothing passes on for `seconds`, then cut).
    """

    kind: str = "none"
    after: int = 0
    seconds: float = 0.0


class FaultProxy:
    """Listens on `port` and passes on to the targets in turn; `plan(n)` names the fault of the n-th connection.

    `fired` counts faults by kind, `reached` connections by target.
    """

    def __init__(self, target: int | Sequence[int], plan: Callable[[int], Fault]) -> None:
        self.targets = (target,) if isinstance(target, int) else tuple(target)
        self.plan = plan
        self.fired: Counter[str] = Counter()
        self.reached: Counter[int] = Counter()
        self.connections = 0
        self._asked = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def must_have_fired(self, *kinds: str) -> None:
        silent = [kind for kind in kinds if not self.fired[kind]]
        if silent:
            raise AssertionError(f"these faults never fired, so nothing was proven: {', '.join(silent)}")

    def drop(self, every: int = 2) -> None:
        """Breaks every second connection in this instant (or every `every`-th)."""
        for number, sock in enumerate(list(self._open)):
            if number % every == 0:
                self.fired["drop"] += 1
                self._end(sock)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the one who accepts
        self._listener.close()
        for sock in list(self._open):
            self._end(sock)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            target = self.targets[self._asked % len(self.targets)]
            self._asked += 1
            try:
                server = socket.create_connection(("127.0.0.1", target))
            except OSError:  # the server is down: so is the way to it
                self.fired["refused"] += 1
                client.close()
                continue
            self.reached[target] += 1
            self._open |= {client, server}
            fault = self.plan(self.connections)
            self.connections += 1
            threading.Thread(target=self._pass_on, args=(client, server, Fault()), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client, fault), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, fault: Fault) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if fault.kind != "none" and passed + len(data) > fault.after:
                    self._hurt(fault, source, sink, data[: max(0, fault.after - passed)])
                    return
                if fault.kind == "delay":
                    self.fired["delay"] += 1
                    time.sleep(fault.seconds)
                sink.sendall(data)
                passed += len(data)
        self._end(source)
        self._end(sink)

    def _hurt(self, fault: Fault, server: socket.socket, client: socket.socket, rest: bytes) -> None:
        self.fired[fault.kind] += 1
        client.sendall(rest)
        if fault.kind == "half_close":
            server.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                while server.recv(65536):
                    pass
        if fault.kind == "stall":
            time.sleep(fault.seconds)
        self._end(server)
        self._end(client)

    def _end(self, sock: socket.socket) -> None:
        self._open.discard(sock)
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        sock.close()


def mixed(seed: int, calm_after: int) -> Callable[[int], Fault]:
    """A reproducible mixture of faults for the first `calm_after` connections, then peace."""

    def plan(number: int) -> Fault:
        dice = random.Random(seed * 1000 + number)
        kind = dice.choice(("cut", "cut", "delay", "half_close", "stall")) if number < calm_after else "none"
        return Fault(kind, after=dice.randrange(300, 6000), seconds=dice.uniform(0.005, 0.05))

    return plan
