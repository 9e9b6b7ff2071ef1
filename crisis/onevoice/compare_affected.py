"""Compares what two statements call affected or untouched: cards, passwords, children, other batches."""

from __future__ import annotations

from itertools import product

from crisis.onevoice.claims import Statement
from crisis.onevoice.findings import Clash


def affected(a: Statement, b: Statement, *, loose: bool) -> Clash | None:
    """SCOPE when the same thing is affected here and untouched there; an object named twice must agree once."""
    mine, theirs = a.affected, b.affected
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
