"""Duties done again and again, each at its interval; a failing one costs a log line."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Duty:
    """`every` in seconds."""

    every: float
    do: Callable[[], None]
    due: float = 0.0


class Pulse:
    def __init__(self, *duties: Duty) -> None:
        self._duties = duties
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        while True:
            for duty in self._duties:
                self._beat(duty)
            if self._stopped.wait(max(0.01, min(duty.due for duty in self._duties) - time.monotonic())):
                return

    @staticmethod
    def _beat(duty: Duty) -> None:
        now = time.monotonic()
        if now < duty.due:
            return
        duty.due = now + duty.every
        try:
            duty.do()
        except Exception:
            log.exception("a regular duty failed; it is tried again")
