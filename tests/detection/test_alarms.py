"""Alarms on series of counts: what is told, when, and how often chance alone would tell it."""

import csv
import datetime as dt
import importlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crisis.detection.alarms import detect_alarms

FIRST_DAY = dt.date(2031, 3, 3)


def rows(name: str, counts: list[int], step: int = 1, zeros: bool = False) -> Iterator[dict[str, Any]]:
    for number, count in enumerate(counts):
        if count or zeros or number == 0:
            day = FIRST_DAY + dt.timedelta(number * step)
            yield {"series": name, "time": day.isoformat(), "count": count}


def noise(seed: int, days: int, chance: float = 0.3) -> list[int]:
    dice = random.Random(seed)
    return [sum(dice.random() < chance for _ in range(3)) for _ in range(days)]


def first_alarm(found: list[dict[str, Any]], score: float) -> dt.date | None:
    days = [dt.date.fromisoformat(line["time"]) for line in found if line["score"] >= score]
    return min(days, default=None)


@pytest.mark.covers("R2-16")
def test_a_rise_is_told_within_days_of_its_start() -> None:
    counts = noise(1, 500)
    for day in range(420, 440):
        counts[day] += 3
    found = list(detect_alarms(rows("a", counts)))
    alarm = first_alarm(found, 2.0)
    assert alarm is not None
    assert 0 <= (alarm - FIRST_DAY).days - 420 <= 8


@pytest.mark.covers("R4-21")
def test_quiet_series_stay_quiet_at_one_false_alarm_in_a_hundred_years() -> None:
    every = [row for seed in range(20) for row in rows(f"s{seed}", noise(seed, 900))]
    assert [line for line in detect_alarms(every) if line["score"] >= 2.0] == []


def test_the_same_rise_scores_alike_in_a_loud_and_in_a_rare_series() -> None:
    rare, loud = [0] * 600, noise(3, 600, 0.9)
    for day in range(10, 500, 70):
        rare[day] = 1
    for day in range(520, 526):
        rare[day] += 1
        loud[day] += 6
    found = list(detect_alarms([*rows("rare", rare), *rows("loud", loud)]))
    best = {name: max(line["score"] for line in found if line["series"] == name) for name in ("rare", "loud")}
    assert best["rare"] > 2.0 and best["loud"] > 2.0


def test_nothing_after_an_alarm_changes_it() -> None:
    counts = noise(5, 500)
    for day in range(400, 420):
        counts[day] += 3
    whole = list(detect_alarms(rows("a", counts)))
    part = list(detect_alarms(rows("a", counts[:430])))
    assert part == [line for line in whole if line["time"] <= (FIRST_DAY + dt.timedelta(429)).isoformat()]
    assert part != []


def test_a_running_outbreak_is_told_again_only_when_it_grows_worse() -> None:
    counts = noise(6, 500)
    for day in range(300, 330):
        counts[day] += 4
    scores = [line["score"] for line in detect_alarms(rows("a", counts)) if line["score"] >= 2.0]
    assert scores == sorted(scores)


def test_a_weekly_row_is_known_on_its_sunday() -> None:
    counts = [2] * 60 + [20, 25]
    found = list(detect_alarms(rows("w", counts, step=7, zeros=True)))
    assert first_alarm(found, 0.5) == FIRST_DAY + dt.timedelta(60 * 7 + 6)


def test_every_alarm_says_observed_expected_and_how_rare() -> None:
    counts = noise(7, 400)
    for day in range(380, 390):
        counts[day] += 5
    found = list(detect_alarms(rows("a", counts)))
    assert found != []
    assert [
        line for line in found if "expected" not in line["reason"] or "one false alarm in" not in line["reason"]
    ] == []


def test_a_silence_of_centuries_costs_nothing() -> None:
    far = [{"series": "a", "time": day, "count": 1} for day in ("0001-01-01", "2031-03-04")]
    assert list(detect_alarms(far)) == []


def test_order_and_splitting_of_rows_change_nothing() -> None:
    counts = noise(8, 400)
    counts[390] += 12
    once = list(rows("a", counts))
    split = [{**row, "count": part} for row in reversed(once) for part in (row["count"], 0)]
    assert list(detect_alarms(split)) == list(detect_alarms(once)) != []


@pytest.mark.parametrize("count", ["nan", "-4", "1e300"])
def test_counts_that_cannot_be_are_bounded(count: str) -> None:
    bad = [{"series": "a", "time": f"2031-03-{day:02d}", "count": count} for day in range(1, 9)]
    assert all(line["score"] < 100 for line in detect_alarms(bad))


@pytest.mark.needs_shared
def test_marked_outbreaks_of_the_development_half_are_found(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(shared / "eval"))
    score = importlib.import_module("evaluate_alarms").score

    found = detect_alarms(csv.DictReader((shared / "data/outbreak_dev.csv").open(encoding="utf-8")))
    truth = json.loads((shared / "data/outbreak_dev_truth.json").read_text(encoding="utf-8"))
    assert score(truth, found, 0.5)["detected"] >= 6
