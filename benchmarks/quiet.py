"""How quiet the machine is: the time of an fdatasync, and how much of its processors others use."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOVED, BUSY, ENOUGH = 3.0, 0.25, 3
"""A round is not quiet when fdatasync is that many times off the median, or others use that share; rounds needed."""


@dataclass(frozen=True)
class Air:
    """Before a round: p50 of 40 fdatasyncs in ms, share of all processors in use (0 to 1), load average."""

    fdatasync_ms: float
    busy: float
    load: float

    def __str__(self) -> str:
        return f"fdatasync {self.fdatasync_ms:.2f} ms, {self.busy:.0%} busy, load {self.load:.1f}"


def look(seconds: float = 1.0) -> Air:
    """Looks for so long; nothing of our own should be at work."""
    took = []
    with tempfile.TemporaryFile() as file:
        for _ in range(40):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1e3)
    idle, total = _ticks()
    time.sleep(seconds)
    idle_after, total_after = _ticks()
    busy = 1 - (idle_after - idle) / max(1, total_after - total)
    return Air(statistics.median(took), busy, os.getloadavg()[0])


def quiet(airs: Sequence[Air]) -> list[int]:
    """The rounds that count: the quiet ones, or all of them when too few were quiet."""
    usual = statistics.median(air.fdatasync_ms for air in airs)
    found = [
        number
        for number, air in enumerate(airs)
        if usual / MOVED <= air.fdatasync_ms <= usual * MOVED and air.busy <= BUSY
    ]
    return found if len(found) >= min(ENOUGH, len(airs)) else list(range(len(airs)))


def told(airs: Sequence[Air]) -> str:
    """One line for the head of a table."""
    kept = quiet(airs)
    busiest = max(airs[number].busy for number in kept)
    loads = [airs[number].load for number in kept]
    noisy = " - THE MACHINE WAS NOT QUIET" if busiest > BUSY else ""
    return f"{len(kept)} of {len(airs)} rounds count; load {min(loads):.1f}-{max(loads):.1f} before them{noisy}"


def _ticks() -> tuple[int, int]:
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)
