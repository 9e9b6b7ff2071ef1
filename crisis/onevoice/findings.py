"""What the one-voice check hands back: a verdict, its hits with exact spans, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

BLOCK, WARN, PASS = "block", "warn", "pass"
_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Against:
    """What a claim contradicts: `source` "fact" or "released", its key or name, and its words."""

    source: str
    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class Hit:
    """`span` is text[start:end] of the original draft; `reason` and `rewrite` are keys of words/onevoice.yaml."""

    code: str
    span: str
    start: int
    end: int
    severity: str
    reason: str
    params: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    rewrite: str = ""
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A required element that the check did not see, or a length that is over (`params` says by how much)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True, slots=True)
class Findings:
    verdict: str
    hits: tuple[Hit, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """`kind` as in domain.md §12; `what` in a few words, `a` and `b` the exact words of both sides."""

    kind: str
    what: str
    a: str = ""
    b: str = ""


def verdict_of(hits: tuple[Hit, ...], missing: tuple[Missing, ...] = ()) -> str:
    """A missing element warns and never blocks: whether a sentence "is" care is for people to say."""
    if any(hit.severity == BLOCK for hit in hits):
        return BLOCK
    return WARN if hits or missing else PASS
