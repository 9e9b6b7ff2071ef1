"""Cuts a folded text into sentences and clauses: the reach of a negation, a condition or a question.

A clause ends at a comma, a contrast word ("but", 但是) or, between Chinese characters, at a blank (transcripts have
no commas). Commas inside numbers and dots inside addresses do not end anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_CUT = re.compile(  # one class of first characters, so that all others are passed over quickly
    r"[。!?;…\n\r.,、—()\[\]【】:~\s](?:"
    r"(?<=[。!?;…\n\r])[。!?;…\n\r]*|(?<=[.,、—()\[\]【】:~])[.,、—()\[\]【】:~]*"
    r"|(?<=\s)(?:\s*-+\s*|(?<=[一-鿿]\s)\s*))"
)
_CONTRASTS = ("but", "because", "however", "although", "though", "yet", "whereas", "except")
_HAN_CONTRASTS = ("但", "却", "不过", "可是", "只是", "然而")
_STOP = frozenset("。!?;…\n\r")
_SURE = dict.fromkeys(_STOP, "stop") | dict.fromkeys("、—()[]【】", "pause")


class Clause(NamedTuple):
    """`start`, `end` in the folded text; `sentence` counts from 0."""

    start: int
    end: int
    sentence: int


def split(text: str) -> tuple[list[Clause], set[int]]:
    """All clauses in order, and which sentences end in a question mark; an empty text has none."""
    clauses: list[Clause] = []
    asked: set[int] = set()
    start = sentence = 0
    for at, after in _cuts(text):
        kind = "word" if at == after else _SURE.get(text[at]) or _kind(text, at, after)
        if kind == "none":
            continue
        if at > start:
            clauses.append(Clause(start, at, sentence))
        if kind == "stop":
            if "?" in text[at:after]:
                asked.add(sentence)
            sentence += 1
        start = after
    if start < len(text):
        clauses.append(Clause(start, len(text), sentence))
    return clauses, asked


def _cuts(text: str) -> list[tuple[int, int]]:
    """(end of a clause, start of the next) where there may be a cut, in order; both are one before a contrast."""
    found = [cut.span() for cut in _CUT.finditer(text)]
    words = [*_english(text), *(() if text.isascii() else _chinese(text))]
    return sorted(found + words) if words else found


def _english(text: str) -> Iterator[tuple[int, int]]:
    """Where a contrast begins a new clause, to which its word belongs."""
    for word in _CONTRASTS:
        if word in text:
            for found in re.finditer(rf"\b{word}\b", text):
                yield found.start(), found.start()


def _chinese(text: str) -> Iterator[tuple[int, int]]:
    for word in _HAN_CONTRASTS:
        at = text.find(word)
        while at >= 0:
            if text[at - 1 : at] > "\u3000" and text[at + len(word) : at + len(word) + 1] not in ("确", "说"):
                yield at, at
            at = text.find(word, at + 1)


def _kind(text: str, at: int, after: int) -> str:
    """What a cut that depends on its neighbours is: stop (ends a sentence), pause or none."""
    sign, before = text[at], text[at - 1 : at]
    if sign in ",:":
        return "none" if before.isdigit() and text[after : after + 1].isdigit() else "pause"
    behind = text[after : after + 1]
    if sign == "." or sign == "~":
        return "stop" if not behind or behind.isspace() or behind > "\u3000" or after - at > 1 else "none"
    between = before > "\u3000" and (behind > "\u3000" or behind.isalnum())
    return "pause" if between or "-" in text[at:after] else "none"
