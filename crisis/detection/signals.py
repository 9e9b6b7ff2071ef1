"""Hears the trigger codes in one text: words by class, rules over classes, the scope in which each word stands.

`hear` gives a Reading: the signals with exact spans of the original text, the classes present outside denials, and
what the rest of the listener asks of a text (praise, drill, numbers).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from crisis.detection.rulebook import Rule, Rulebook
from crisis.detection.verdict import Signal, Span
from crisis.language.lexicon import Hit
from crisis.language.normalise import LIMIT, Folded, fold
from crisis.language.numerals import Number, numbers
from crisis.language.scopes import Scopes

CUES = frozenset(
    {
        "negator",
        "condition",
        "asks",
        "hearsay",
        "rebuttal",
        "instructed",
        "elsewhere",
        "drill",
        "past",
        "closed",
        "praise",
        "lucky",
        "denial_after",
        "sarcasm",
    }
)
SILENCES = frozenset({"negated", "conditional", "instructed", "elsewhere", "closed"})
LOWERS = frozenset({"asked", "told"})
POINTS_LOWERED = 48
LONGEST = 200  # characters of one phrase
MOST_HITS = 300  # words of one class that are looked at; a text that repeats itself says nothing new
_UNPRAISED = re.compile(r"[不没未难]|\b(?:not|never|isn't|wasn't|no|hardly)\s+(?:\w+\s)?$")


class Reading:
    """One text as heard. `live` = classes with at least one occurrence that is not denied, conditional or elsewhere."""

    def __init__(
        self, folded: Folded, scopes: Scopes, hits: Mapping[str, list[Hit]], cues: Mapping[str, list[Hit]]
    ) -> None:
        self.folded = folded
        self.text = folded.text
        self.scopes = scopes
        self.hits = hits
        self.cues = cues
        self.drill = scopes.drill() if "drill" in cues else False
        self.signals: tuple[Signal, ...] = ()
        self._faces: dict[tuple[int, int], frozenset[str]] = {}
        self._live: dict[str, bool] = {}
        self._numbers: list[Number] | None = None

    def faces(self, hit: Hit) -> frozenset[str]:
        key = hit[:2]
        found = self._faces.get(key)
        if found is None:
            found = self._faces[key] = self.scopes.faces(*key)
        return found

    def live(self, *classes: str) -> bool:
        """Some class has an occurrence that is really meant."""
        for name in classes:
            if name not in self._live:
                self._live[name] = any(not self.faces(hit) & SILENCES for hit in self.hits.get(name, ()))
            if self._live[name]:
                return True
        return False

    def meant(self, *classes: str, most: int | None = None) -> list[Hit]:
        """The first `most` occurrences that are really meant, class by class; all of them without a limit."""
        every = (hit for name in classes for hit in self.hits.get(name, ()) if not self.faces(hit) & SILENCES)
        return list(islice(every, most))

    def has(self, *classes: str) -> bool:
        return any(name in self.hits or name in self.cues for name in classes)

    @property
    def numbers(self) -> list[Number]:
        if self._numbers is None:
            self._numbers = numbers(self.text)
        return self._numbers

    def span(self, start: int, end: int) -> Span:
        first, last = self.folded.place(start, end)
        return Span(first, last, self.folded.source[first:last])


@dataclass(frozen=True)
class Ear:
    """A rulebook made ready for one organisation: `muted` classes are not heard (a hospital's own daily words)."""

    book: Rulebook
    muted: frozenset[str] = frozenset()
    _parted: dict[frozenset[str], tuple[list[str], list[str]]] = field(default_factory=dict, compare=False, repr=False)

    def hear(self, text: str, kind: str = "complaint", trade: frozenset[str] = frozenset()) -> Reading:
        """`trade` = pseudo classes true of this organisation (food_trade)."""
        folded = fold(text)
        hits, cues = self._sort(self.book.lexicon.scan(folded.text), folded.text)
        reading = Reading(folded, Scopes(folded.text, cues), hits, cues)
        if hits and not reading.drill:
            reading.signals = tuple(self._signals(reading, kind, trade))
        return reading

    def _sort(self, found: list[Hit], text: str) -> tuple[dict[str, list[Hit]], dict[str, list[Hit]]]:
        """Hits and cues by class, without those inside an inert word and without negations inside a signal word."""
        hits: dict[str, list[Hit]] = {}
        cues: dict[str, list[Hit]] = {}
        for hit in _meaningful(found, text):
            cued, heard = self._parted.get(hit.classes) or self._part(hit.classes)
            for name in heard:
                if name not in hits:
                    hits[name] = [hit]
                elif len(hits[name]) < MOST_HITS:
                    hits[name].append(hit)
            for name in cued:
                if name != "praise" or not _UNPRAISED.search(text[max(0, hit.start - 8) : hit.start]):
                    cues.setdefault(name, []).append(hit)
        return hits, cues

    def _part(self, classes: frozenset[str]) -> tuple[list[str], list[str]]:
        """Those of the classes that are cues, and those that are heard; in order of name, so that each run is alike."""
        cued, heard = sorted(classes & CUES), sorted(classes - CUES - self.muted)
        return self._parted.setdefault(classes, (cued, heard))

    def _signals(self, reading: Reading, kind: str, trade: frozenset[str]) -> Iterator[Signal]:
        hits = reading.hits
        anchored = self.book.by_anchor
        for rule in [rule for name in hits if name in anchored for rule in anchored[name]]:
            if (len(rule.needs) > 1 and any(name not in hits for name in rule.needs)) or (
                rule.kinds and kind not in rule.kinds
            ):
                continue
            best: Signal | None = None
            for anchor in hits[rule.needs[0]]:
                signal = self._fire(rule, reading, anchor, trade)
                if signal and (best is None or signal.points > best.points):
                    best = signal
                    if signal.level == rule.level:
                        break
            if best:
                yield best

    def _fire(self, rule: Rule, reading: Reading, anchor: Hit, trade: frozenset[str]) -> Signal | None:
        low, high = _around(rule, reading, anchor)
        chosen = [anchor]
        for name in rule.needs[1:]:
            partner = _partner(reading.hits[name], anchor, low, high, rule.gap)
            if partner is None:
                return None
            chosen.append(partner)
        if rule.also and not rule.also & trade:
            others = (hit for name in rule.also for hit in reading.hits.get(name, ()))
            extra = _partner(others, anchor, low, high, 10_000)
            if extra is None:
                return None
        if rule.unless and _near_any(rule, reading, anchor):
            return None
        faces: set[str] = set()
        for hit in chosen:
            faces |= reading.faces(hit)
        faces -= rule.allow
        if faces & SILENCES or (rule.fresh and faces & {"asked", "told", "past"}):
            return None
        lowered = bool(faces & LOWERS) and rule.level == "crisis"
        spans = tuple(
            sorted({reading.span(hit.start, hit.end) for hit in chosen}, key=lambda span: (span.start, span.end))
        )
        return Signal(
            rule.code, "watch" if lowered else rule.level, rule.id, self.book.version, rule.kind,
            POINTS_LOWERED if lowered else rule.points, spans, {"lowered": sorted(faces & LOWERS)} if faces & LOWERS else {},
        )  # fmt: skip


def _meaningful(found: list[Hit], text: str) -> list[Hit]:
    """Without hits that begin inside an inert word (or a title), and negations that are part of a longer word."""
    inert = [(hit.start, hit.end) for hit in found if "inert" in hit.classes]
    if "《" in text:
        inert.extend((at, end) for at, char in enumerate(text) if char == "《" and (end := text.find("》", at)) > 0)
    if inert:
        covered = {place for first, last in inert for place in range(first, last)}
        found = [hit for hit in found if hit.start not in covered]
    if not any("negator" in hit.classes for hit in found):
        return found
    covers = [(one.start, one.end) for one in found if "asks" in one.classes or not one.classes <= CUES]
    reach = min(LONGEST, max((last - first for first, last in covers), default=0))
    return [hit for hit in found if "negator" not in hit.classes or not _inside(hit, covers, reach)]


def _inside(hit: Hit, covers: list[tuple[int, int]], reach: int) -> bool:
    """Whether a longer one of `covers`, which are in order of their start and at most `reach` long, holds the hit."""
    size = hit.end - hit.start
    for at in range(bisect_right(covers, (hit.start, LIMIT)) - 1, -1, -1):
        first, last = covers[at]
        if hit.start - first > reach:
            return False
        if hit.end <= last and last - first > size:
            return True
    return False


def _around(rule: Rule, reading: Reading, anchor: Hit) -> tuple[int, int]:
    if rule.near == "item":
        return 0, len(reading.text)
    if rule.near == "sentence":
        return reading.scopes.sentence(anchor.start)
    clause = reading.scopes.clause(anchor.start)
    return clause.start, max(clause.end, anchor.end)


def _partner(candidates: Iterable[Hit], anchor: Hit, low: int, high: int, gap: int) -> Hit | None:
    """The candidate closest to the anchor between `low` and `high`, not the anchor's own word."""
    best: Hit | None = None
    nearest = gap + 1
    for hit in candidates:
        if hit.start < low or hit.end > high or (hit.start == anchor.start and hit.end == anchor.end):
            continue
        distance = max(0, hit.start - anchor.end, anchor.start - hit.end)
        if distance < nearest:
            best, nearest = hit, distance
    return best


def _near_any(rule: Rule, reading: Reading, anchor: Hit) -> bool:
    if rule.near == "item":
        low, high = 0, len(reading.text)
    else:
        low, high = reading.scopes.sentence(anchor.start)
    return any(
        low <= hit.start < high and (hit.start, hit.end) != (anchor.start, anchor.end)
        for name in rule.unless
        for hit in (*reading.hits.get(name, ()), *reading.cues.get(name, ()))
    )
