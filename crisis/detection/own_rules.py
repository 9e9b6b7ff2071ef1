"""Reads the firm's own rule file beside the delivered ones, strictly: shape, types, words, and that all examples hold.

Every mistake is `Invalid("rules_unreadable")` with file, line, key and what is wrong (a code of `rules.what.*` or the
offending text). The file has the form of crisis/detection/rules/*.yaml; it may add words to delivered classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NoReturn

import yaml

from crisis.detection.rulebook import Rule, Rulebook, build, lines_of, shipped, standard
from crisis.detection.signals import Ear
from crisis.domain.errors import Invalid

NAME = "own.yaml"
LIMIT = 100_000  # characters
MOST_RULES, MOST_WORDS, LONGEST_WORD, MOST_EXAMPLES = 200, 5_000, 120, 40
TEXTS = ("id", "code", "level", "kind", "near")
LISTS = ("needs", "also", "unless", "kinds", "allow", "fires", "silent")
_ID = re.compile(r"(?![KWXZ]\d\d)[A-Za-z][A-Za-z0-9_-]{0,19}")  # K, W, X, Z and two figures: rules that count
_TAKES_LONG = re.compile(r"[)\]][*+]|\{\d|\(\?[^:!=<]|\\\d|\.\*")  # what could make a word slow to look for


def refuse(line: int, key: str, what: str) -> NoReturn:
    raise Invalid("rules_unreadable", file=NAME, line=line, key=key, what=what)


@lru_cache(maxsize=4)
def book_of(text: str) -> Rulebook:
    """The delivered rules with the firm's own; an empty text means the delivered ones alone."""
    if not text.strip():
        return standard()
    delivered = {name: words for name, words in shipped().items() if name != "labels.yaml"}
    book = build({**delivered, NAME: text})
    return replace(book, version=f"{standard().version}+{version_of(text)}")


def version_of(text: str) -> str:
    """What the file calls its own version, at most 20 characters."""
    return str(yaml.safe_load(text)["version"])[:20] if text.strip() else ""


def read(text: str) -> Rulebook:
    """The book with this file in it, or `Invalid` with the first mistake."""
    if len(text) > LIMIT:
        refuse(0, "", "too_long")
    lines = _shape(text)
    try:
        book = book_of(text)
    except Invalid as wrong:
        line = wrong.params["line"] or _line_of(lines, wrong.params["file"], wrong.params["key"])
        refuse(line, str(wrong.params["key"]), str(wrong.params["what"]))
    except re.error as wrong:
        refuse(0, "words", str(wrong.pattern or wrong.msg)[:80])
    _examples(book, lines)
    return book


def own_of(book: Rulebook) -> tuple[Rule, ...]:
    """The rules of a book that are not delivered ones."""
    delivered = {rule.id for rule in standard().rules}
    return tuple(rule for rule in book.rules if rule.id not in delivered)


def _shape(text: str) -> dict[tuple[Any, ...], int]:
    """Lines by path, after looking at types; aliases are refused, since they can grow without bound."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            refuse(1, "*", "alias")
        node, loaded = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as wrong:
        refuse(wrong.problem_mark.line + 1 if wrong.problem_mark else 0, "", wrong.problem or "yaml")
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        refuse(0, "", str(wrong)[:120] or "yaml")
    if not isinstance(loaded, dict):
        refuse(1, "version", "missing")
    lines = lines_of(node)
    _words(loaded.get("words") or {}, lines)
    rules = loaded.get("rules") or []
    if not isinstance(rules, list) or len(rules) > MOST_RULES:
        refuse(lines.get(("rules",), 1), "rules", "list")
    for position, row in enumerate(rules):
        if isinstance(row, dict):
            _types(row, position, lines)
            lines[("id", str(row.get("id")))] = lines.get(("rules", position), 0)
    return lines


def _words(words: Any, lines: Mapping[tuple[Any, ...], int]) -> None:
    if not isinstance(words, dict):
        refuse(lines.get(("words",), 1), "words", "mapping")
    for group, entries in words.items():
        line = lines.get(("words", group), 1)
        if not isinstance(entries, dict) or not all(isinstance(v, str) for v in entries.values()):
            refuse(line, str(group), "zh and en only")
        found = [*str(entries.get("zh", "")).split(), *str(entries.get("en", "")).split(",")]
        if len(found) > MOST_WORDS:
            refuse(line, str(group), "too_many")
        for word in found:
            if len(word.strip()) > LONGEST_WORD or _TAKES_LONG.search(word):
                refuse(line, str(group), word.strip()[:40])


def _types(row: Mapping[Any, Any], position: int, lines: Mapping[tuple[Any, ...], int]) -> None:
    for key, value in row.items():
        what = _misfit(str(key), value)
        if what:
            refuse(lines.get(("rules", position, key), lines.get(("rules", position), 0)), str(key), what)


def _misfit(key: str, value: Any) -> str:
    """What is wrong with the value of a rule's key, or nothing."""
    if key in LISTS:
        fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return "list" if not fits else "too_many" if len(value) > MOST_EXAMPLES else ""
    if key in TEXTS and not isinstance(value, str):
        return "text_wanted"
    if key == "id" and not _ID.fullmatch(value):
        return "id"
    number = isinstance(value, int) and not isinstance(value, bool)
    if key == "points" and not (number and 1 <= value <= 99):
        return "points"
    if key == "gap" and not (number and value >= 0):
        return "number"
    return "yes_no" if key == "fresh" and not isinstance(value, bool) else ""


def _examples(book: Rulebook, lines: Mapping[tuple[Any, ...], int]) -> None:
    """Own examples must hold with the delivered words, and delivered ones with the own words."""
    ear = Ear(book)
    own = {rule.id for rule in own_of(book)}
    for rule in sorted(book.rules, key=lambda one: one.id not in own):
        for text, fires in (*((t, True) for t in rule.fires), *((t, False) for t in rule.silent)):
            if _fires(ear, rule, text) != fires:
                key = "fires" if fires else "silent"
                refuse(lines.get(("id", rule.id), 0), f"{rule.id}.{key}", text[:80])


def _fires(ear: Ear, rule: Rule, text: str) -> bool:
    kinds: Iterable[str] = rule.kinds or ("complaint", "social")
    return any(signal.rule == rule.id for kind in kinds for signal in ear.hear(text, kind).signals)


def _line_of(lines: Mapping[tuple[Any, ...], int], rule: str, key: str) -> int:
    """Where a mistake lies that the reader of all files names by rule or key alone."""
    for path in (("id", rule), ("words", key), ("derived", key), ("id", key)):
        if path in lines:
            return lines[path]
    return 0
