"""Makes the finding F14 for a place of the draft that a fact of the board speaks against."""

from __future__ import annotations

from crisis.onevoice.claims import Statement
from crisis.onevoice.facts import Fact
from crisis.onevoice.findings import BLOCK, Against, Hit


def hit(draft: Statement, start: int, end: int, fact: Fact | None, reason: str = "board", severity: str = BLOCK) -> Hit:
    first, last = draft.reading.place(start, end)
    span = draft.reading.source[first:last]
    against = Against("fact", fact.key, fact.quote) if fact else None
    params = {"span": span, "board": fact.quote if fact else ""}
    return Hit("F14", span, first, last, severity, f"onevoice.F14.{reason}", params, "onevoice.F14.rewrite", against)


def hit_at(draft: Statement, first: int, last: int, fact: Fact) -> Hit:
    span = draft.reading.source[first:last]
    params = {"span": span, "board": fact.quote}
    return Hit(
        "F14",
        span,
        first,
        last,
        BLOCK,
        "onevoice.F14.board",
        params,
        "onevoice.F14.rewrite",
        Against("fact", fact.key, fact.quote),
    )
