"""What a series usually does: level, season and scatter, and what must not teach them."""

import math

import pytest

from crisis.detection.baseline import Baseline, Pool
from crisis.detection.series import Series


def taught(weekly: list[float], scatter: float = 0.05) -> Baseline:
    baseline = Baseline()
    for week, count in enumerate(weekly):
        baseline.learn(count, week * 7 + 3, scatter)
    return baseline


@pytest.mark.parametrize("daily", [0.05, 0.5, 4.0])
def test_a_steady_series_is_expected_at_its_own_rate(daily: float) -> None:
    rate, unsure = taught([7 * daily] * 60).rate(60 * 7)
    assert rate == pytest.approx(daily, rel=0.15)
    assert unsure < 1.0


def test_a_new_series_is_less_sure_than_an_old_one() -> None:
    assert taught([7.0] * 2).rate(14)[1] > taught([7.0] * 50).rate(350)[1]


def test_the_season_of_two_years_is_expected_in_the_third() -> None:
    weekly = [7 * math.exp(0.5 * math.cos(2 * math.pi * (7 * w + 3) / 365.25)) for w in range(104)]
    baseline = taught(weekly)
    summer, winter = baseline.rate(731 + 183)[0], baseline.rate(731)[0]
    assert winter / summer > 1.8


def test_scatter_is_pooled_until_a_series_has_its_own() -> None:
    pool, baseline = Pool(), Baseline()
    before = baseline.scatter(pool)
    for _ in range(400):
        baseline.note_scatter(0.0, 5.0, pool)
        baseline.note_scatter(20.0, 5.0, pool)
    assert before == pytest.approx(pool_start := Pool().scatter)
    assert baseline.scatter(pool) > 5 * pool_start


def test_an_outbreak_does_not_teach_the_baseline() -> None:
    series = Series(Pool())
    for day in range(400):
        series.take(day, 1.0)
    for day in range(400, 428):
        series.take(day, 12.0)
    for day in range(428, 500):
        series.take(day, 1.0)
    assert series.baseline.rate(500)[0] < 1.6


def test_a_level_that_stays_high_becomes_the_new_usual() -> None:
    series = Series(Pool())
    for day in range(300):
        series.take(day, 1.0)
    for day in range(300, 600):
        series.take(day, 6.0)
    assert series.baseline.rate(600)[0] == pytest.approx(6.0, rel=0.25)
