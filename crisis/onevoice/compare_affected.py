"""Compares what two statements call affected or untouched: cards, passwords, children, other batches."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from crisis.onevoice.claims import Statement
from crisis.onevoice.findings import Clash
from crisis.onevoice.vocabulary import Word, content, pattern, words


@cache
def _objects() -> tuple[tuple[Word, ...], re.Pattern[str], re.Pattern[str]]:
    rows = content("objects.yaml")
    touched, untouched = (pattern("objects.yaml", key, [rows[key]]) for key in ("touched", "untouched"))
    return words("objects.yaml", rows["objects"]), touched, untouched


def affected(a: Statement, b: Statement, *, loose: bool) -> Clash | None:
    """SCOPE when the same thing is affected here and untouched there; an object named twice must agree once."""
    mine, theirs = _told(a), _told(b)
    for (thing, harmed, at), (other, harmed_there, there) in product(mine, theirs):
        if thing != other or harmed == harmed_there:
            continue
        if (thing, harmed_there) in {(one, two) for one, two, _ in mine} or (thing, harmed) in {
            (one, two) for one, two, _ in theirs
        }:
            continue
        first, second = a.clause_quote(at), b.clause_quote(there)
        return Clash("SCOPE", f"{first} / {second}", first, second)
    return None


def _told(statement: Statement) -> list[tuple[str, bool, int]]:
    """(thing, affected?, place) for each clause that says either."""
    things, touched, untouched = _objects()
    found = []
    for clause in statement.reading.clauses:
        said = statement.text[clause.start : clause.end]
        harmed = False if untouched.search(said) else True if touched.search(said) else None
        if harmed is not None and not clause.asked:
            found += [(thing.name, harmed, clause.start) for thing in things if thing.pattern.search(said)]
    return found
