"""Loads the words by which claims are recognised (rules/counts, actions, causes, stances); an error names file and key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from crisis.onevoice.rulebook import BadRule

KINDS = (
    "NUMBER", "TIME", "CAUSE", "REMEDY", "SCOPE", "RESPONSIBILITY", "STATUS", "ACTION", "CONTACT", "PROMISE", "TONE",
    "LANGUAGE",
)  # fmt: skip
NUMERAL = r"(?:百万|千万|[零〇一二两三四五六七八九十百千万亿]+)"


@dataclass(frozen=True, slots=True)
class Word:
    """A concept by its name, with the pattern of both languages; `slow` actions go on for a while."""

    name: str
    pattern: re.Pattern[str]
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """Positions that exclude each other; `pairs` of poles that clash; `shared` = only about a shared subject."""

    name: str
    kind: str
    poles: dict[str, re.Pattern[str]]
    pairs: frozenset[frozenset[str]]
    shared: bool
    examples: tuple[tuple[str, str], ...]
    agreeing: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Counting:
    number_first: re.Pattern[str]
    units: tuple[Word, ...]
    roles: tuple[Word, ...]
    like: tuple[frozenset[str], ...]
    approx: tuple[Word, ...]
    update: re.Pattern[str]
    part: re.Pattern[str]


def content(name: str) -> Any:
    return yaml.safe_load(resources.files(__package__).joinpath("rules", name).read_text("utf-8"))


def words(name: str, rows: Any) -> tuple[Word, ...]:
    """Concepts {name: {zh, en, slow?}}; BadRule for another key or a broken pattern."""
    found = []
    for key, row in rows.items():
        if not isinstance(row, dict) or row.keys() - {"zh", "en", "slow"}:
            raise BadRule(f"{name}: {key}: zh, en and slow are the only keys")
        found.append(
            Word(key, pattern(name, key, [row[lang] for lang in ("zh", "en") if row.get(lang)]), bool(row.get("slow")))
        )
    return tuple(found)


def pattern(name: str, key: str, parts: list[str]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(f"(?:{part})" for part in parts))
    except re.error as error:
        raise BadRule(f"{name}: {key}: {error}") from error


@cache
def counting() -> Counting:
    rows = content("counts.yaml")
    return Counting(
        number_first=re.compile(r"\d|[零一二两三四五六七八九十百千万亿]"),
        units=words("counts.yaml", rows["units"]),
        roles=words("counts.yaml", rows["roles"]),
        like=tuple(frozenset(group) for group in rows["like"]),
        approx=words("counts.yaml", rows["approx"]),
        update=pattern("counts.yaml", "update", [rows["update"]]),
        part=pattern("counts.yaml", "part", [rows["part"]]),
    )


@cache
def actions() -> tuple[Word, ...]:
    return words("actions.yaml", content("actions.yaml"))


@cache
def causes() -> tuple[Word, ...]:
    return words("causes.yaml", content("causes.yaml"))


@cache
def axes() -> tuple[Axis, ...]:
    return tuple(_axis(row) for row in content("stances.yaml"))


def _axis(row: dict[str, Any]) -> Axis:
    where = f"{row.get('axis', '?')}"
    if row.keys() - {"axis", "kind", "poles", "pairs", "shared", "clash", "agree"} or row.get("kind") not in KINDS:
        raise BadRule(f"stances.yaml: {where}: unknown key or kind")
    poles = {name: pattern("stances.yaml", f"{where}.{name}", parts) for name, parts in row["poles"].items()}
    named = row.get("pairs") or [[one, other] for one in poles for other in poles if one < other]
    if {pole for pair in named for pole in pair} - poles.keys():
        raise BadRule(f"stances.yaml: {where}: pairs name an unknown pole")
    return Axis(
        name=row["axis"],
        kind=row["kind"],
        poles=poles,
        pairs=frozenset(frozenset(pair) for pair in named),
        shared=bool(row.get("shared")),
        examples=tuple((one, other) for one, other in row["clash"]),
        agreeing=tuple((one, other) for one, other in row["agree"]),
    )
