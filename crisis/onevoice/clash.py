"""Says whether two statements contradict each other, of what kind, and with which words (domain.md §12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from crisis.onevoice.claims import Statement, parse
from crisis.onevoice.compare_affected import affected
from crisis.onevoice.compare_counts import counts
from crisis.onevoice.compare_mirror import mirrored
from crisis.onevoice.compare_positions import done_otherwise, other_cause, positions
from crisis.onevoice.compare_times import times
from crisis.onevoice.findings import Clash
from crisis.onevoice.subject import is_short

_VERSION = re.compile(r"\b(?:en|zh|english|chinese|cn|version|translation)\b|英文|中文|译文|译本|版本?", re.IGNORECASE)


def clash(a: Mapping[str, str], b: Mapping[str, str]) -> Clash | None:
    """`a`, `b`: {source, text}. None when they agree or speak of different things."""
    return compare(parse(a["text"], a.get("source", "")), parse(b["text"], b.get("source", "")))


def compare(a: Statement, b: Statement, *, loose: bool | None = None) -> Clash | None:
    """`loose` = each side is one remark about the same matter; by default when both are short."""
    if loose is None:
        loose = is_short(a.text) and is_short(b.text)
    found = _contacts(a, b)
    for comparison in COMPARISONS:
        found = found or comparison(a, b, loose=loose)
    if found and a.lang != b.lang and versions_of_one(a.source, b.source):
        return Clash("LANGUAGE", f"{found.kind}: {found.what}", found.a, found.b)
    return found


def versions_of_one(one: str, other: str) -> bool:
    """Two sources that differ only in the name of a language."""
    first, second = (_VERSION.sub("", name).strip(" -_()").lower() for name in (one, other))
    return first == second and one != other


def _contacts(a: Statement, b: Statement) -> Clash | None:
    for kind in ("phone", "mail", "web"):
        mine = [one for one in a.contacts if one.kind == kind]
        theirs = [one for one in b.contacts if one.kind == kind]
        if not mine or not theirs or {one.value for one in mine} & {one.value for one in theirs}:
            continue
        if mine[0].desk != theirs[0].desk and mine[0].desk and theirs[0].desk:
            continue
        first, second = a.quote(mine[0].start, mine[0].end), b.quote(theirs[0].start, theirs[0].end)
        return Clash("CONTACT", f"{first} / {second}", first, second)
    return None


COMPARISONS: tuple[Callable[..., Clash | None], ...] = (
    counts,
    times,
    positions,
    affected,
    other_cause,
    done_otherwise,
    mirrored,
)
