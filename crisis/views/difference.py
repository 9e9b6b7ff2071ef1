"""What changed between two versions of a text, by words of Latin script and characters of Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

Piece = tuple[str, str]
TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.'’-][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
SENTENCE = re.compile(r"[^\n。！？；!?;]*[\n。！？；!?;]|[^\n。！？；!?;]+")
LARGEST = 1_000_000
"""Pairs of tokens compared at most; a larger stretch is shown as taken out and put in."""


def difference(old: str, new: str) -> list[dict[str, str]]:
    """[{kind: plain|added|removed, text}]: plain and added are the new text, plain and removed the old one."""
    pieces = [piece for piece in _by_sentence(old, new) if piece[1]]
    joined = ((kind, "".join(text for _, text in run)) for kind, run in groupby(pieces, key=lambda piece: piece[0]))
    return [{"kind": kind, "text": text} for kind, text in joined]


def _by_sentence(old: str, new: str) -> Iterator[Piece]:
    for same, a, b in _steps(SENTENCE.findall(old), SENTENCE.findall(new)):
        yield from [("plain", a)] if same else _by_word(a, b)


def _by_word(old: str, new: str) -> Iterator[Piece]:
    for same, a, b in _steps(TOKEN.findall(old), TOKEN.findall(new)):
        yield from [("plain", a)] if same else [("removed", a), ("added", b)]


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """Whether a stretch is the same, and what it was and is."""
    if len(before) * len(after) > LARGEST:
        yield before == after, "".join(before), "".join(after)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for change, a1, a2, b1, b2 in matcher.get_opcodes():
        yield change == "equal", "".join(before[a1:a2]), "".join(after[b1:b2])
