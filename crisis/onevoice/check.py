"""The one-voice check of a draft: forbidden wording, required elements, and claims against board and released words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from crisis.onevoice.claims import Statement, parse
from crisis.onevoice.contradictions import contradictions
from crisis.onevoice.elements import missing
from crisis.onevoice.facts import board
from crisis.onevoice.findings import Findings, verdict_of
from crisis.onevoice.released import against_released
from crisis.onevoice.wording import wording


def check(
    text: str,
    kind: str,
    lang: str,
    facts: Iterable[Mapping[str, Any]],
    released: Iterable[Statement | Mapping[str, str]],
    *,
    at: datetime,
    responsibility_found: bool,
    corrective_linked: bool = False,
) -> Findings:
    """Verdict and hits for one draft as of `at`.

    `facts`: mappings with key, value, unit, scope, as_of, status, may_publish. `released`: mappings {source, text} or
    results of `claims.parse`. Nothing dated later than `at` counts.
    """
    draft = parse(text)
    known = board(facts, at)
    public = [one.value for fact in known if fact.public for one in fact.statement.contacts]
    hits = [
        *wording(draft.reading, kind, responsibility_found, corrective_linked, public),
        *contradictions(draft, known),
        *against_released(draft, released, known),
    ]
    hits.sort(key=lambda hit: (hit.start, hit.code))
    lacking = missing(draft, kind)
    return Findings(verdict_of(tuple(hits), lacking), tuple(hits), lacking)
