"""Reads what a text calls affected or untouched, clause by clause (rules/objects.yaml)."""

from __future__ import annotations

import re
from functools import cache

from crisis.onevoice.reading import Reading
from crisis.onevoice.vocabulary import Word, content, pattern, words


@cache
def _objects() -> tuple[tuple[Word, ...], re.Pattern[str], re.Pattern[str]]:
    rows = content("objects.yaml")
    touched, untouched = (pattern("objects.yaml", key, [rows[key]]) for key in ("touched", "untouched"))
    return words("objects.yaml", rows["objects"]), touched, untouched


def affected_things(reading: Reading) -> tuple[tuple[str, bool, int], ...]:
    """(thing, affected?, place) for each clause that says either."""
    things, touched, untouched = _objects()
    found: list[tuple[str, bool, int]] = []
    for clause in reading.clauses:
        said = reading.text[clause.start : clause.end]
        harmed = False if untouched.search(said) else True if touched.search(said) else None
        if harmed is not None and not reading.asked(clause):
            found += [(thing.name, harmed, clause.start) for thing in things if thing.pattern.search(said)]
    return tuple(found)
