"""Folds what pours into one room: the first records of a burst have a line each in its log, then one for 10, 20, 50, 100 …

A burst is a run of records of nothing new with at most LULL between two; it is counted in the memory of one process, so
after a restart, or beside another process, a new one begins. Every record keeps its own line on the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LULL = timedelta(minutes=10)
SINGLY = 5
STEPS = (1, 2, 5)
ROOMS = 1000  # bursts remembered


@dataclass(slots=True)
class Burst:
    last: datetime
    title: str = ""  # of the latest record
    count: int = 0
    told: int = 0


class Bursts:
    """The running burst of each room."""

    def __init__(self) -> None:
        self._of: dict[int, Burst] = {}

    def count(self, room: int, at: datetime, title: str) -> int:
        """One more record came into `room`: how many the burst has now."""
        known = self._of.get(room)
        if known is None or at - known.last > LULL:
            known = self._of[room] = Burst(at)
            if len(self._of) > ROOMS:
                del self._of[next(iter(self._of))]
        known.last = max(known.last, at)
        known.title = title
        known.count += 1
        return known.count

    def told(self, room: int) -> None:
        """The log now tells the burst up to its latest record."""
        self._of[room].told = self._of[room].count

    def forget(self) -> None:
        """A transaction failed: what was counted in it never came, so every burst begins anew."""
        self._of.clear()

    def untold(self, room: int, at: datetime) -> Burst | None:
        """The burst of `room` if it is over and the log lacks its end."""
        known = self._of.get(room)
        if known is None or at - known.last <= LULL:
            return None
        del self._of[room]
        return known if known.count > known.told else None


def has_line(count: int) -> bool:
    """Whether the record with this number in its burst gets a line: 1 … 5, 10, 20, 50, 100, 200 …"""
    if count <= SINGLY:
        return True
    power = 10 ** (len(str(count)) - 1)
    return any(count == step * power for step in STEPS)
