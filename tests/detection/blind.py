"""Reads the blind texts and says how the listener did on a half: labels and verdicts; of half A also where it failed.

`python -m tests.detection.blind` prints the totals of the seven sets; with `--show` also what fails in those learned from (A, C, D, F).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crisis.detection.item import Item, Org
from crisis.detection.listener import Listener
from crisis.detection.text_labels import label_texts
from crisis.detection.verdict import LEVELS

LABELS = {"S": "safety", "M": "media", "L": "legal", "G": "group", "R": "repeat", "T": "threat"}
WANTED = {"c": {"crisis"}, "w": {"watch"}, "w+": {"watch", "crisis"}, "n": {"none"}, "n/w": {"none", "watch"}}
SECTORS = {
    "cars": "auto_dealer", "restaurant": "restaurant_chain", "hotel": "hotel", "drinks": "beverage_chain", "ecommerce": "ecommerce_platform",
    "bank": "bank", "telecom": "telecom", "hospital": "hospital", "school": "school", "property": "property_management",
    "appliance": "appliance_maker", "medicine": "pharmacy", "travel": "travel_agency", "f": "services", "h": "services",
}  # fmt: skip
AT = datetime(2026, 5, 12, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Blind:
    """One invented message: what is true of it, and which verdict a first message of this kind deserves."""

    id: str
    half: str
    kind: str
    lang: str
    labels: str
    level: str
    codes: frozenset[str]
    text: str

    @property
    def org(self) -> Org:
        return Org("青禾", SECTORS[self.id.rsplit("-", 1)[0]], "operator", ("一店",))


def blind(half: str) -> Iterator[Blind]:
    for line in Path(__file__).with_name("blind_texts.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, belongs, kind, lang, labels, wanted, text = line.split(" | ", 6)
        level, _, codes = wanted.partition(",")
        if belongs == half:
            yield Blind(name, belongs, kind, lang, labels, level, frozenset(codes.split(",")) - {""}, text)


def wrong_labels(row: Blind) -> tuple[str, str, str]:
    """Letters rightly found, found in vain, and missed."""
    found = next(iter(label_texts([{"id": row.id, "text": row.text, "lang": row.lang}])))
    heard = {letter for letter, name in LABELS.items() if found[name]}
    true = set(row.labels) & set(LABELS)
    return "".join(sorted(heard & true)), "".join(sorted(heard - true)), "".join(sorted(true - heard))


def wrong_verdict(row: Blind) -> str:
    """What is wrong with the verdict, or nothing."""
    product = None if row.kind == "internal" else "P1"
    item = Item(row.id, AT, row.kind, row.text, "phone", row.lang, product, "一店", "k1", "李")
    verdict = Listener(row.org).hear(item)
    if row.level in WANTED and verdict.level not in WANTED[row.level]:
        return f"{verdict.level} for {row.level} {sorted(verdict.codes)}"
    if verdict.level != LEVELS[0] and row.codes and not row.codes & set(verdict.codes):
        return f"codes {sorted(verdict.codes)} for {sorted(row.codes)}"
    return ""


@dataclass(frozen=True, slots=True)
class Score:
    """`f1` is micro F1 of the six labels; `verdicts` the share right of those judged; `missed` wanted crises not told."""

    f1: float
    verdicts: float
    missed: int
    false_crises: int
    per_label: dict[str, tuple[int, int, int]]


def score(half: str, show: bool = False) -> Score:
    right, vain, missed = Counter[str](), Counter[str](), Counter[str]()
    judged = wrong = lost = false = 0
    for row in blind(half):
        hit, extra, lack = wrong_labels(row)
        right.update(hit)
        vain.update(extra)
        missed.update(lack)
        fault = wrong_verdict(row)
        judged += row.level in WANTED
        wrong += bool(fault)
        lost += bool(fault) and row.level == "c" and not fault.startswith("codes")
        false += fault.startswith("crisis")
        if show and (extra or lack or fault):
            print(f"{row.id} +{extra} -{lack} [{fault}] {row.text}")
    hits, misses = right.total(), vain.total() + missed.total()
    per = {letter: (right[letter], vain[letter], missed[letter]) for letter in LABELS}
    return Score(2 * hits / (2 * hits + misses), 1 - wrong / judged, lost, false, per)


if __name__ == "__main__":
    for name in "ABCDEFH":
        print(name, score(name, "--show" in sys.argv and name not in "BEH"))
