"""Counts complaints in a lattice of series (product, its issues and failures, branch, batch) and tells of unusual ones.

The one knob is false alarms per series-year; S, M and L of a single series make it ten times rarer, as set, or ten
times more frequent. A series key is its place in the lattice: "product/P", "product/P/part:door", "branch/B", ….
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from crisis.detection.baseline import WEEK, Pool
from crisis.detection.counted import LONGEST_SILENCE, PERIODS, Counted, Nursery, band, begin, restored
from crisis.detection.counts import trend
from crisis.detection.item import Item
from crisis.detection.matter import Slots
from crisis.detection.topic_words import topic_word
from crisis.detection.verdict import Signal

SERIES = 20_000
FALSE_ALARMS_A_YEAR = 0.01
SIZES = {"S": 0.1, "M": 1.0, "L": 10.0}
AGAIN, GRAVER = 100.0, 10.0  # how many times rarer a count must be to be told again, or as a crisis
DISTINCT = 3
LEAP = 52  # weeks ahead of all others: not believed until a second item says the same
ISSUES, FAILURES, MOST_YEARS = 2, 2, 1000.0


@dataclass(frozen=True, slots=True)
class SeriesView:
    """One series as of the open week; `years` = 0 while nothing is unusual; `kind` product, issue, failure, branch or batch."""

    key: str
    kind: str
    count: int
    expected: float
    low: int
    high: int
    years: float
    persons: int
    places: int
    size: str
    marks: int


@dataclass(frozen=True, slots=True)
class Point:
    """One week: `first` its first day; low..high holds nine in ten; `mark` the level told in it, or ""; `open` = not over."""

    first: date
    count: int
    expected: float
    low: int
    high: int
    mark: str
    open: bool


class Lattice:
    """All series of one house; at most SERIES, the longest silent go first."""

    def __init__(self) -> None:
        self.pool = Pool()
        self.nursery = Nursery(others=self.pool)
        self.all: OrderedDict[str, Counted] = OrderedDict()
        self.sizes: dict[str, str] = {}
        self.false_alarms = FALSE_ALARMS_A_YEAR
        self.first = self.clock = -1
        self._leap = -1

    def hear(self, item: Item, person: str | None, slots: Slots, version: str) -> Signal | None:
        """Count one complaint; the signal of the most unusual series that has to be told now."""
        week = (item.at.toordinal() - 1) // WEEK
        if not self._in_time(week):
            return None
        about = " ".join(sorted(slots.topics))
        loud: list[tuple[float, str, Counted]] = []
        parent: Counted | None = None
        for key in keys(item, slots):
            one = self._at(key, week, parent)
            parent = one if key.startswith("product/") and parent is None else parent
            counted = one.take(item.id, person, item.branch, about)
            if counted and self._learned and one.unusual and (years := one.years()) >= self._needed(key):
                loud.append((years, key, one))
        return self._told(loud, version) if loud else None

    def _in_time(self, week: int) -> bool:
        """Whether the item belongs to the open week; it opens a new one when it is ahead."""
        if self.first < 0:
            self.first = self.clock = week
        elif week > self.clock + LEAP and not self.clock + LEAP < self._leap <= week:
            self._leap = week
            return False
        self.clock = max(self.clock, week)
        return week == self.clock

    @property
    def _learned(self) -> bool:
        return self.clock - self.first >= PERIODS

    def _at(self, key: str, week: int, parent: Counted | None) -> Counted:
        one = self.all.get(key)
        if one is None or week - one.week > LONGEST_SILENCE:
            season = parent.series.baseline.level[1:] if parent else None
            one = self.all[key] = begin(self.nursery, week, week - self.first, season)
            if len(self.all) > SERIES:
                self.all.popitem(last=False)
        elif one.week < week:
            one.roll(week)
        self.all.move_to_end(key)
        return one

    def _needed(self, key: str) -> float:
        return 1.0 / (self.false_alarms * SIZES[self.sizes.get(key, "M")])

    def _told(self, loud: list[tuple[float, str, Counted]], version: str) -> Signal | None:
        news = [row for row in loud if row[0] >= AGAIN * row[2].told]
        if not news:
            return None
        for years, _, one in loud:
            one.told = max(one.told, years)
        years, key, one = max(news, key=lambda row: (row[0], row[1]))
        signal = trend(one.count, *one.periods(), version)
        if signal is None:
            return None
        grave = signal.level == "crisis" and kind_of(key) in ("issue", "failure")
        level = "crisis" if grave and years >= GRAVER * self._needed(key) and len(one.persons) >= DISTINCT else "watch"
        one.marks = [*one.marks[-20:], (one.week, level)]
        low, high = one.band()
        params = {
            "series": {lang: name_of(key, lang) for lang in ("zh", "en")}, "key": key, "count": one.count, "expected": round(one.expected, 1), "low": low, "high": high,
            "years": round(min(years, MOST_YEARS)), "persons": len(one.persons), "places": len(one.places), "central": one.central(),
        }  # fmt: skip
        rule, points = ("K01", 71) if level == "crisis" else ("K02", 45)
        return Signal("T-TREND", level, rule, version, "count", points, (), params)

    def tune(self, key: str, size: str) -> None:
        """How finely one series is heard: S, M or L."""
        self.sizes[key] = size if size in SIZES else "M"

    def views(self, limit: int) -> list[SeriesView]:
        """The series of the open week, the most unusual first, then the busiest."""
        live = [(key, one.ready()) for key, one in self.all.items() if one.week == self.clock]
        top = heapq.nlargest(
            limit, live, key=lambda row: ((row[1].count - row[1].expected) / (row[1].spread + 0.5), row[0])
        )
        return [self._view(key, one) for key, one in top]

    def _view(self, key: str, one: Counted) -> SeriesView:
        years = min(MOST_YEARS, one.years()) if one.unusual and self._learned else 0.0
        return SeriesView(
            key, kind_of(key), one.count, round(one.expected, 2), *one.band(), round(years, 2), len(one.persons), len(one.places),
            self.sizes.get(key, "M"), len(one.marks),
        )  # fmt: skip

    def points(self, key: str) -> list[Point]:
        """Week by week up to the open one; empty for a series nobody has spoken of."""
        one = self.all.get(key)
        if one is None:
            return []
        marks = dict(one.marks)
        one.ready()
        rows = one.history
        first = one.week - len(rows) // 3
        found = [
            Point(_day(first + n), int(rows[3 * n]), round(rows[3 * n + 1], 2), *band(rows[3 * n + 1], rows[3 * n + 2]), marks.get(first + n, ""), False)
            for n in range(len(rows) // 3)
        ]  # fmt: skip
        return [
            *found,
            Point(_day(one.week), one.count, round(one.expected, 2), *one.band(), marks.get(one.week, ""), True),
        ]

    def state(self) -> dict[str, Any]:
        return {
            "pool": asdict(self.pool), "first": self.first, "clock": self.clock, "leap": self._leap,
            "sizes": dict(self.sizes), "false_alarms": self.false_alarms,
            "all": [(key, one.state()) for key, one in self.all.items()],
        }  # fmt: skip

    @classmethod
    def restore(cls, state: dict[str, Any]) -> Lattice:
        made = cls()
        made.pool = made.nursery.others = Pool(**state["pool"])
        made.first, made.clock, made._leap = state["first"], state["clock"], state["leap"]
        made.sizes = {key: size for key, size in state["sizes"].items() if size in SIZES}
        made.false_alarms = state["false_alarms"]
        made.all = OrderedDict((key, restored(made.nursery, row)) for key, row in state["all"])
        return made


def keys(item: Item, slots: Slots) -> Iterable[str]:
    """The series an item counts in, coarse before fine."""
    failures = sorted(topic for topic in slots.topics if topic.startswith("plain:"))[:FAILURES]
    product, branch = _safe(item.product), _safe(item.branch)
    if product:
        yield f"product/{product}"
        for issue in sorted(topic for topic in slots.topics if not topic.startswith(("plain:", "job:")))[:ISSUES]:
            yield f"product/{product}/{_safe(issue)}"
            for failure in failures:
                yield f"product/{product}/{_safe(issue)}/{_safe(failure)}"
    if branch:
        yield f"branch/{branch}"
    lot = item.attrs.get("lot") or item.attrs.get("batch")
    if lot:
        yield f"batch/{product}/{_safe(str(lot))}"
    elif slots.job:
        yield f"batch/{branch}/{_safe(slots.job)}"


def _safe(name: str | None) -> str:
    return name.replace("/", "／")[:60] if name else ""


def kind_of(key: str) -> str:
    sort, depth = key.split("/", 1)[0], key.count("/")
    return sort if sort != "product" or depth == 1 else "issue" if depth == 2 else "failure"


def name_of(key: str, lang: str) -> str:
    """The series in words: what stands after its kind; what it tells of by the words of the dictionaries."""
    kind, first, *rest = key.split("/")
    named = [topic_word(part, lang) for part in rest] if kind == "product" else rest
    return " · ".join(part for part in (first, *named) if part)


def _day(week: int) -> date:
    return date.fromordinal(week * WEEK + 1)
