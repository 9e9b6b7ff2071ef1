"""Looks for the elements that a kind of statement must hold and measures its length (rules/elements.yaml)."""

from __future__ import annotations

import re
from functools import cache

from crisis.onevoice.claims import Statement
from crisis.onevoice.findings import Missing
from crisis.onevoice.rulebook import BadRule
from crisis.onevoice.vocabulary import content, pattern

_HAN = re.compile(r"[一-鿿]")
_LATIN = re.compile(r"[a-z0-9][a-z0-9'-]*")


@cache
def _elements() -> tuple[dict[str, re.Pattern[str]], dict[str, dict[str, int]], dict[str, tuple[str, ...]]]:
    rows = content("elements.yaml")
    patterns = {name: pattern("elements.yaml", name, [words]) for name, words in rows["patterns"].items()}
    needs = {kind: tuple(row["need"]) for kind, row in rows["kinds"].items()}
    limits = {kind: {lang: row[lang] for lang in ("zh", "en") if lang in row} for kind, row in rows["kinds"].items()}
    for kind, names in needs.items():
        if set(names) - patterns.keys():
            raise BadRule(f"elements.yaml: {kind}: unknown element {', '.join(set(names) - patterns.keys())}")
    return patterns, limits, needs


def missing(draft: Statement, kind: str) -> tuple[Missing, ...]:
    """What was not found, then `length` when it is over; an unknown kind needs nothing."""
    patterns, limits, needs = _elements()
    found = [Missing(name) for name in needs.get(kind, ()) if not patterns[name].search(draft.text)]
    limit = limits.get(kind, {}).get(draft.lang)
    count = len(_HAN.findall(draft.text)) if draft.lang == "zh" else len(_LATIN.findall(draft.text))
    if limit is not None and count > limit:
        found.append(Missing("length", {"count": count, "limit": limit}))
    return tuple(found)
