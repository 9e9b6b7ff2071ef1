"""Cuts a folded text into sentences and clauses: the reach of a negation, a condition or a question.

A clause ends at a comma, a contrast word ("but", 但是) or, between Chinese characters, at a blank (transcripts have
no commas). Commas inside numbers and dots inside addresses do not end anything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CUT = re.compile(  # one class of first characters, so that all others are passed over quickly
    r"[。!?;…\n\r.,、—()\[\]【】:~\s但不可然只却bhaytwe](?:"
    r"(?<=[。!?;…\n\r])[。!?;…\n\r]*|(?<=[.,、—()\[\]【】:~])[.,、—()\[\]【】:~]*"
    r"|(?<=\s)(?:\s*-+\s*|(?<=[一-鿿]\s)\s*)|(?<=[但却])|(?<=不)过|(?<=[可只])是|(?<=然)而"
    r"|(?<!\w.)(?:(?<=b)(?:ut|ecause)|(?<=h)owever|(?<=a)lthough|(?<=t)hough|(?<=y)et|(?<=w)hereas|(?<=e)xcept)\b)"
)
_STOP = frozenset("。!?;…\n\r")
_PAUSE = frozenset("、—()[]【】")


class Clause(NamedTuple):
    """`start`, `end` in the folded text; `sentence` counts from 0; `asked` when its sentence ends in a question mark."""

    start: int
    end: int
    sentence: int
    asked: bool


def split(text: str) -> list[Clause]:
    """All clauses in order; an empty text has none."""
    pieces: list[tuple[int, int, int]] = []
    asked: set[int] = set()
    start = sentence = 0
    for cut in _CUT.finditer(text):
        at, after = cut.span()
        kind = _kind(text, at, after)
        if kind == "none":
            continue
        if at > start:
            pieces.append((start, at, sentence))
        if kind == "stop":
            if "?" in cut.group():
                asked.add(sentence)
            sentence += 1
        start = at if kind == "word" else after
    if start < len(text):
        pieces.append((start, len(text), sentence))
    return [Clause(first, last, number, number in asked) for first, last, number in pieces]


def _kind(text: str, at: int, after: int) -> str:
    """What a possible cut is: stop (ends a sentence), pause, word (a contrast, kept in the new clause) or none."""
    sign = text[at]
    if sign in _STOP:
        return "stop"
    if sign in _PAUSE:
        return "pause"
    before, behind = text[at - 1 : at], text[after : after + 1]
    if sign == "." or sign == "~":
        return "stop" if not behind or behind.isspace() or behind > "\u3000" or after - at > 1 else "none"
    if sign in ",:":
        return "none" if before.isdigit() and behind.isdigit() else "pause"
    if sign.isspace():
        between = before > "\u3000" and (behind > "\u3000" or behind.isalnum())
        return "pause" if between or "-" in text[at:after] else "none"
    if sign > "\u3000":
        return "word" if before > "\u3000" and behind not in ("确", "说") else "none"
    return "word"
