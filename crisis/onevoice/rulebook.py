"""Loads the rules of forbidden wording from rules/f*.yaml; an error names file, rule and key.

Shape of a rule: id, code (F1…F13), severity, zh[], en[] (patterns on the read text), case[] (patterns on the original),
unless[] and needs[] (looked for in the same sentence), answered_by, lifted_by, after_finding, finding_in, kinds, scopes,
fires[] and silent[] (sentences that are tests).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

SCOPES = ("negated", "quoted", "training", "name", "asked", "condition")
USUAL = ("negated", "quoted", "training", "name", "asked")
SEVERITIES = ("block", "warn", "none")
_KEYS = {
    "id", "code", "severity", "zh", "en", "case", "unless", "needs", "answered_by", "lifted_by", "after_finding",
    "finding_in", "kinds", "scopes", "fires", "silent",
}  # fmt: skip


class BadRule(Exception):
    """A rule file has a mistake; the message says where."""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    code: str
    severity: str
    pattern: re.Pattern[str]
    cased: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    answered_by: str | None
    lifted_by: str | None
    after_finding: str | None
    finding_in: Mapping[str, str]
    kinds: Mapping[str, str]
    scopes: frozenset[str]
    fires: tuple[str, ...]
    silent: tuple[str, ...]

    def severity_for(self, kind: str, finding: bool, corrective: bool) -> str:
        """block, warn or none for a statement of this kind (table of domain.md §11)."""
        if self.lifted_by == "corrective" and corrective:
            return "none"
        if finding and self.after_finding:
            return self.after_finding
        if finding and kind in self.finding_in:
            return self.finding_in[kind]
        return self.kinds.get(kind, self.severity)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of forbidden wording, in the order of their codes."""
    folder = resources.files(__package__).joinpath("rules")
    files = sorted(
        (one for one in folder.iterdir() if re.fullmatch(r"f\d\d_\w+\.yaml", one.name)), key=lambda f: f.name
    )
    return tuple(rule for one in files for rule in rules_of(one.name, one.read_text("utf-8")))


def rules_of(name: str, content: str) -> list[Rule]:
    """The rules in one file's content; BadRule for an unknown key, a broken pattern or a rule without examples."""
    rows = yaml.safe_load(content)
    if not isinstance(rows, list):
        raise BadRule(f"{name}: a list of rules is expected")
    return [_rule(name, row) for row in rows]


def _rule(name: str, row: Any) -> Rule:
    where = f"{name}: {row.get('id', '?') if isinstance(row, dict) else row!r}"
    if not isinstance(row, dict) or not {"id", "code", "severity", "fires", "silent"} <= row.keys():
        raise BadRule(f"{where}: id, code, severity, fires and silent are required")
    if row.keys() - _KEYS:
        raise BadRule(f"{where}: unknown key {', '.join(sorted(row.keys() - _KEYS))}")
    named = {row["severity"], row.get("after_finding", "none"), *row.get("kinds", {}).values()}
    if named - set(SEVERITIES) or set(row.get("scopes", ())) - set(SCOPES):
        raise BadRule(f"{where}: unknown severity or scope")
    return Rule(
        id=row["id"],
        code=row["code"],
        severity=row["severity"],
        pattern=_either(where, [*row.get("zh", ()), *row.get("en", ())]) or re.compile(r"(?!)"),
        cased=_either(where, row.get("case", ())),
        unless=_either(where, row.get("unless", ()), re.IGNORECASE),
        needs=_either(where, row.get("needs", ())),
        answered_by=row.get("answered_by"),
        lifted_by=row.get("lifted_by"),
        after_finding=row.get("after_finding"),
        finding_in=row.get("finding_in", {}),
        kinds=row.get("kinds", {}),
        scopes=frozenset(row.get("scopes", USUAL)),
        fires=tuple(row["fires"]),
        silent=tuple(row["silent"]),
    )


def _either(where: str, patterns: Any, flags: int = 0) -> re.Pattern[str] | None:
    try:
        return re.compile("|".join(f"(?:{one})" for one in patterns), flags) if patterns else None
    except re.error as error:
        raise BadRule(f"{where}: {error}: {patterns}") from error
