"""Runs two rulebooks over the same history and tells which warnings appear, vanish or change their level, and why.

Pure: items in order of arrival, decisions at the places where people took them. Each book hears with a memory of its
own, so that what a changed rule does to matters, groups and rooms is seen too, not only the one text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from crisis.detection.item import Item, Org
from crisis.detection.listener import Listener
from crisis.detection.rulebook import Rulebook
from crisis.detection.verdict import LEVELS, Part, Verdict

KEPT = 60  # differences of each kind that are kept to be looked at


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person decided of an item: dismissed, confirmed or missed (raised by hand where the rules were silent)."""

    item: str
    decision: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that the two books judge differently; `reasons` are the score parts that only the speaking book has."""

    item: str
    at: datetime
    before: str
    after: str
    rules: tuple[str, ...]
    reasons: tuple[Part, ...]
    lesson: Lesson | None = None


@dataclass(frozen=True, slots=True)
class Backtest:
    """`appear` and `vanish` hold the newest KEPT of `appeared` and `vanished`; `learned`/`unlearned` = lessons that only
    the new, only the old book gets right; `kept` both."""

    heard: int
    appear: tuple[Difference, ...]
    vanish: tuple[Difference, ...]
    appeared: int
    vanished: int
    rooms_before: int
    rooms_after: int
    learned: tuple[Lesson, ...]
    unlearned: tuple[Lesson, ...]
    kept: int


@dataclass(slots=True)
class _Side:
    listener: Listener
    rooms: int = 0
    right: set[str] = field(default_factory=set)

    def hear(self, item: Item, lesson: Lesson | None) -> Verdict:
        verdict = self.listener.hear(item)
        self.rooms += verdict.opens is not None
        if lesson is not None and (verdict.level != "none") == (lesson.decision != "dismissed"):
            self.right.add(item.id)
        return verdict


class Run:
    """Both books over one stream, item by item; nothing later than an item influences what either says of it."""

    def __init__(self, before: Rulebook, after: Rulebook, org: Org, lessons: Iterable[Lesson] = ()) -> None:
        self._known: Mapping[str, Lesson] = {lesson.item: lesson for lesson in lessons}
        self._old, self._new = _Side(Listener(org, before)), _Side(Listener(org, after))
        self._appear: deque[Difference] = deque(maxlen=KEPT)
        self._vanish: deque[Difference] = deque(maxlen=KEPT)
        self._tried: list[Lesson] = []
        self.heard = self.appeared = self.vanished = 0

    def hear(self, item: Item) -> None:
        self.heard += 1
        lesson = self._known.get(item.id)
        if lesson is not None:
            self._tried.append(lesson)
        was, now = self._old.hear(item, lesson), self._new.hear(item, lesson)
        step = LEVELS.index(now.level) - LEVELS.index(was.level)
        if step > 0:
            self.appeared += 1
            self._appear.append(_difference(item, was, now, now, was, lesson))
        elif step < 0:
            self.vanished += 1
            self._vanish.append(_difference(item, was, now, was, now, lesson))

    def found(self) -> Backtest:
        old, new, tried = self._old, self._new, self._tried
        return Backtest(
            self.heard, tuple(self._appear), tuple(self._vanish), self.appeared, self.vanished, old.rooms, new.rooms,
            tuple(one for one in tried if one.item in new.right - old.right),
            tuple(one for one in tried if one.item in old.right - new.right),
            sum(one.item in old.right & new.right for one in tried),
        )  # fmt: skip


def backtest(
    before: Rulebook, after: Rulebook, items: Iterable[Item], org: Org, lessons: Iterable[Lesson] = ()
) -> Backtest:
    """The same over items that are all at hand."""
    run = Run(before, after, org, lessons)
    for item in items:
        run.hear(item)
    return run.found()


def _difference(
    item: Item, was: Verdict, now: Verdict, loud: Verdict, quiet: Verdict, lesson: Lesson | None
) -> Difference:
    """The louder verdict's signals that the other lacks, or all of it where it differs only in how they add up."""
    silent = {(signal.rule, signal.level) for signal in quiet.signals}
    rules = tuple(dict.fromkeys(s.rule for s in loud.signals if (s.rule, s.level) not in silent))
    reasons = tuple(part for part in loud.parts if part.rule in rules) or loud.parts
    return Difference(item.id, item.at, was.level, now.level, rules, reasons, lesson)
