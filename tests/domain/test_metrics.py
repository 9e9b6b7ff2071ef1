"""The figures of handbook §16 and its worked example."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crisis.domain.metrics import minutes_to, replacement_cost, silent, told

T0 = datetime(2030, 3, 4, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("n", "quiet", "heard"), [(0, 0, 0), (1, 24, 300), (3, 72, 900), (5, 120, 1_500)])
def test_silent_and_told_follow_the_four_per_cent_rule(n: int, quiet: int, heard: int) -> None:
    assert (silent(n), told(n)) == (quiet, heard)


def test_the_handbooks_example_of_replacement_cost() -> None:
    assert replacement_cost(3, 80_000) == 36_000_000


def test_times_are_minutes_from_t0_and_none_until_they_come() -> None:
    assert minutes_to(T0 + timedelta(hours=1.25), T0) == 75
    assert minutes_to(None, T0) is None
