"""One series of the living stream: complete weeks behind it, the open week growing with every complaint.

The open week is judged as if it ended now, so that nothing waits for Sunday: chance has the whole week to bring as
many. Complete weeks go through `series.Series` (baseline behind a guard band, outbreak score). O(1) per complaint.
"""

from __future__ import annotations

import math
from array import array
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any

from crisis.detection.alarms import years_between_false_alarms
from crisis.detection.baseline import SPREAD_PRIOR, WEEK, Baseline, Pool
from crisis.detection.counts import TREND_LEAST, TREND_WATCH
from crisis.detection.series import GUARD_WEEKS, Series

KEPT_WEEKS = 60  # complete weeks that a chart can show
PERIODS = 12  # of the handbook's rule
MEMBERS, FACES = 24, 400  # items and persons of the open week that are remembered
LONGEST_SILENCE = 130  # weeks; what was silent for longer begins anew
BEGINNING = 0.5  # complaints a new series is taken to have brought since the house began to listen
YOUNG = 21  # weeks in which a series does not yet teach how widely counts scatter
CALM_YEARS = 0.5  # an episode ends when a week closes below it


@dataclass(slots=True)
class Nursery(Pool):
    """Takes what young series, which nobody knows yet, would teach about scatter, and gives them that of the others."""

    others: Pool = field(default_factory=Pool)

    @property
    def scatter(self) -> float:
        return self.others.scatter


@dataclass(slots=True)
class Counted:
    series: Series
    week: int
    count: int = 0
    expected: float = 0.0
    spread: float = -1.0  # below 0: not worked out yet
    told: float = 0.0  # years between false alarms at which this episode was last told; 0 = calm
    persons: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    items: list[tuple[str, str]] = field(default_factory=list)  # id, what it told of
    history: array[float] = field(default_factory=lambda: array("f"))  # count, expected, spread of each complete week
    marks: list[tuple[int, str]] = field(default_factory=list)  # week, level told

    def look(self) -> None:
        """Work out what the open week usually brings."""
        self.expected, scatter = self.series.expect(self.week * WEEK)
        self.spread = math.sqrt(self.expected + scatter * self.expected * self.expected)

    def ready(self) -> Counted:
        """With what is usual worked out; many series are born and never asked."""
        if self.spread < 0:
            self.look()
        return self

    def roll(self, week: int) -> None:
        """Close the open week and the silent ones after it."""
        self.ready()
        for number in range(self.week, week):
            score = self.series.take(number * WEEK, float(self.count))
            self.history.extend((self.count, self.expected, self.spread))
            self._grow_up()
            self.count = 0
            if years_between_false_alarms(score, WEEK) < CALM_YEARS:
                self.told = 0.0
            self.week = number + 1
            self.look()
        del self.history[: max(0, len(self.history) - 3 * KEPT_WEEKS)]
        self.persons, self.places, self.items = set(), set(), []

    def _grow_up(self) -> None:
        if isinstance(self.series.pool, Nursery):
            self.series.baseline.scatter_top = self.series.baseline.scatter_bottom = 0.0
            if len(self.history) >= 3 * YOUNG:
                self.series.pool = self.series.pool.others

    def take(self, item: str, person: str | None, place: str | None, about: str) -> bool:
        """Count one complaint of the open week; a person counts once a week. True when it counted."""
        if person is not None:
            if person in self.persons:
                return False
            if len(self.persons) < FACES:
                self.persons.add(person)
        self.count += 1
        if place and len(self.places) < FACES:
            self.places.add(place)
        if len(self.items) < MEMBERS:
            self.items.append((item, about))
        return True

    @property
    def unusual(self) -> bool:
        """Worth working out how unusual: as many as the handbook asks for, and above two standard deviations."""
        return self.count >= TREND_LEAST and self.count > self.ready().expected + TREND_WATCH * self.spread

    def years(self) -> float:
        """About how many years this series would take to come so far by chance."""
        trial = Series(self.series.pool, WEEK, self.series.baseline, list(self.series.sums))
        return years_between_false_alarms(trial.take(self.week * WEEK, float(self.count)), WEEK)

    def periods(self) -> tuple[float, float]:
        """Mean and standard deviation of the twelve weeks before; weeks before the series began brought none."""
        counts = list(self.history[-3 * PERIODS :: 3])
        mean = sum(counts) / PERIODS
        square = sum((count - mean) ** 2 for count in counts) + (PERIODS - len(counts)) * mean * mean
        return mean, math.sqrt(square / (PERIODS - 1))

    def band(self) -> tuple[int, int]:
        return band(self.ready().expected, self.spread)

    def central(self, most: int = 3) -> list[str]:
        """The items that tell of what most tell of, earliest first."""
        told = [about for _, about in self.items]
        ranked = sorted(self.items, key=lambda one: -told.count(one[1]))
        return [item for item, _ in ranked[:most]]

    def state(self) -> dict[str, Any]:
        inner = self.series
        return {
            "baseline": [*inner.baseline.level, *inner.baseline.spread, inner.baseline.scatter_top, inner.baseline.scatter_bottom, inner.baseline.weeks],
            "sums": list(inner.sums), "day": inner.day, "usual": [self.expected, self.spread],
            "open": [inner.week_count, inner.week_index, inner.weeks_above, inner.episode_high],
            "guard": list(inner.guard), "recent": list(inner.recent),
            "young": isinstance(inner.pool, Nursery), "week": self.week, "count": self.count, "told": self.told, "persons": sorted(self.persons),
            "places": sorted(self.places), "items": list(self.items), "marks": list(self.marks),
            "history": b64encode(self.history.tobytes()).decode(),
        }  # fmt: skip


def begin(nursery: Nursery, week: int, listened_weeks: int, season: list[float] | None) -> Counted:
    """A new series: rare so far, for as long as the house has listened; its season is that of its parent."""
    rate = BEGINNING / (WEEK * (listened_weeks + 0.5))
    baseline = Baseline(
        [math.log(rate), *(season or (0.0, 0.0))],
        list(SPREAD_PRIOR),
        weeks=min(listened_weeks, 3 * GUARD_WEEKS),
    )
    return Counted(Series(nursery, WEEK, baseline), week)


def restored(nursery: Nursery, row: dict[str, Any]) -> Counted:
    *usual, top, bottom, weeks = row["baseline"]
    baseline = Baseline(usual[:3], usual[3:], top, bottom, weeks)
    series = Series(nursery if row["young"] else nursery.others, WEEK, baseline, list(row["sums"]), row["day"])
    series.week_count, series.week_index, series.weeks_above, series.episode_high = row["open"]
    series.guard = [(week, count) for week, count in row["guard"]]
    series.recent = [(day, count, mean, score) for day, count, mean, score in row["recent"]]
    expected, spread = row["usual"]
    persons, places = set(row["persons"]), set(row["places"])
    made = Counted(series, row["week"], row["count"], expected, spread, row["told"], persons, places)
    made.items = [(item, about) for item, about in row["items"]]
    made.marks = [(week, level) for week, level in row["marks"]]
    made.history.frombytes(b64decode(row["history"]))
    return made


def band(expected: float, spread: float) -> tuple[int, int]:
    """What nine weeks in ten bring when nothing is the matter."""
    return max(0, math.floor(expected - 1.645 * spread)), math.ceil(expected + 1.645 * spread)
