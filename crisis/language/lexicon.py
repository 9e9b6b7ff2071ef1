"""Finds the words of many named classes in one pass over a folded text.

An entry is a word or phrase. It must begin with fixed Chinese characters (two, or be one alone) or with a fixed
English word (or its first three letters); after that it may use `…` (a short gap inside the clause), `*` (any word
ending), and regular-expression groups. Entries lie in buckets by their first two characters (Chinese; one-character
words apart) or by their first word or two (English; three letters for stems), so a text is read once, however many
words are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import compress, count
from operator import add, itemgetter
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9][a-z0-9'’]*")
_PAIR = re.compile(r"([a-z0-9][a-z0-9']*)[ -]([a-z0-9][a-z0-9']*)(?=$| )")
_PLAIN = re.compile(r"[一-鿿0-9a-z]+")


Entry = tuple[str, "re.Pattern[str] | None", frozenset[str]]


class Hit(NamedTuple):
    """One occurrence: half-open span in the folded text and the classes its entry belongs to."""

    start: int
    end: int
    classes: frozenset[str]


THIRDS = 128  # third characters for which a shelf remembers what it offers
TOKENS = 20_000  # English words of which is remembered what begins with them


class Shelf:
    """The entries that begin with one pair of characters, each offered only where its third character stands."""

    __slots__ = ("entries", "known")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.known: dict[str, tuple[Entry, ...]] = {}

    def at(self, third: str) -> tuple[Entry, ...]:
        """The entries that may stand where `third` follows the pair, in the order in which they were added."""
        found = tuple(e for e in self.entries if e[1] is not None or len(e[0]) == 2 or e[0][2] == third)
        if len(self.known) < THIRDS:
            self.known[third] = found
        return found


class Lexicon:
    """Compiled once from {class: entries}; `scan` is pure and may run in any thread."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        owners: dict[str, set[str]] = {}
        for name, entries in words.items():
            for entry in entries:
                owners.setdefault(entry, set()).add(name)
        self._han: dict[str, Shelf] = {}
        self._words: dict[str, list[tuple[re.Pattern[str], frozenset[str]]]] = {}
        self._pairs: dict[str, list[tuple[re.Pattern[str], frozenset[str]]]] = {}
        self._stems: dict[str, list[tuple[str, re.Pattern[str], frozenset[str]]]] = {}
        self._begun: dict[str, tuple[tuple[re.Pattern[str], frozenset[str]], ...]] = {}
        self._lone: dict[str, list[tuple[re.Pattern[str] | None, frozenset[str]]]] = {}
        for entry, names in owners.items():
            self._add(entry, frozenset(names))
        self._lones = re.compile(f"[{''.join(self._lone)}]") if self._lone else None

    def _add(self, entry: str, names: frozenset[str]) -> None:
        if entry[0].isascii():
            pair, first = _PAIR.match(entry), _first(entry)
            if pair:
                self._pairs.setdefault(f"{pair[1]} {pair[2]}", []).append((_latin(entry), names))
            elif _whole(entry):
                self._words.setdefault(first, []).append((_latin(entry), names))
            else:
                self._stems.setdefault(first[:3], []).append((first, _latin(entry), names))
        elif len(entry) == 1:
            self._lone.setdefault(entry, []).append((None, names))
        elif entry[1] == "…":
            self._lone.setdefault(entry[0], []).append((_han(entry), names))
        else:
            pattern = None if _PLAIN.fullmatch(entry) else _han(entry)
            self._han.setdefault(entry[:2], Shelf()).entries.append((entry, pattern, names))

    def scan(self, text: str) -> list[Hit]:
        """All hits in order of their start; hits may overlap."""
        found: list[Hit] = []
        if not text.isascii():
            self._scan_han(text, found)
        self._scan_latin(text, found)
        found.sort(key=itemgetter(0))
        return found

    def _scan_latin(self, text: str, found: list[Hit]) -> None:
        pairs, begun = self._pairs, self._begun
        before, at = "", 0
        for word in _WORD.finditer(text):
            token, start = word.group(), word.start()
            for pattern, names in pairs.get(f"{before} {token}", ()):
                if match := pattern.match(text, at):
                    found.append(Hit(at, match.end(), names))
            for pattern, names in begun[token] if token in begun else self._beginning(token):
                if match := pattern.match(text, start):
                    found.append(Hit(start, match.end(), names))
            before, at = token, start

    def _beginning(self, token: str) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
        """The entries that may begin with this word: those of the whole word, then those of its stem."""
        stems = self._stems.get(token[:3], ())
        found = (*self._words.get(token, ()), *(entry[1:] for entry in stems if token.startswith(entry[0])))
        if len(self._begun) < TOKENS:
            self._begun[token] = found
        return found

    def _scan_han(self, text: str, found: list[Hit]) -> None:
        if self._lones is not None:
            self._scan_lone(text, self._lones, found)
        shelves = list(map(self._han.get, map(add, text, text[1:])))  # of each pair of neighbours
        for at, shelf in zip(compress(count(), shelves), filter(None, shelves), strict=True):
            third, offered = text[at + 2 : at + 3], shelf.known
            for word, pattern, names in offered[third] if third in offered else shelf.at(third):
                if pattern is None:
                    if text.startswith(word, at):
                        found.append(Hit(at, at + len(word), names))
                elif match := pattern.match(text, at):
                    found.append(Hit(at, match.end(), names))

    def _scan_lone(self, text: str, lones: re.Pattern[str], found: list[Hit]) -> None:
        for lone in lones.finditer(text):
            for rest, names in self._lone[lone.group()]:
                if rest is None:
                    found.append(Hit(*lone.span(), names))
                elif match := rest.match(text, lone.start()):
                    found.append(Hit(*match.span(), names))


def _first(entry: str) -> str:
    first = _WORD.match(entry)
    if first is None:
        raise ValueError(f"{entry}: must begin with a word")
    return first.group()


def _whole(entry: str) -> bool:
    """The first word is written out and not a mere stem."""
    end = len(_first(entry))
    return end == len(entry) or entry[end] in " -"


def _han(entry: str) -> re.Pattern[str]:
    return re.compile(entry.replace("…", r"[^,。!?;\n]{0,6}?"))


def _latin(entry: str) -> re.Pattern[str]:
    body = entry.replace(" …", r"(?:[\s-]+[\w'-]+){0,4}?[\s-]+").replace("*", "[a-z]*").replace(" ", r"[\s-]+")
    return re.compile(body + r"(?![a-z0-9])")
