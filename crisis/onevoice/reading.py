"""Reads a text the way rules read it: folded, without gaps inside Chinese words or spelled-out letters, cut into sentences.

`place(start, end)` leads each span of the read text back to the exact characters of the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from crisis.language.clauses import Clause, split
from crisis.language.normalise import fold

_GAP = re.compile(r"(?<=[一-鿿])[ \t\u3000·•*_\-]+(?=[一-鿿])|(?<=[一-鿿])[ \t]+(?=\d)|(?<=\d)[ \t]+(?=[一-鿿])")
_SPELLED = re.compile(r"(?<![a-z0-9'])[a-z](?:[ .\-_*]{1,3}[a-z]){4,}(?![a-z0-9'])")
_TITLE = re.compile(r"《[^》]{1,60}》")


@dataclass(frozen=True)
class Reading:
    """`text` is what rules read; `index[i]` the place of its i-th character in `source`."""

    source: str
    text: str
    index: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        return self.index[start], self.index[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        first, last = self.place(start, end)
        return self.source[first:last]

    @cached_property
    def _cut(self) -> tuple[list[Clause], set[int]]:
        return split(self.text)

    @property
    def clauses(self) -> list[Clause]:
        return self._cut[0]

    def asked(self, clause: Clause) -> bool:
        """Whether the sentence of the clause is a question."""
        return clause.sentence in self._cut[1]

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Spans inside double quotes."""
        marks = [at for at, char in enumerate(self.text) if char == '"']
        return [(first + 1, last) for first, last in zip(marks[0::2], marks[1::2], strict=False)]

    @cached_property
    def titles(self) -> list[tuple[int, int]]:
        """Spans inside 《》: names of papers, programmes and reports."""
        return [match.span() for match in _TITLE.finditer(self.text)]

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]

    def clause_at(self, place: int) -> Clause:
        """The clause that holds `place` (or the one before it, for a place on punctuation)."""
        if not self.clauses:
            return Clause(0, len(self.text), 0)
        return self.clauses[max(0, bisect_right(self._starts, place) - 1)]

    def sentence_at(self, place: int) -> tuple[int, int]:
        number = self.clause_at(place).sentence
        ours = [clause for clause in self.clauses if clause.sentence == number]
        return (ours[0].start, ours[-1].end) if ours else (0, len(self.text))


def read(source: str) -> Reading:
    """The reading of `source`; an empty text reads as empty."""
    folded = fold(source)
    gone = {at for match in _GAP.finditer(folded.text) for at in range(*match.span())}
    for match in _SPELLED.finditer(folded.text):
        gone.update(at for at in range(*match.span()) if not folded.text[at].isalpha())
    kept = [at for at in range(len(folded.text)) if at not in gone]
    text = "".join(folded.text[at] for at in kept)
    return Reading(source, text, tuple(folded.place(at, at + 1)[0] for at in kept))
