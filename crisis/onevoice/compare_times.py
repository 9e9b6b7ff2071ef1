"""Compares the days and clock times of two statements, through time zones and ends of months."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from crisis.onevoice.claims import Statement
from crisis.onevoice.findings import Clash
from crisis.onevoice.moments import Moment

_BEIJING = 480  # minutes east
_YEAR = 2024  # a leap year, for moments that name no year
_OF_A_TEXT = re.compile(r"的[^,。;]{0,4}(?:声明|通报|公告|说明|通稿|回应)")
_TEXT_OF = re.compile(r"\b(?:statement|notice|release|update) (?:of|from|at|issued at|published at) $")


def times(a: Statement, b: Statement, *, loose: bool) -> Clash | None:
    """TIME when a day or time of one side meets only different ones about the same thing on the other."""
    if a.updates or b.updates:
        return None
    mine, theirs = _spoken(a), _spoken(b)
    if not mine or not theirs or not (loose or a.doings & b.doings):
        return None
    for one, other in product(mine, theirs):
        if any(_met(a, one, b, two) for two in theirs) or any(_met(a, two, b, other) for two in mine):
            continue
        shared = a.near(one.start) & b.near(other.start)
        apart = bool(a.near(one.start) and b.near(other.start)) and not shared
        if apart or not (shared or loose) or _met_early(a, one, b, other):
            continue
        first, second = (side.quote(it.start, it.end).strip(" .,") for side, it in ((a, one), (b, other)))
        return Clash("TIME", f"{first} / {second}", first, second)
    return None


def _met(a: Statement, one: Moment, b: Statement, other: Moment) -> bool:
    """They agree, or do so once a Chinese text that names no zone is read in Beijing time beside one that names its own."""
    if agree(one, other):
        return True
    if (one.zone is None) == (other.zone is None) or a.lang == b.lang:
        return False
    return agree(_placed(a, one), _placed(b, other))


def _placed(statement: Statement, one: Moment) -> Moment:
    return replace(one, zone=_BEIJING) if one.zone is None and statement.lang == "zh" else one


def _spoken(statement: Statement) -> list[Moment]:
    """Moments about events and promises (not as-of marks, nor the date by which an earlier text is known), a lone
    month lent to a "month's end" beside it."""
    found = [one for one in statement.moments if not one.as_of and not _names_a_text(statement.text, one)]
    months = [one for one in found if one.month and one.day is None and not one.last]
    if months:
        lent = [
            replace(one, month=months[0].month, year=months[0].year) if one.last and one.month is None else one
            for one in found
        ]
        found = [
            one
            for one in lent
            if one not in months or not any(two.month == one.month and two is not one for two in lent)
        ]
    return found


def _names_a_text(text: str, one: Moment) -> bool:
    return bool(_OF_A_TEXT.match(text, one.end) or _TEXT_OF.search(text, 0, one.start))


def agree(one: Moment, other: Moment) -> bool:
    """No part that both give differs."""
    if (
        one.zone is not None
        and other.zone is not None
        and one.zone != other.zone
        and one.clock is not None
        and other.clock is not None
    ):
        return (
            _in_utc(one) == _in_utc(other)
            if one.day and other.day
            else (one.clock - one.zone - other.clock + other.zone) % 1440 == 0
        )
    if one.last != other.last and (one.day is None or other.day is None) and one.month in (None, other.month):
        return one.day is None and other.day is None
    pairs: list[tuple[int | str | None, int | str | None]] = [(one.year, other.year), (one.month, other.month)]
    pairs += [
        (one.weekday, other.weekday),
        (one.offset, other.offset),
        (one.clock, other.clock),
        (_day(one), _day(other)),
    ]
    if any(x is not None and y is not None and x != y for x, y in pairs):
        return False
    return all(_within(x, y) for x, y in ((one, other), (other, one)))


def _day(moment: Moment) -> int | str | None:
    return "last" if moment.last else moment.day


def _within(one: Moment, other: Moment) -> bool:
    if one.span is None or other.clock is None:
        return one.span is None or other.span is None or (one.span[0] < other.span[1] and other.span[0] < one.span[1])
    return one.span[0] <= other.clock < one.span[1]


def _in_utc(moment: Moment) -> datetime:
    day = datetime(moment.year or _YEAR, moment.month or 1, moment.day or 1, tzinfo=UTC)
    return day + timedelta(minutes=(moment.clock or 0) - (moment.zone or 0))


def kept_in_time(a: Statement, b: Statement) -> bool:
    """What one side promised by a day, the other reports done by then."""
    return any(_met_early(a, one, b, other) for one, other in product(_spoken(a), _spoken(b)))


def _met_early(a: Statement, one: Moment, b: Statement, other: Moment) -> bool:
    """Done on a day before the day it was promised for."""
    for promised, held, keeper in ((one, other, b), (other, one, a)):
        first, second = (promised.month, promised.day), (held.month, held.day)
        done = any(deed.aspect == "done" for deed in keeper.deeds)
        if promised.limit and not held.limit and done and None not in (*first, *second) and second <= first:
            return True
    return False
