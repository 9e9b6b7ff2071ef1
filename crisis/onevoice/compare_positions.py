"""Compares what two statements hold: remedies, responsibility, state of the inquiry, causes, deeds, what is affected."""

from __future__ import annotations

import re
from itertools import product

from crisis.onevoice.claims import Cause, Stance, Statement
from crisis.onevoice.compare_times import kept_in_time
from crisis.onevoice.deeds import opposed
from crisis.onevoice.findings import Clash
from crisis.onevoice.subject import apart, overlap, subject
from crisis.onevoice.told_causes import told_cause
from crisis.onevoice.vocabulary import Axis, axes, causes

_LOOSE_AXES = frozenset({"tone", "disclosure", "police"})


_FAULTED = re.compile(
    r"错误|失误|有误|[发拿取放装配称]错|漏[做签检核]|被盗|失窃|\b(?:left (?:open|exposed|unprotected|unlocked)|stolen|expired|misconfigured|failed|broke)\b"
)
_THINGS = frozenset(
    {"foreign_body", "battery", "ingredient", "supplier", "packaging", "software", "mechanical", "medication"}
)


def positions(a: Statement, b: Statement, *, loose: bool) -> Clash | None:
    """The first axis on which the two take poles that exclude each other."""
    for axis in axes():
        mine, theirs = a.poles.get(axis.name, []), b.poles.get(axis.name, [])
        for one, other in product(mine, theirs):
            if frozenset((one.pole, other.pole)) not in axis.pairs or len({one.pole, other.pole}) == 1:
                continue
            if _also(one, theirs) or _also(other, mine):
                continue
            if axis.name not in _LOOSE_AXES and _of_another(axis, a, one, b, other):
                continue
            if (
                (loose and (not axis.shared or a.lang != b.lang))
                or axis.name in _LOOSE_AXES
                or _same_thing(a, one, b, other)
            ):
                return Clash(axis.kind, f"{_words(a, one)} / {_words(b, other)}", _words(a, one), _words(b, other))
    return None


def _also(stance: Stance, others: list[Stance]) -> bool:
    """The other side takes this pole too, for something else."""
    return any(one.pole == stance.pole for one in others)


def _same_thing(a: Statement, one: Stance, b: Statement, other: Stance) -> bool:
    mine, theirs = _around(a, one), _around(b, other)
    if a.lang == b.lang:
        return overlap(mine, theirs) >= 0.25 or (
            len(a.text) < 20 and len(b.text) < 20 and bool(subject(mine) & subject(theirs))
        )
    return bool(a.near(one.start) & b.near(other.start))


def _of_another(axis: Axis, a: Statement, one: Stance, b: Statement, other: Stance) -> bool:
    """ "The pool is closed" and "the gym is open" are no clash, nor are lift 1 and lift 2."""
    mine, theirs = _around(a, one), _around(b, other)
    if axis.kind == "ACTION" and a.lang == b.lang and subject(mine) and subject(theirs):
        return apart(mine, theirs) or not subject(mine) & subject(theirs)
    return apart(mine, theirs)


def _around(statement: Statement, stance: Stance) -> str:
    clause = statement.reading.clause_at(stance.start)
    return statement.text[clause.start : stance.start] + " " + statement.text[stance.end : clause.end]


def _words(statement: Statement, stance: Stance) -> str:
    return statement.quote(stance.start, stance.end)


def done_otherwise(a: Statement, b: Statement, *, loose: bool) -> Clash | None:
    """ACTION: done here and planned, going on or not done there."""
    if not a.doings & b.doings:
        return None
    for one, other in product(a.deeds, b.deeds):
        if not opposed(one, other):
            continue
        if any(two.action == one.action and two.aspect == one.aspect for two in b.deeds):
            continue
        if kept_in_time(a, b) or apart(a.clause(one.start), b.clause(other.start)):
            continue
        near = overlap(a.clause(one.start), b.clause(other.start)) if a.lang == b.lang else 1.0
        if loose or near >= 0.5:
            mine, theirs = a.clause_quote(one.start), b.clause_quote(other.start)
            return Clash("ACTION", f"{mine} / {theirs}", mine, theirs)
    return None


def other_cause(a: Statement, b: Statement, *, loose: bool) -> Clash | None:
    """CAUSE: kinds of cause told on both sides have nothing in common, or one side clears what the other names."""
    cleared = _cleared(a, b) or _cleared(b, a)
    if cleared:
        return cleared
    first, second = (told_cause(a.text), told_cause(b.text)) if loose else (None, None)
    if first and second:
        return _phrases(a, first, b, second)
    if early := _told_early(a, second) or _told_early(b, first):
        return early
    mine, theirs = _told(a, loose), _told(b, loose)
    shared = {one.name for one in mine} & {one.name for one in theirs}
    mine, theirs = ([one for one in side if one.name not in shared] for side in (mine, theirs))
    if not mine or not theirs or shared - _THINGS:
        return None
    faults = loose and all(_FAULTED.search(side.text) for side in (a, b))
    if not (faults or any(one.marked for one in mine) or any(one.marked for one in theirs)):
        return None
    return Clash(
        "CAUSE", f"{_cause_words(a, mine)} / {_cause_words(b, theirs)}", _cause_words(a, mine), _cause_words(b, theirs)
    )


def _told_early(asking: Statement, told: str | None) -> Clash | None:
    """STATUS when one side still looks for the cause and the other tells it (`told`, from told_cause)."""
    poles = {one.pole: one for one in asking.poles.get("cause_known", [])}
    if told is None or poles.keys() != {"open"}:
        return None
    quote = _words(asking, poles["open"])
    return Clash("STATUS", f"{quote} / {told}", quote, told)


def _cause_words(statement: Statement, told: list[Cause]) -> str:
    return statement.quote(told[0].start, told[0].end)


def _phrases(a: Statement, first: str, b: Statement, second: str) -> Clash | None:
    """Two phrases given as the cause: other kinds of cause, or (in one language) other words."""
    kinds = [{word.name for word in causes() if word.pattern.search(phrase)} for phrase in (first, second)]
    common = kinds[0] & kinds[1]
    near = overlap(first, second) if a.lang == b.lang else 0.5
    if (
        common - _THINGS
        or near >= 0.5
        or (common and near >= 0.25)
        or (a.lang != b.lang and (common or not all(kinds)))
    ):
        return None
    return Clash(
        "CAUSE", f"{a.source_words(first)} / {b.source_words(second)}", a.source_words(first), b.source_words(second)
    )


def _told(statement: Statement, loose: bool) -> list[Cause]:
    return [one for one in statement.causes if not one.denied and (loose or one.marked)]


def _cleared(a: Statement, b: Statement) -> Clash | None:
    for one, other in product(a.causes, b.causes):
        if (
            one.name == other.name
            and one.denied != other.denied
            and (one.marked or other.marked or overlap(a.text, b.text) > 0.2)
        ):
            return Clash(
                "CAUSE",
                f"{a.clause_quote(one.start)} / {b.clause_quote(other.start)}",
                a.clause_quote(one.start),
                b.clause_quote(other.start),
            )
    return None
