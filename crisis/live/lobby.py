"""Connections on which nobody is recognised yet: few, and hung up when they stay unknown.

Without it anybody could hold a thread for each connection that never says who it is.
"""

from __future__ import annotations

import threading
import time

from crisis.live.pipe import Pipe

PATIENCE = 10.0
ROOM_FOR = 2000


class Lobby:
    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._lock = threading.Lock()
        self._since: dict[Pipe, float] = {}

    def enter(self, pipe: Pipe) -> None:
        """The one that has waited longest makes room when it is full."""
        with self._lock:
            if len(self._since) >= ROOM_FOR:
                oldest = next(iter(self._since))
                del self._since[oldest]
                oldest.cut()
            self._since[pipe] = time.monotonic()

    def leave(self, pipe: Pipe | None) -> None:
        """It was recognised, or it is gone."""
        with self._lock:
            if pipe is not None:
                self._since.pop(pipe, None)

    def sweep(self) -> None:
        until = time.monotonic() - self.patience
        with self._lock:
            stale = [pipe for pipe, since in self._since.items() if since <= until]
            for pipe in stale:
                del self._since[pipe]
        for pipe in stale:
            pipe.hang_up()

    def close(self) -> None:
        with self._lock:
            waiting, self._since = list(self._since), {}
        for pipe in waiting:
            pipe.hang_up()

    def __len__(self) -> int:
        return len(self._since)
