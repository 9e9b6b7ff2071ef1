"""Judges what no text tells: a count above its usual level, a public commitment that is overdue.

`trend` takes the figures of the series engine; `promise` those of the room's commitments. Both limits are house values.
"""

from __future__ import annotations

from crisis.detection.verdict import Signal

TREND_LEAST, TREND_CRISIS, TREND_WATCH = 5, 3.0, 2.0
PROMISE_CRISIS_HOURS = 24.0


def trend(count: int, mean: float, spread: float, version: str) -> Signal | None:
    """T-TREND: `count` against mean and standard deviation of the twelve periods before."""
    if count < TREND_LEAST:
        return None
    above = (count - mean) / spread if spread > 0 else (float("inf") if count > mean else 0.0)
    if above <= TREND_WATCH:
        return None
    params = {"count": count, "expected": round(mean, 1)}
    if above > TREND_CRISIS:
        return Signal("T-TREND", "crisis", "K01", version, "count", 71, (), params)
    return Signal("T-TREND", "watch", "K02", version, "count", 45, (), params)


def promise(overdue_hours: float, in_open_crisis: bool, version: str) -> Signal | None:
    """T-PROMISE: a public commitment not kept; a day late in an open crisis brings the second wave."""
    if overdue_hours <= 0:
        return None
    params = {"hours": round(overdue_hours, 1)}
    if in_open_crisis and overdue_hours >= PROMISE_CRISIS_HOURS:
        return Signal("T-PROMISE", "crisis", "K03", version, "overdue", 71, (), params)
    return Signal("T-PROMISE", "watch", "K04", version, "overdue", 45, (), params)
