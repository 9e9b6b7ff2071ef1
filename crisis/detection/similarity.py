"""Whether two complaint texts speak of the same matter: names they share, parts and failures, and what their titles say.

The chance is a logistic of a few measures between 0 and 1.  The weights were learned from labelled pairs, groups of
one event or product held out together (docs/evidence/detection-2026-11-21.md).
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from crisis.detection.fragments import BOND, FIGURE, LONG_FROM, NAME, PAIR, WORD, text_of, title_and_body, tokens
from crisis.detection.slots import dictionary, find_mentions
from crisis.language.normalise import fold

LEAST = {NAME: 4.5, BOND: 4.5, PAIR: 2.5, WORD: 0.3, FIGURE: 1.5}
MOST = {NAME: 5.5, BOND: 5.5, PAIR: 4.0, WORD: 4.0, FIGURE: 5.0}
SAME_WORDING = 0.85  # overlap of two-character pieces from which a text is a copy
READ_AT_MOST = 1500  # characters of a text
CHUNK = 4000  # pairs that are read before the first of them is decided


@dataclass(slots=True)
class Background:
    """In how many texts each token has stood so far; tokens of one text are forgotten when there are too many."""

    texts: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    limit: int = 400_000

    def learn(self, reading: "Reading") -> None:
        self.texts += 1
        self.seen.update(reading.strength.keys())
        if len(self.seen) > self.limit:
            self.seen = Counter({t: n for t, n in self.seen.items() if n > 1})

    def weight(self, token: str) -> float:
        """How much it says that two texts share this token."""
        rarity = math.log((self.texts + 1) / (self.seen[token] + 0.5))
        return max(LEAST[token[0]], min(MOST[token[0]], rarity))


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, taken apart once."""

    title: Mapping[str, int]
    strength: Mapping[str, int]  # how often; in the title counts twice
    pieces: frozenset[str]
    parts: frozenset[str]
    kinds: frozenset[str]
    failures: frozenset[str]
    long: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    chance: float  # 0..1 that it is the same matter
    copy: bool
    names: tuple[str, ...]
    parts: tuple[str, ...]
    failures: tuple[str, ...]

    @property
    def reason(self) -> str:
        shared = [("names", self.names), ("parts", self.parts), ("failures", self.failures)]
        said = "; ".join(f"{what}: {', '.join(words)}" for what, words in shared if words)
        return ("same wording; " if self.copy else "") + (said or "nothing named in common")


def read(text: str) -> Reading:
    folded = fold(text[:READ_AT_MOST]).text.strip()
    title, body = title_and_body(folded)
    strength: Counter[str] = Counter()
    opening = tokens(title)
    for token, n in opening.items():
        strength[token] += 2 * n
    for token, n in tokens(body).items():
        strength[token] += n
    parts = frozenset(m.meaning for m in find_mentions(folded, dictionary("parts")))
    kinds = dictionary("parts").neighbours
    failures = frozenset(m.meaning for m in find_mentions(folded, dictionary("failures")))
    plain = "".join(c for c in folded if c.isalnum())
    pieces = frozenset(plain[i : i + 2] for i in range(len(plain) - 1))
    return Reading(
        opening, strength, pieces, parts, frozenset(kinds[p] for p in parts), failures, len(plain) > LONG_FROM
    )


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    shared = len(a & b)
    every = len(a) + len(b) - shared
    return shared / every if every else 0.0


def is_copy(a: Reading, b: Reading) -> bool:
    few, many = sorted((len(a.pieces), len(b.pieces)))
    return few >= SAME_WORDING * many and overlap(a.pieces, b.pieces) >= SAME_WORDING


def chance_alike(a: Reading, b: Reading, background: Background) -> float:
    if is_copy(a, b):
        return 1.0
    log_odds = BIAS + sum(WEIGHTS[name] * value for name, value in measures(a, b, background).items())
    return 1.0 / (1.0 + math.exp(-log_odds))


def alike(a: Reading, b: Reading, background: Background) -> Likeness:
    names = sorted((text_of(t) for t in a.strength if t[0] in (NAME, BOND) and len(t) > 3 and t in b.strength), key=len)
    parts, failures = tuple(sorted(a.parts & b.parts)), tuple(sorted(a.failures & b.failures))
    return Likeness(chance_alike(a, b, background), is_copy(a, b), tuple(names[-3:]), parts, failures)


BIAS = -5.4
WEIGHTS = {
    "both long": 1.0,
    "kinds": 3.0,
    "title told by the other": 7.0,
    "a failure shared": 1.0,
    "a name shared": 1.7,
    "titles": -6.4,
    "titles, long": 3.7,
    "parts, long": 2.6,
    "failures, long": -1.5,
    "failures": 1.7,
    "a part shared": 1.1,
}


def measures(a: Reading, b: Reading, background: Background) -> dict[str, float]:
    """All between 0 and 1."""
    weight = background.weight
    a_title = {t: weight(t) for t in a.title}
    b_title = {t: weight(t) for t in b.title}
    told = max(_told(a_title, b.strength), _told(b_title, a.strength))
    both_long = float(a.long and b.long)
    titles = _cosine(a_title, b_title)
    parts, failures = overlap(a.parts, b.parts), overlap(a.failures, b.failures)
    name = any(t[0] == NAME and len(t) > 3 and t in b.strength for t in a.strength)
    return {
        "both long": both_long,
        "kinds": overlap(a.kinds, b.kinds),
        "title told by the other": told,
        "a failure shared": float(bool(a.failures & b.failures)),
        "a name shared": float(name),
        "titles": titles,
        "titles, long": titles * both_long,
        "parts, long": parts * both_long,
        "failures, long": failures * both_long,
        "failures": failures,
        "a part shared": float(bool(a.parts & b.parts)),
    }


def _told(title: Mapping[str, float], other: Mapping[str, int]) -> float:
    whole = sum(title.values())
    return sum(w for t, w in title.items() if t in other) / whole if whole else 0.0


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    shared = sum(w * w for t, w in a.items() if t in b)
    size = math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
    return shared / size if size else 0.0


SAME_FROM = 0.42


def detect_pairs(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows {pair, text_a, text_b}; a few thousand are read ahead so that rarity is known before the first answer."""
    background = Background()
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        readings = [(row["pair"], read(str(row["text_a"])), read(str(row["text_b"]))) for row in chunk]
        for _, a, b in readings:
            background.learn(a)
            background.learn(b)
        for pair, a, b in readings:
            found = alike(a, b, background)
            yield {
                "pair": pair,
                "same": int(found.chance >= SAME_FROM),
                "score": round(found.chance, 4),
                "reason": found.reason,
            }
