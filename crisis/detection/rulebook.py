"""Reads the word rules from YAML, strictly: every mistake names file, line and key.

A file has `version`, `words` {class: {zh: words between blanks, en: phrases between commas}}, optional `derived`
{class: [classes]} and `rules`. A rule: id, code, level, points, kind, needs (classes, first = anchor) and optionally
near (clause, sentence, item), gap (characters), also (any of), unless (none of), kinds, allow (scopes that do not
silence it), fresh, fires, silent (examples that must and must not fire).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from crisis.domain.errors import Invalid
from crisis.language.lexicon import Lexicon

_KEYS = {
    "id",
    "code",
    "level",
    "points",
    "kind",
    "needs",
    "near",
    "gap",
    "also",
    "unless",
    "kinds",
    "allow",
    "fresh",
    "fires",
    "silent",
}
_NEEDED = ("id", "code", "level", "points", "kind", "needs", "fires", "silent")
_TOP = {"version", "words", "derived", "rules"}
CODES = frozenset(
    f"T-{name}"
    for name in "MEDIA EXPOSE VIRAL SAFETY NEARMISS GROUP COLLECTIVE REPEAT REG DATA FOOD CONDUCT ASSET LEGAL RUMOUR TREND PROMISE".split()
)
PSEUDO = frozenset({"food_trade"})


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    code: str
    level: str
    points: int
    kind: str
    needs: tuple[str, ...]
    near: str = "clause"
    gap: int = 10_000
    also: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    allow: frozenset[str] = frozenset()
    fresh: bool = False
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """`version` is the highest of the files; `derived` maps a class to the further classes it counts as."""

    version: str
    words: Mapping[str, tuple[str, ...]]
    derived: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]
    lexicon: Lexicon
    by_anchor: Mapping[str, tuple[Rule, ...]]


@cache
def standard() -> Rulebook:
    """The rules the console ships, without the words that only label sentences."""
    return build({name: text for name, text in shipped().items() if name != "labels.yaml"})


@cache
def labelling() -> Rulebook:
    """The shipped rules with the words of `crisis detect signals`."""
    return build(shipped())


def shipped() -> dict[str, str]:
    """The rule files as they were delivered: {file name: YAML}."""
    folder = resources.files("crisis.detection").joinpath("rules")
    return {entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".yaml")}


def build(files: Mapping[str, str]) -> Rulebook:
    """A book of {file name: YAML}; raises Invalid("rules_unreadable") with file, line, key and what is wrong."""
    words: dict[str, list[str]] = {}
    derived: dict[str, set[str]] = {}
    rules: list[Rule] = []
    version = ""
    for name in sorted(files):
        loaded, lines = _load(name, files[name])
        version = max(version, str(loaded["version"]))
        for group, entries in (loaded.get("words") or {}).items():
            words.setdefault(group, []).extend(_entries(name, lines, group, entries))
        for group, members in (loaded.get("derived") or {}).items():
            for member in members:
                derived.setdefault(member, set()).add(group)
        rules.extend(_rule(name, lines, position, row) for position, row in enumerate(loaded.get("rules") or []))
    known = words.keys() | {group for groups in derived.values() for group in groups} | PSEUDO
    _check_classes(rules, derived, known)
    plain = {group: tuple(entries) for group, entries in words.items()}
    return Rulebook(
        version,
        plain,
        {k: frozenset(v) for k, v in derived.items()},
        tuple(rules),
        Lexicon(_widened(plain, derived)),
        _anchored(rules),
    )


def _anchored(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.needs[0], []).append(rule)
    return {group: tuple(members) for group, members in found.items()}


def _widened(words: Mapping[str, tuple[str, ...]], derived: Mapping[str, set[str]]) -> dict[str, list[str]]:
    wide = {group: list(entries) for group, entries in words.items()}
    for member, groups in derived.items():
        for group in groups:
            wide.setdefault(group, []).extend(words.get(member, ()))
    return wide


def _load(name: str, text: str) -> tuple[dict[str, Any], dict[tuple[Any, ...], int]]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        loaded = yaml.safe_load(text)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 0
        raise Invalid("rules_unreadable", file=name, line=line, key="", what=wrong.problem or "yaml") from wrong
    lines = lines_of(node)
    if not isinstance(loaded, dict) or "version" not in loaded:
        raise Invalid("rules_unreadable", file=name, line=1, key="version", what="missing")
    for key in loaded.keys() - _TOP:
        raise Invalid("rules_unreadable", file=name, line=lines.get((key,), 1), key=str(key), what="unknown")
    return loaded, lines


def lines_of(node: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], int]:
    """The line of every key and list entry of a YAML document, by its path of keys and positions."""
    lines: dict[tuple[Any, ...], int] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            lines |= {(*path, key.value): key.start_mark.line + 1} | lines_of(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines |= {(*path, position): value.start_mark.line + 1} | lines_of(value, (*path, position))
    return lines


def _entries(name: str, lines: Mapping[tuple[Any, ...], int], group: str, entries: Any) -> Iterable[str]:
    line = lines.get(("words", group), 0)
    if not isinstance(entries, dict) or not entries or entries.keys() - {"zh", "en"}:
        raise Invalid("rules_unreadable", file=name, line=line, key=group, what="zh and en only")
    return [
        *str(entries.get("zh") or "").split(),
        *(word.strip() for word in str(entries.get("en") or "").split(", ") if word.strip()),
    ]


def _rule(name: str, lines: Mapping[tuple[Any, ...], int], position: int, row: Any) -> Rule:
    line = lines.get(("rules", position), 0)
    if not isinstance(row, dict):
        raise Invalid("rules_unreadable", file=name, line=line, key="rules", what="not a rule")
    for key in row.keys() - _KEYS:
        raise Invalid(
            "rules_unreadable", file=name, line=lines.get(("rules", position, key), line), key=str(key), what="unknown"
        )
    for key in _NEEDED:
        if not row.get(key):
            raise Invalid("rules_unreadable", file=name, line=line, key=key, what="missing")
    for key, allowed in (("code", CODES), ("level", {"watch", "crisis"}), ("near", {"clause", "sentence", "item"})):
        if row.get(key, "clause") not in allowed and key in row:
            raise Invalid(
                "rules_unreadable",
                file=name,
                line=lines.get(("rules", position, key), line),
                key=key,
                what=str(row[key]),
            )
    sets: dict[str, Any] = {key: frozenset(row.get(key, ())) for key in ("also", "unless", "kinds", "allow")}
    tuples: dict[str, Any] = {key: tuple(row[key]) for key in ("needs", "fires", "silent")}
    rest = {key: row[key] for key in ("id", "code", "level", "points", "kind", "near", "gap", "fresh") if key in row}
    return Rule(**rest, **sets, **tuples)


def _check_classes(rules: list[Rule], derived: Mapping[str, set[str]], known: Iterable[str]) -> None:
    names = set(known)
    for rule in rules:
        for group in (*rule.needs, *rule.also, *rule.unless):
            if group not in names:
                raise Invalid("rules_unreadable", file=rule.id, line=0, key=group, what="unknown class")
    if doubled := {rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}:
        raise Invalid("rules_unreadable", file="", line=0, key=sorted(doubled)[0], what="twice")
    for member in derived.keys() - names:
        raise Invalid("rules_unreadable", file="", line=0, key=member, what="unknown class")
