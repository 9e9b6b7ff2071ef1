"""Evidence of a crisis as stored (plain data) and as the severity rules read it; evidence only ever adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from crisis.domain.severity import Evidence, Level

SETS = ("outlets", "authority")
KNOWN = {field.name for field in fields(Evidence)}


def evidence_of(data: Mapping[str, Any]) -> Evidence:
    """Plain data to the rules' value; what the rules do not know is left out."""
    known: dict[str, Any] = {k: frozenset(v) if k in SETS else v for k, v in data.items() if k in KNOWN}
    return Evidence(**known)


def plain_evidence(evidence: Evidence) -> dict[str, Any]:
    """The rules' value as plain data, without what is not known."""
    known = {field.name: getattr(evidence, field.name) for field in fields(Evidence)}
    return {name: sorted(value) if name in SETS else value for name, value in known.items() if value}


def added_up(before: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Both together: the larger number, either flag, the union of lists, the later word."""
    together: dict[str, Any] = {
        k: sorted(v) if isinstance(v, (set, frozenset, tuple)) else v for k, v in before.items()
    }
    for name, value in new.items():
        old = together.get(name)
        if isinstance(value, (list, tuple, set, frozenset)):
            together[name] = sorted({*(old or []), *value})
        elif isinstance(value, bool):
            together[name] = bool(old) or value
        elif isinstance(value, (int, float)) and isinstance(old, (int, float)):
            together[name] = max(old, value)
        elif value is not None:
            together[name] = value
    return together


def level_words(level: str) -> dict[str, str]:
    """How a level is named in a sentence."""
    return {"key": f"severity.level.{level}"}


def rule_of(judged: Level) -> dict[str, Any]:
    """Why it is this level, as stored: the rule, the rows that applied and the aggravators."""
    return {
        "rule": judged.rule,
        "rows": [{"code": row.code, "level": row.level, "count": row.count} for row in judged.rows],
        "aggravators": list(judged.aggravators),
        "judged": judged.level,
    }
