"""Runs two rulebooks over the same history and tells which warnings appear, vanish or change their level, and why.

Pure: items in order of arrival, decisions at the places where people took them. Each book hears with a memory of its
own, so that what a changed rule does to matters, groups and rooms is seen too, not only the one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from crisis.detection.item import Item, Org
from crisis.detection.listener import Listener
from crisis.detection.rulebook import Rulebook
from crisis.detection.verdict import LEVELS, Part, Verdict


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
    """`learned`/`unlearned` = lessons that only the new, only the old book gets right; `kept` both."""

    heard: int
    appear: tuple[Difference, ...]
    vanish: tuple[Difference, ...]
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


def backtest(
    before: Rulebook, after: Rulebook, items: Iterable[Item], org: Org, lessons: Iterable[Lesson] = ()
) -> Backtest:
    """Both books over `items`; nothing later than an item influences what either says of it."""
    known: Mapping[str, Lesson] = {lesson.item: lesson for lesson in lessons}
    old, new = _Side(Listener(org, before)), _Side(Listener(org, after))
    appear: list[Difference] = []
    vanish: list[Difference] = []
    heard, tried = 0, []
    for item in items:
        heard += 1
        lesson = known.get(item.id)
        if lesson is not None:
            tried.append(lesson)
        was, now = old.hear(item, lesson), new.hear(item, lesson)
        step = LEVELS.index(now.level) - LEVELS.index(was.level)
        if step:
            loud, quiet = (now, was) if step > 0 else (was, now)
            (appear if step > 0 else vanish).append(_difference(item, was, now, loud, quiet, lesson))
    return Backtest(
        heard, tuple(appear), tuple(vanish), old.rooms, new.rooms,
        tuple(one for one in tried if one.item in new.right - old.right),
        tuple(one for one in tried if one.item in old.right - new.right),
        sum(one.item in old.right & new.right for one in tried),
    )  # fmt: skip


def _difference(
    item: Item, was: Verdict, now: Verdict, loud: Verdict, quiet: Verdict, lesson: Lesson | None
) -> Difference:
    """The louder verdict's signals that the other lacks, or all of it where it differs only in how they add up."""
    silent = {(signal.rule, signal.level) for signal in quiet.signals}
    rules = tuple(dict.fromkeys(s.rule for s in loud.signals if (s.rule, s.level) not in silent))
    reasons = tuple(part for part in loud.parts if part.rule in rules) or loud.parts
    return Difference(item.id, item.at, was.level, now.level, rules, reasons, lesson)
