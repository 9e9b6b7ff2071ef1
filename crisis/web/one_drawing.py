"""Lets all who ask for the same page within a moment share one drawing: one draws, the others wait and take its bytes.

What is shared is named by all that its bytes depend on besides the hour: whoever asks has proven already that they may
read it, and a name never joins two audiences. `reached` is the number of the stream that the asker knows of: a page
drawn before that event is none for them.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

from crisis.web.packing import LEVEL

LASTS = 1.0
PATIENCE = 10.0
MOST_BYTES = 8_000_000


@dataclass
class Drawing:
    """A page as it stood when its stream had `head`; `at` (monotonic seconds) is set when it is done."""

    head: int
    body: bytes
    at: float = 0.0

    @cached_property
    def packed(self) -> bytes:
        """For those who take gzip; packed once for all of them."""
        return gzip.compress(self.body, LEVEL, mtime=0)


class OneDrawing:
    """A drawing serves for `LASTS` after it is done; no more than `most` bytes are kept. `clock` and `patience` in seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, most: int = MOST_BYTES, patience: float = PATIENCE
    ) -> None:
        self._clock, self._most, self._patience = clock, most, patience
        self._bell = threading.Condition()
        self._drawn: dict[Hashable, Drawing] = {}
        self._under_way: set[Hashable] = set()

    def take(self, name: Hashable, reached: int, draw: Callable[[], Drawing]) -> Drawing:
        """The drawing of this name, made by whoever comes first; who waited for `patience` in vain draws alone."""
        with self._bell:
            while (found := self._fresh(name, reached)) is None and name in self._under_way:
                if not self._bell.wait(self._patience):
                    break
            if found is not None:
                return found
            self._under_way.add(name)
        made = None
        try:
            made = draw()
        finally:
            self._done(name, made)
        return made

    def _fresh(self, name: Hashable, reached: int) -> Drawing | None:
        found = self._drawn.get(name)
        fits = found is not None and found.head >= reached and self._clock() - found.at < LASTS
        return found if fits else None

    def _done(self, name: Hashable, made: Drawing | None) -> None:
        """Hand it to those who wait; after a failure one of them draws."""
        with self._bell:
            self._under_way.discard(name)
            if made is not None:
                made.at = self._clock()
                self._drawn[name] = made
                self._make_room()
            self._bell.notify_all()

    def _make_room(self) -> None:
        now, kept = self._clock(), 0
        for name, one in sorted(self._drawn.items(), key=lambda item: -item[1].at):
            kept += len(one.body)
            if kept > self._most or now - one.at >= LASTS:
                del self._drawn[name]
