"""The figures of a crisis by the formulas of handbook §16: estimates of who keeps silent and who was told, and times.

Times are minutes, money is integer cents.
"""

from __future__ import annotations

from datetime import datetime

SILENT_PER_VOICED = 24
"""One of twenty-five who are unhappy says so (estimate)."""
TOLD_PER_PERSON = 12
REPLACEMENT_FACTOR = 6


def silent(distinct_complainants: int) -> int:
    return distinct_complainants * SILENT_PER_VOICED


def told(distinct_complainants: int) -> int:
    return (distinct_complainants + silent(distinct_complainants)) * TOLD_PER_PERSON


def replacement_cost(distinct_complainants: int, retention_cents: int) -> int:
    """What it costs to win as many customers anew as are at risk: the voiced and the silent."""
    return (distinct_complainants + silent(distinct_complainants)) * retention_cents * REPLACEMENT_FACTOR


def minutes_to(moment: datetime | None, t0: datetime) -> float | None:
    """Minutes from T0 to a moment; None while it has not come."""
    return None if moment is None else (moment - t0).total_seconds() / 60
