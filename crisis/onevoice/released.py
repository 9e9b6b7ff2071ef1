"""Compares a draft with what was already released: a contradiction that the facts board does not back is a hit F14.

What moved on in time (investigating → concluded, planned → done) and what the draft says openly it replaces is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crisis.onevoice.amounts import Amount
from crisis.onevoice.claims import Statement, parse
from crisis.onevoice.clash import compare
from crisis.onevoice.facts import Fact
from crisis.onevoice.findings import BLOCK, WARN, Against, Clash, Hit

_HARD = frozenset({"CONTACT", "REMEDY", "RESPONSIBILITY"})
_MOVES_ON = frozenset({"STATUS", "ACTION"})


def against_released(
    draft: Statement, released: Iterable[Statement | Mapping[str, str]], facts: Sequence[Fact]
) -> list[Hit]:
    """One hit for each place of the draft that a released text contradicts."""
    hits: dict[tuple[int, int], Hit] = {}
    numbers = [fact.count for fact in facts if fact.public and fact.count]
    numbers += [amount for fact in facts if fact.public for amount in fact.statement.amounts]
    words = " ".join(fact.value.lower() for fact in facts if fact.public)
    for one in released:
        earlier = one if isinstance(one, Statement) else parse(one["text"], one.get("source", ""))
        found = compare(draft, earlier, loose=False)
        if found is None or found.kind in _MOVES_ON or _backed(found, numbers, words):
            continue
        start = draft.reading.source.find(found.a)
        if found.a and start >= 0:
            hits.setdefault((start, start + len(found.a)), _hit(found, start, earlier))
    return list(hits.values())


def _backed(found: Clash, numbers: Sequence[Amount], words: str) -> bool:
    """The board itself says what the draft says."""
    if any(one.agrees(two) and one.unit == two.unit for one in parse(found.a).amounts for two in numbers):
        return True
    return bool(found.a) and found.a.lower() in words


def _hit(found: Clash, start: int, earlier: Statement) -> Hit:
    severity = BLOCK if found.kind in _HARD else WARN
    against = Against("released", earlier.source, found.b)
    params = {"span": found.a, "board": found.b, "kind": found.kind}
    return Hit(
        "F14",
        found.a,
        start,
        start + len(found.a),
        severity,
        "onevoice.F14.released",
        params,
        "onevoice.F14.rewrite",
        against,
    )
