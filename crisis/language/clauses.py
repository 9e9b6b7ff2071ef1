"""Cuts a folded text into sentences and clauses: the reach of a negation, a condition or a question.

A clause ends at a comma, a contrast word ("but", 但是) or, between Chinese characters, at a blank (transcripts have
no commas). Commas inside numbers and dots inside addresses do not end anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CUT = re.compile(
    r"(?P<stop>[。!?;…\n\r]+|\.+(?=\s|$|[一-鿿\"'])|~{2,})"
    r"|(?P<pause>(?<!\d),|,(?!\d)|[、—()\[\]【】]|(?<!\d):|:(?!\d)|(?<=[一-鿿])\s+(?=[一-鿿\w])|\s-+\s"
    r"|(?=(?:但是?|不过|可是|然而|只是|却)(?![确说]))(?<=[一-鿿])"
    r"|\b(?=(?:but|however|although|though|yet|whereas|except|because)\b))"
)
_ASKS = re.compile(r"[?]")


@dataclass(frozen=True, slots=True)
class Clause:
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
        if at > start:
            pieces.append((start, at, sentence))
        if cut.group("stop") is not None:
            if _ASKS.search(cut.group()):
                asked.add(sentence)
            sentence += 1
        start = after
    if start < len(text):
        pieces.append((start, len(text), sentence))
    return [Clause(first, last, number, number in asked) for first, last, number in pieces]


def quotations(text: str) -> list[tuple[int, int]]:
    """Spans between straight double quotes, pairwise; an unclosed one reaches nowhere."""
    marks = [at for at, char in enumerate(text) if char == '"'] if '"' in text else []
    return list(zip(marks[0::2], marks[1::2], strict=False))
