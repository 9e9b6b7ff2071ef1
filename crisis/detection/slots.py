"""Which parts and failures a text speaks of, by the dictionaries beside this file (data a user may extend)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import add
from typing import Any

import yaml

_LATIN = re.compile("[a-z]")
ENGLISH_WORD = re.compile(r"[a-z0-9/&'’-]+")
APOSTROPHES = str.maketrans("", "", "'’")  # won't = wont
LONGEST_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """One dictionary word found in a text: characters start..end of the (lower-cased) text."""

    kind: str  # the dictionary: "parts" or "failures"
    meaning: str
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words of one dictionary by how a text begins with them."""

    kind: str
    phrases: Mapping[tuple[str, ...], str]  # English words in order → meaning
    starts: frozenset[str]  # first English words
    chinese: Mapping[str, tuple[tuple[str, str], ...]]  # first two characters → (word, meaning), longest first
    neighbours: Mapping[str, str]  # meaning → kind of thing
    weights: Mapping[str, float]  # meaning → how much a mention says
    hazards: frozenset[str]  # meanings that can hurt somebody


def build(kind: str, entries: Mapping[str, Mapping[str, Any]]) -> Dictionary:
    phrases: dict[tuple[str, ...], str] = {}
    chinese: dict[str, list[tuple[str, str]]] = {}
    for meaning, entry in entries.items():
        for word in entry.get("en") or ():
            phrases.setdefault(tuple(ENGLISH_WORD.findall(word.lower().translate(APOSTROPHES))), meaning)
        for word in entry.get("zh") or ():
            chinese.setdefault(word[:2].lower(), []).append((word.lower(), meaning))
    ordered = {head: tuple(sorted(words, key=lambda w: -len(w[0]))) for head, words in chinese.items()}
    starts = frozenset(words[0] for words in phrases)
    neighbours = {m: str(e.get("of", m)) for m, e in entries.items()}
    weights = {m: float(e.get("weight", 1.0)) for m, e in entries.items()}
    hazards = frozenset(m for m, e in entries.items() if e.get("hazard"))
    return Dictionary(kind, phrases, starts, ordered, neighbours, weights, hazards)


@cache
def dictionary(kind: str) -> Dictionary:
    path = resources.files("crisis.detection") / "dictionaries" / f"{kind}.yaml"
    return build(kind, yaml.safe_load(path.read_text(encoding="utf-8")))


def find_mentions(text: str, book: Dictionary) -> list[Mention]:
    """Longest words first from left to right, none overlapping; English by words, Chinese by characters."""
    text = text.lower()
    found = _english(text, book) if _LATIN.search(text, 0, 400) else []
    if not text.isascii():
        found += _chinese(text, book)
        found.sort(key=lambda m: m.start)
    return found


def _english(text: str, book: Dictionary) -> list[Mention]:
    words = [(m.group().translate(APOSTROPHES), m.start(), m.end()) for m in ENGLISH_WORD.finditer(text)]
    plain = [w for w, _, _ in words]
    found, at = [], 0
    while at < len(plain):
        length = 1
        if plain[at] in book.starts:
            for n in range(min(LONGEST_PHRASE, len(plain) - at), 0, -1):
                meaning = book.phrases.get(tuple(plain[at : at + n]))
                if meaning is not None:
                    span = words[at][1], words[at + n - 1][2]
                    found.append(Mention(book.kind, meaning, " ".join(plain[at : at + n]), *span))
                    length = n
                    break
        at += length
    return found


def _chinese(text: str, book: Dictionary) -> list[Mention]:
    found: list[Mention] = []
    end = 0
    for at in _places(text, book.chinese.keys() & set(map(add, text, text[1:]))):
        if at < end:
            continue
        for word, meaning in book.chinese[text[at : at + 2]]:
            if text.startswith(word, at):
                end = at + len(word)
                found.append(Mention(book.kind, meaning, word, at, end))
                break
    return found


def _places(text: str, heads: set[str]) -> list[int]:
    """Where two-character beginnings of words stand, in order."""
    places = []
    for head in heads:
        at = text.find(head)
        while at >= 0:
            places.append(at)
            at = text.find(head, at + 1)
    return sorted(places)


OPENING, OPENING_WEIGHT = 150, 1.5  # what is told first is what it is about


def main_meaning(mentions: list[Mention], book: Dictionary) -> str | None:
    """What a text is mostly about: mentions by weight, those in its opening counting more."""
    total: dict[str, float] = {}
    for m in mentions:
        early = OPENING_WEIGHT if m.start < OPENING else 1.0
        total[m.meaning] = total.get(m.meaning, 0.0) + early * book.weights[m.meaning]
    return max(total, key=lambda k: total[k]) if total else None
