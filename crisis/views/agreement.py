"""Finds in a draft the places that say what the facts board has confirmed for the public."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from crisis.onevoice.claims import Statement, parse
from crisis.onevoice.facts import Fact, board

SHORTEST = 2


class Agreement(NamedTuple):
    """text[start:end] says what fact `number` says."""

    start: int
    end: int
    number: int


def agreements(text: str, facts: Sequence[Mapping[str, Any]], at: datetime) -> list[Agreement]:
    """In order and without overlaps, the longer place first where two begin together."""
    draft = parse(text)
    found: list[Agreement] = []
    for row in facts:
        if row["status"] == "confirmed" and row["may_publish"]:
            for fact in board([row], at):
                found += [Agreement(a, b, int(row["number"])) for a, b in _places(draft, text, fact)]
    return _apart(found)


def _places(draft: Statement, text: str, fact: Fact) -> Iterator[tuple[int, int]]:
    words = fact.value.strip()
    if len(words) >= SHORTEST and not words.isdigit():
        yield from (match.span() for match in re.finditer(re.escape(words), text, re.IGNORECASE))
    known = {(one.kind, one.value) for one in fact.statement.contacts}
    for contact in draft.contacts:
        if (contact.kind, contact.value) in known:
            yield draft.reading.place(contact.start, contact.end)
    count = fact.count
    for one in draft.amounts if count is not None else ():
        same = count is not None and one.exact and one.unit == count.unit and one.agrees(count)
        if same and count is not None and one.role in (None, count.role):
            yield draft.reading.place(one.start, one.end)


def _apart(found: list[Agreement]) -> list[Agreement]:
    kept: list[Agreement] = []
    for one in sorted(found, key=lambda a: (a.start, -a.end, a.number)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
