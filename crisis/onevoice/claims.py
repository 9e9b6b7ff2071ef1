"""Reads the claims of one statement, once, so that many comparisons can use them.

`Statement.lang` is the language most of it is written in, "zh" or "en". All spans are places in `reading.text`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from crisis.onevoice.affected import affected_things
from crisis.onevoice.amounts import Amount, amounts
from crisis.onevoice.contacts import Contact, contacts
from crisis.onevoice.deeds import Deed, deeds
from crisis.onevoice.moments import Moment, moments
from crisis.onevoice.reading import Reading, read
from crisis.onevoice.vocabulary import axes, causes, counting

_DENIAL = re.compile(
    r"不是|并非|不系|与.{1,8}无关|无关|合格|正常(?!营业)|排除|没有问题|无异常|\bnot\b|n't\b|\bruled out\b|\bno\b|\bunrelated\b|\bis fine\b|\bwas fine\b|\bpassed\b|\bnothing to do with\b"
)
_MARK = re.compile(
    r"因|由于|系|所致|导致|造成|引起|引发|原因|起因|源头|由(?=.{1,12}(?:投|放|造成|引))|祸首|进来的|混入|是.{1,12}(?:问题|故障|断电|失误|失效|漏|坏)|出在|归因"
    r"|\b(?:caus\w+|because|due to|result of|resulted|owing to|reason|led to|triggered|blame|through|traced to|source|origin\w*|came from|expos\w*|broke in|down to|attribut\w+|stem\w*|it was)\b"
)
_NOT_YET = re.compile(
    r"(?:未|没有?|无法|尚未|有待|待)[^,。;]{0,4}$|\b(?:not|never|yet to)\b(?: \w+){0,3} ?$|n't(?: \w+){0,2} ?$"
)
_QUESTION = re.compile(r"是否|有没有|\bwhether\b")


@dataclass(frozen=True, slots=True)
class Stance:
    axis: str
    pole: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cause:
    name: str
    denied: bool
    marked: bool
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    source: str
    reading: Reading

    @property
    def text(self) -> str:
        return self.reading.text

    @cached_property
    def lang(self) -> str:
        han = sum("一" <= char <= "鿿" for char in self.text)
        return "zh" if han * 3 > len(self.text) - han * 2 else "en"

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Counted things that are no part of a phone number, a date or a clock time."""
        taken = [(one.start, one.end) for one in self.contacts] + [(one.start, one.end) for one in self.moments]
        return tuple(one for one in amounts(self.reading) if not any(a <= one.start < b for a, b in taken))

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        return tuple(
            one for one in moments(self.reading) if not any(c.start <= one.start < c.end for c in self.contacts)
        )

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        return tuple(contacts(self.reading))

    @cached_property
    def deeds(self) -> tuple[Deed, ...]:
        return tuple(deeds(self.reading))

    @cached_property
    def stances(self) -> tuple[Stance, ...]:
        found = []
        for axis in axes():
            for pole, pattern in axis.poles.items():
                for match in pattern.finditer(self.text):
                    if (
                        match.end() > match.start()
                        and not self._asked(match.start())
                        and not self._unsaid(pole, match.start())
                    ):
                        found.append(Stance(axis.name, pole, *match.span()))
        return tuple(found)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        found = []
        for word in causes():
            for match in word.pattern.finditer(self.text):
                clause = self.reading.clause_at(match.start())
                around = self.text[clause.start : clause.end]
                near = self.text[max(clause.start, match.start() - 8) : min(clause.end, match.end() + 8)]
                found.append(Cause(word.name, bool(_DENIAL.search(near)), bool(_MARK.search(around)), *match.span()))
        return tuple(found)

    @cached_property
    def poles(self) -> dict[str, list[Stance]]:
        """The positions by their axis."""
        found: dict[str, list[Stance]] = {}
        for stance in self.stances:
            found.setdefault(stance.axis, []).append(stance)
        return found

    @cached_property
    def affected(self) -> tuple[tuple[str, bool, int], ...]:
        """(thing, affected?, place) for each clause that says either."""
        return affected_things(self.reading)

    @cached_property
    def doings(self) -> frozenset[str]:
        return frozenset(deed.action for deed in self.deeds)

    @cached_property
    def updates(self) -> bool:
        """The text itself says that it replaces an earlier figure or time."""
        return bool(counting().update.search(self.text))

    def clause(self, place: int) -> str:
        one = self.reading.clause_at(place)
        return self.text[one.start : one.end]

    def near(self, place: int) -> frozenset[str]:
        """Names of the actions in the clause of `place`, else in its sentence: what a number or a time is about."""
        one = self.reading.clause_at(place)
        here = frozenset(deed.action for deed in self.deeds if one.start <= deed.start < one.end)
        if here:
            return here
        first, last = self.reading.sentence_at(place)
        return frozenset(deed.action for deed in self.deeds if first <= deed.start < last)

    def quote(self, start: int, end: int) -> str:
        return self.reading.quote(start, end) if end > start else ""

    def clause_quote(self, place: int) -> str:
        """The clause around `place` as it was written."""
        one = self.reading.clause_at(place)
        return self.quote(one.start, one.end).strip()

    def source_words(self, passage: str) -> str:
        """A passage of the read text as it was written."""
        start = self.text.find(passage)
        return self.quote(start, start + len(passage)) if start >= 0 else passage

    def _unsaid(self, pole: str, place: int) -> bool:
        """ "Has not yet been determined" holds no conclusion."""
        return pole == "concluded" and bool(_NOT_YET.search(self.text[max(0, place - 24) : place]))

    def _asked(self, place: int) -> bool:
        one = self.reading.clause_at(place)
        return self.reading.asked(one) or bool(_QUESTION.search(self.text, one.start, place))


@lru_cache(maxsize=8192)
def parse(text: str, source: str = "") -> Statement:
    """The claims of `text`; the same text is read once."""
    return Statement(source, read(text))
