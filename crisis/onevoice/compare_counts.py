"""Compares what two statements count: people, vehicles, money, spans of time."""

from __future__ import annotations

import re
from itertools import product

from crisis.onevoice.amounts import Amount
from crisis.onevoice.claims import Statement
from crisis.onevoice.findings import Clash
from crisis.onevoice.subject import overlap
from crisis.onevoice.vocabulary import counting

SPANS = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "workday": 1440, "month": 43200, "year": 518400}
MONTHS = frozenset({"month", "year"})
_ROUND_THE_CLOCK = re.compile(
    r"(?:全天|不间断)?(?:值守|服务|在线|热线|开通|值班|客服|专线)|[ -](?:a day|hotline|line|service)"
)
_EVERY = re.compile(r"全部|所有|全都|\ball\b|\bevery\b")
_OUT_OF = re.compile(r"\d of (?:the )?\d|其中|中(?:有)?\d")
_PART_OF = re.compile(
    r"中[^,。;]{1,10}的(?:才|可|能|将|予)|只[限对有]|仅[限对]|\bonly (?:those|the ones|if)\b|\bthose (?:that|who|which)\b"
)
_ASIDE = frozenset({"age", "distance", "degree", "times", "helper", "batch"})


def counts(a: Statement, b: Statement, *, loose: bool) -> Clash | None:
    """NUMBER, SCOPE, REMEDY, PROMISE or TIME when an amount of either side has no counterpart on the other."""
    whole = _claimed_whole(a, b) or _claimed_whole(b, a) or _all_of_them(a, b, loose) or _all_of_them(b, a, loose)
    return whole or _spans(a, b, loose) or _numbers(a, b, loose)


def _numbers(a: Statement, b: Statement, loose: bool) -> Clash | None:
    if (a.updates or b.updates) or _dated_apart(a, b):
        return None
    lone_a = [one for one in a.amounts if not _known(one, b.amounts)]
    lone_b = [one for one in b.amounts if not _known(one, a.amounts)]
    for one, other in product(lone_a, lone_b):
        if one.unit == "volume" and _measure(a, one) != _measure(b, other):
            continue
        if _comparable(one, other) and not _part_and_whole(one, other) and (loose or _same_matter(a, one, b, other)):
            return _clash(a, one, b, other)
    return None


def _measure(statement: Statement, one: Amount) -> str:
    return re.sub(r"[\d.,\s]", "", statement.text[one.start : one.end])


def _known(one: Amount, others: tuple[Amount, ...]) -> bool:
    return any((same_unit(one, other) or "thing" in (one.unit, other.unit)) and one.agrees(other) for other in others)


def _comparable(one: Amount, other: Amount) -> bool:
    if {one.unit, other.unit} & (_ASIDE | SPANS.keys()):
        return False
    if not same_unit(one, other) and "thing" not in (one.unit, other.unit):
        return False
    if one.role is None or other.role is None or one.role == other.role:
        return True
    return any({one.role, other.role} <= group for group in counting().like)


def same_unit(one: Amount, other: Amount) -> bool:
    """38 辆 and 38 台 count alike."""
    return one.unit == other.unit or {one.unit, other.unit} == {"vehicle", "item"}


def _part_and_whole(one: Amount, other: Amount) -> bool:
    """ "Of whom 3" beside 12 counts different people, when it says so; so does a hospital count inside an ill count."""
    return one.part != other.part and (one.role != other.role or one.role is None)


def _same_matter(a: Statement, one: Amount, b: Statement, other: Amount) -> bool:
    if one.role != other.role or (
        one.role is None and one.unit in ("person", "item", "money", "percent", "store", "record")
    ):
        return False
    if a.near(one.start) and b.near(other.start) and not a.near(one.start) & b.near(other.start):
        return False
    return one.role is not None or overlap(a.clause(one.start), b.clause(other.start)) >= 0.3


def _dated_apart(a: Statement, b: Statement) -> bool:
    """Both say as of when, and the times differ: the later one replaces the earlier."""
    mine = [(m.month, m.day, m.clock) for m in a.moments if m.as_of]
    theirs = [(m.month, m.day, m.clock) for m in b.moments if m.as_of]
    return bool(mine and theirs and mine[0] != theirs[0])


def _claimed_whole(a: Statement, b: Statement) -> Clash | None:
    """One side says all N, the other says fewer out of the same N."""
    for whole in a.amounts:
        if not whole.whole or whole.unit in _ASIDE or whole.role in ("contacted", "checked", "refunded"):
            continue
        same = [one for one in b.amounts if one.unit == whole.unit and one.agrees(whole)]
        fewer = [
            one
            for one in b.amounts
            if one.unit == whole.unit
            and one.high < whole.low
            and one.role in ("confirmed", "affected", "ill", "injured")
        ]
        if same and fewer and not same[0].whole and overlap(a.clause(whole.start), b.text) >= 0:
            return _clash(a, whole, b, fewer[0], "SCOPE")
    return None


def _spans(a: Statement, b: Statement, loose: bool) -> Clash | None:
    """Working days are not days; 24 hours are a day; 24 months are two years."""
    mine = [one for one in a.amounts if one.unit in SPANS and not _standing(a, one)]
    theirs = [one for one in b.amounts if one.unit in SPANS and not _standing(b, one)]
    for one, other in product(mine, theirs):
        met = any(equal_span(one, two) for two in theirs) or any(equal_span(two, other) for two in mine)
        if met or _is_limit(a, one) != _is_limit(b, other):
            continue
        shared = a.near(one.start) & b.near(other.start)
        if shared or (loose and not (a.near(one.start) and b.near(other.start))):
            kind = "REMEDY" if {one.unit, other.unit} <= MONTHS or shared & {"warranty", "loan"} else "PROMISE"
            return _clash(a, one, b, other, kind)
    return None


def _all_of_them(a: Statement, b: Statement, loose: bool) -> Clash | None:
    """ "All samples failed" beside "12 of 400 samples failed", "all are recalled" beside "those that were opened"."""
    if not loose or a.amounts or not _EVERY.search(a.text) or _EVERY.search(b.text):
        return None
    if _PART_OF.search(b.text) and overlap(a.text, b.text) >= 0.5:
        return Clash("SCOPE", f"{a.reading.source} / {b.reading.source}", a.reading.source, b.reading.source)
    if not _OUT_OF.search(b.text):
        return None
    few = b.amounts[0] if b.amounts else None
    if few is None or overlap(a.text, b.text) < 0.5:
        return None
    quote = b.quote(few.start, few.end)
    return Clash("SCOPE", f"{a.reading.source} / {quote}", a.reading.source, quote)


def _standing(statement: Statement, one: Amount) -> bool:
    """A line that is open day and night promises no delay."""
    return bool(_ROUND_THE_CLOCK.match(statement.text[one.end : one.end + 16]))


def _is_limit(statement: Statement, one: Amount) -> bool:
    after, before = statement.text[one.end : one.end + 3], statement.text[max(0, one.start - 10) : one.start]
    return bool(re.match(r"之?内|以内", after) or re.search(r"\b(?:within|in)\s*$", before))


def equal_span(one: Amount, other: Amount) -> bool:
    if (one.unit == "workday") != (other.unit == "workday"):
        return False
    mine, theirs = SPANS[one.unit], SPANS[other.unit]
    return one.low * mine <= other.high * theirs and other.low * theirs <= one.high * mine


def _clash(a: Statement, one: Amount, b: Statement, other: Amount, kind: str | None = None) -> Clash:
    mine, theirs = a.quote(one.start, one.end), b.quote(other.start, other.end)
    if kind is None:
        money = one.unit in ("money", "percent", "fold") and {one.role, other.role} & {"refunded"}
        kind = "REMEDY" if money else "NUMBER"
    return Clash(kind, f"{mine} / {theirs}", mine, theirs)
