"""A verdict as plain data, as it is stored beside its record and shown with every warning."""

from __future__ import annotations

from typing import Any

from crisis.detection.verdict import Alike, Group, Part, Signal, Span, Verdict
from crisis.store.base import plain


def as_data(verdict: Verdict) -> dict[str, Any]:
    """Signals with spans, the parts that add up to the score, what would change it, the group and the rule version."""
    return {
        "level": verdict.level,
        "score": verdict.score,
        "codes": list(verdict.codes),
        "signals": [_signal(s) for s in verdict.signals],
        "parts": [_part(p) for p in verdict.parts],
        "raise_lower": [_part(p) for p in verdict.raise_lower],
        "group": _group(verdict.group) if verdict.group is not None else None,
        "persons": verdict.persons,
        "person_reasons": list(verdict.person_reasons),
        "rule_version": verdict.rule_version,
        "matter": verdict.matter,
        "similar": [_alike(a) for a in verdict.similar],
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "quote": span.quote}


def _signal(signal: Signal) -> dict[str, Any]:
    names = ("code", "level", "rule", "version", "kind", "points")
    spans = [_span(s) for s in signal.spans]
    return {**{n: getattr(signal, n) for n in names}, "params": dict(signal.params), "spans": spans}


def _part(part: Part) -> dict[str, Any]:
    spans = [_span(s) for s in part.spans]
    return {"key": part.key, "points": part.points, "rule": part.rule, "params": dict(part.params), "spans": spans}


def _alike(alike: Alike) -> dict[str, Any]:
    days = {"began": plain(alike.began), "ended": plain(alike.ended)}
    return {"matter": alike.matter, **days, "shared": list(alike.shared), "points": alike.points}


def _group(group: Group) -> dict[str, Any]:
    names = ("persons", "needed", "window_hours", "rule", "missing")
    return {**{n: getattr(group, n) for n in names}, "items": list(group.items), "first": plain(group.first)}
