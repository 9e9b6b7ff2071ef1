"""Folds a text to one way of writing and remembers where each character stood, so that quotes stay exact.

Folded: full width → ASCII, Traditional → Simplified (character by character), capitals → small, curly quotes →
straight, HTML tags → blanks. Zero-width characters vanish. All but the last keep the length, so the index is only
built when something vanished.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

LIMIT = 20_000  # characters of one text that are read; the rest is kept by the store but not listened to

_VANISH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]|\u00e2\u20ac(?=\u2122)")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,400}>|&(?:nbsp|#160|#8203);")
_STRAIGHT = {
    "’": "'",
    "‘": "'",
    "＇": "'",
    "\u2122": "'",
    "“": '"',
    "”": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
}
_REGIONAL = {"裏": "里", "裡": "里", "喫": "吃", "衝": "冲", "佔": "占", "著": "着", "週": "周", "瀉": "泻", "癒": "愈"}


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what rules read; `index[i]` is the place of its i-th character in `source` (None = the same)."""

    text: str
    source: str
    index: tuple[int, ...] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text that a span of the folded text stands for."""
        if self.index is None:
            return start, end
        return self.index[start], self.index[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        first, last = self.place(start, end)
        return self.source[first:last]


def fold(source: str) -> Folded:
    """One way of writing for `source`; at most LIMIT characters are read."""
    text = source[:LIMIT]
    index: tuple[int, ...] | None = None
    if not text.isascii() and _VANISH.search(text):
        gone = {at for match in _VANISH.finditer(text) for at in range(*match.span())}
        index = tuple(at for at in range(len(text)) if at not in gone)
        text = "".join(text[at] for at in index)
    if "<" in text or "&" in text:
        text = _TAG.sub(lambda match: " " * len(match.group()), text)
    if not text.isascii():
        text = text.translate(_table())
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return Folded(lowered, source, index)


def _simplified() -> dict[int, str]:
    """OpenCC's table of Traditional characters and the usual Simplified one of each."""
    lines = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    found = {many: usual.split()[0] for many, usual in pairs}
    return {ord(many): one for many, one in found.items() if len(many) == 1 and len(one) == 1 and many != one}


@cache
def _table() -> dict[int, str]:
    """Character for character: width, straight quotes, Traditional → Simplified."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table[0x3000] = " "
    table[0xA0] = " "
    table.update(_simplified())
    table.update({ord(one): other for one, other in (_STRAIGHT | _REGIONAL).items()})
    return table
