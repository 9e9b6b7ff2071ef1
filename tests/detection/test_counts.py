"""Counts and commitments: the limits of T-TREND and T-PROMISE."""

from __future__ import annotations

import pytest

from crisis.detection.counts import promise, trend


@pytest.mark.parametrize(
    ("count", "mean", "spread", "level"),
    [
        (4, 0.0, 0.5, None),
        (5, 1.0, 1.0, "crisis"),
        (9, 5.0, 1.5, "watch"),
        (9, 6.0, 1.5, None),
        (10, 5.5, 1.5, "watch"),
        (6, 2.0, 0.0, "crisis"),
    ],
)
def test_a_count_above_its_usual_level(count: int, mean: float, spread: float, level: str | None) -> None:
    signal = trend(count, mean, spread, "1")
    assert (signal.level if signal else None) == level


@pytest.mark.parametrize(
    ("hours", "crisis", "level"), [(0, True, None), (3, True, "watch"), (24, True, "crisis"), (48, False, "watch")]
)
def test_an_overdue_promise(hours: float, crisis: bool, level: str | None) -> None:
    signal = promise(hours, crisis, "1")
    assert (signal.level if signal else None) == level
