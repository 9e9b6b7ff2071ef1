"""The figures of handbook §16, its worked example, and nothing to divide by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crisis.domain.metrics import (
    BUDGET,
    Done,
    Figures,
    csat,
    golden_completion,
    measure,
    minutes_to,
    on_time,
    pareto,
    replacement_cost,
    share,
    silent,
    step_shares,
    told,
)
from crisis.language.words import known

T0 = datetime(2030, 3, 4, 8, 0, tzinfo=UTC)


def hour(h: float) -> datetime:
    return T0 + timedelta(hours=h)


@pytest.mark.parametrize(("n", "quiet", "heard"), [(0, 0, 0), (1, 24, 300), (3, 72, 900), (5, 120, 1_500)])
def test_silent_and_told_follow_the_four_per_cent_rule(n: int, quiet: int, heard: int) -> None:
    assert (silent(n), told(n)) == (quiet, heard)


def test_the_handbooks_example_of_replacement_cost() -> None:
    assert replacement_cost(3, 80_000) == 36_000_000


def test_nothing_to_divide_by_is_none_and_never_a_percentage() -> None:
    assert share(0, 0) is None
    assert csat([]) == (None, 0)
    assert on_time([], T0) is None
    assert golden_completion([], T0) is None
    assert step_shares({}) == dict.fromkeys(BUDGET)
    assert pareto({"a": 0}) == []
    empty = measure(Figures())
    assert {name for name, value in empty.items() if value == 0} == {
        "distinct_complainants",
        "silent_estimate",
        "people_told_estimate",
        "one_voice_violations",
        "one_voice_blocked",
        "accountability_tiers",
    }


def test_times_are_minutes_from_t0_and_none_until_they_come() -> None:
    found = measure(Figures(t0=T0, detected_at=hour(1.25), paged_at=hour(1), acknowledged_at=hour(1.1), truth_at=None))
    assert found["time_to_detect_minutes"] == 75
    assert found["time_to_lead_minutes"] == pytest.approx(6)
    assert found["time_to_truth_minutes"] is None
    assert minutes_to(hour(1), None) is None


def test_on_time_counts_what_was_due_so_far_and_late_starters_apart() -> None:
    items = [
        Done(hour(1), hour(1)),
        Done(hour(2), hour(3)),
        Done(hour(4), None),
        Done(hour(9), None),
        Done(None, hour(1)),
        Done(hour(1), hour(0.5), late_start=True),
    ]
    assert on_time(items, hour(5)) == pytest.approx(1 / 3)
    assert on_time(items, hour(5), late_start=True) == 1


def test_golden_completion_looks_at_the_window_alone() -> None:
    items = [Done(hour(47), hour(48)), Done(hour(48), hour(49)), Done(hour(72), hour(1)), Done(None, hour(1))]
    assert golden_completion(items, hour(48)) == 0.5


def test_satisfied_are_four_and_five_of_five() -> None:
    assert csat([5, 4, 3, 1]) == (0.5, 4)


def test_violations_count_what_was_released_and_not_what_was_blocked() -> None:
    found = measure(
        Figures(clashes_released=1, unapproved_released=2, blocked=5, records=4, records_acknowledged=3, tiers=3)
    )
    assert (found["one_voice_violations"], found["one_voice_blocked"]) == (3, 5)
    assert (found["accountability_tiers"], found["accountability_acknowledged"]) == (1, 0.75)


def test_pareto_ranks_and_marks_the_vital_few() -> None:
    bars = pareto({"c": 1, "a": 6, "b": 2, "d": 1})
    assert [(name, round(cumulative, 2), vital) for name, _, cumulative, vital in bars] == [
        ("a", 0.6, True),
        ("b", 0.8, True),
        ("c", 0.9, False),
        ("d", 1.0, False),
    ]
    assert [vital for *_, vital in pareto({"only": 9})] == [True]


def test_step_shares_compare_with_a_budget_of_one() -> None:
    assert sum(BUDGET.values()) == pytest.approx(1)
    assert step_shares({"receive": 30, "solve": 70})["solve"] == 0.7


def test_every_figure_has_a_name() -> None:
    assert [name for name in measure(Figures()) if not known(f"metric.{name}")] == []
