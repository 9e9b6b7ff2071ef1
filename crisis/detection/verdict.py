"""What the listener says about one item, in codes and parameters that any reader's language can be made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crisis.domain.severity import Evidence

LEVELS = ("none", "watch", "crisis")
WATCH, CRISIS = 40, 70  # points of the score scale (ux/06)


@dataclass(frozen=True, slots=True)
class Span:
    """Exact piece of the original text: text[start:end] == quote."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One trigger that fired; `kind` is the finer sort inside its code (e.g. fire, stall, mis_sent)."""

    code: str
    level: str
    rule: str
    version: str
    kind: str
    points: int
    spans: tuple[Span, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the score: word key, parameters, points (negative = lowers), rule and its spans."""

    key: str
    points: int
    rule: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A forming or full group: `persons` of `needed` distinct, `items` counted, `missing` still to come."""

    persons: int
    needed: int
    items: tuple[str, ...]
    window_hours: int
    first: datetime
    rule: str
    missing: int


@dataclass(frozen=True, slots=True)
class Alike:
    """A crisis closed before that this one is like; `shared` = product, job, part, failure and trigger names."""

    matter: str
    began: datetime
    ended: datetime
    shared: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """`matter` = the group of items it belongs to; `opens`/`attaches` name the matter whose room is meant.

    `evidence`, `circumstances` and `codes_so_far` are the matter's up to now: crisis/domain/severity.py judges the first,
    crisis/playbooks/choosing.yaml chooses by the other two.
    """

    item: str
    level: str
    at: datetime
    signals: tuple[Signal, ...] = ()
    parts: tuple[Part, ...] = ()
    score: int = 0
    raise_lower: tuple[Part, ...] = ()
    rule_version: str = ""
    matter: str | None = None
    opens: str | None = None
    attaches: str | None = None
    t0: datetime | None = None
    precursor_at: datetime | None = None
    persons: int = 0
    person: str | None = None
    person_reasons: tuple[str, ...] = ()
    group: Group | None = None
    evidence: Evidence = field(default_factory=Evidence)
    circumstances: frozenset[str] = frozenset()
    codes_so_far: frozenset[str] = frozenset()
    source_class: str | None = None
    scct_cluster: str | None = None
    similar: tuple[Alike, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(signal.code for signal in self.signals))

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(dict.fromkeys(span for signal in self.signals for span in signal.spans))
