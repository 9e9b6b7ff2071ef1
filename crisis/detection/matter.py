"""Keeps the matters that items belong to: what each is about, who spoke of it, and whether a room stands open for it.

Two items are of one matter when they share a topic and a place (product, branch or service job), or come from the same
person on the same topic. Memory is bounded: entries per matter, matters per key and matters in all have limits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain

from crisis.domain.severity import Evidence

ENTRIES, PEOPLE, MATTERS, PER_KEY = 240, 5_000, 30_000, 8
PASSED = 64  # open matters that are passed over in search of one to forget
QUIET = timedelta(days=75)  # a matter nobody spoke of for so long takes no new items
SITE_TOPICS = frozenset(
    "illness data flight app money conduct hygiene lift fire mixup outage closure stranded code:T-DATA code:T-CONDUCT".split()
)
EVERYWHERE = frozenset({"all", "全部", "总部"})
WIDE_TOPICS = frozenset({"data", "app", "money", "outage", "mixup", "code:T-DATA"})  # of the house, whatever the branch


@dataclass(frozen=True, slots=True)
class Slots:
    """What an item is about, as far as it says."""

    topics: frozenset[str]
    product: str | None
    branch: str | None
    job: str | None
    service: tuple[date, date] | None


KIN = {
    "kin:heat": frozenset({"fire", "battery", "heat", "skin"}),
    "kin:skin": frozenset({"skin", "allergy", "smell"}),
    "kin:fare": frozenset({"illness", "hygiene"}),
}
"""Topics that are one matter when told of one thing: a swollen pack and a fire, an odd smell and a rash, ill guests and a
dirty kitchen."""


@lru_cache(10_000)
def alike(topics: frozenset[str]) -> frozenset[str]:
    """The one set that stands for all equal ones: a hundred thousand reports name a few hundred combinations."""
    return topics


def with_kin(topics: frozenset[str]) -> frozenset[str]:
    """The topics, and the families they belong to."""
    return topics.union(name for name, family in KIN.items() if family & topics)


def common(mine: Set[str], theirs: Set[str], same_product: bool, same_site: bool = False) -> Set[str]:
    """The topics both speak of; a mere kind of failure ("plain:cracks") is common only to one product, a family of
    topics to one product or one place."""
    shared = mine & theirs
    if same_product or not shared:
        return shared
    return {topic for topic in shared if not topic.startswith(("plain:",) if same_site else ("plain:", "kin:"))}


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a matter; `counts` = a first-hand report of a fault, not a question or hearsay; `story` the sketch of
    something published."""

    item: str
    at: datetime
    person: str | None
    slots: Slots
    counts: bool
    safety: bool
    ill: int = 0
    views: int = 0
    story: tuple[int, ...] = ()


NONE: frozenset[str] = frozenset()  # the one empty set that most matters share; a set of their own takes 200 bytes


@dataclass(slots=True)
class Matter:
    """`open` = a room stands; `dismissed` = a person said it is none; `doubt` = reasons to think the claim untrue."""

    id: str
    entries: list[Entry] = field(default_factory=list)  # at most ENTRIES; a deque of one takes 700 bytes more
    topics: frozenset[str] = NONE
    products: frozenset[str] = NONE
    branches: frozenset[str] = NONE
    jobs: frozenset[str] = NONE
    codes: frozenset[str] = NONE
    told: dict[str, frozenset[str]] = field(default_factory=dict)  # person → crisis codes already heard from them
    reporters: dict[str, None] = field(default_factory=dict)  # persons who report the issue itself
    doubt: frozenset[str] = NONE
    circumstances: frozenset[str] = NONE
    evidence: Evidence = field(default_factory=Evidence)
    first_watch: datetime | None = None
    t0: datetime | None = None
    open: bool = False
    confirmed: bool = False
    dismissed: datetime | None = None
    last: datetime | None = None

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        del self.entries[:-ENTRIES]
        if entry.person and len(self.told) < PEOPLE:
            self.told.setdefault(entry.person, NONE)
            if entry.counts:
                self.reporters[entry.person] = None
        slots = entry.slots
        if not slots.topics <= self.topics:
            self.topics = self.topics | slots.topics if self.topics else slots.topics
        if slots.product and slots.product not in self.products:
            self.products |= {slots.product}
        asks = entry.person is not None and not entry.counts
        if slots.branch and slots.branch not in self.branches and not (asks and self.branches):
            self.branches |= {slots.branch}
        if slots.job and slots.job not in self.jobs:
            self.jobs |= {slots.job}
        self.last = entry.at if self.last is None else max(self.last, entry.at)

    def rename(self, old: str, new: str) -> None:
        """Who was known as `old` is `new`: one complainant where there seemed to be two."""
        self.entries = [replace(e, person=new) if e.person == old else e for e in self.entries]
        codes = self.told.pop(old, None)
        if codes is not None:
            self.told[new] = self.told[new] | codes if new in self.told else codes
        if self.reporters.pop(old, 0) is None:
            self.reporters[new] = None

    def _branch_points(self, slots: Slots, wide: bool) -> int:
        if not slots.branch or not self.branches:
            return 0
        if slots.branch in self.branches or slots.branch in EVERYWHERE or self.branches & EVERYWHERE:
            return 1
        return 0 if wide or (slots.product and slots.product in self.products) else -2

    def nearness(self, slots: Slots, person: str | None) -> int:
        """Points for being the same matter; 2 and more is the same."""
        same_product = slots.product is not None and slots.product in self.products
        same_site = slots.branch is not None and slots.branch in self.branches and not (slots.product and self.products)
        shared = common(self.topics, slots.topics, same_product, same_site)
        heard = person is not None and person in self.told
        same_thing = self.open and same_product
        again = heard and (same_thing or all(topic.startswith("plain:") for topic in slots.topics))
        points = 2 if shared else -2 if self.topics and slots.topics and not again else 0
        if slots.product and self.products:
            clash = -2 if not (shared & SITE_TOPICS) and not (slots.job and slots.job in self.jobs) else 0
            points += 1 if slots.product in self.products else clash
        points += self._branch_points(slots, bool(shared & WIDE_TOPICS))
        again_on_job = slots.job is not None and slots.job in self.jobs
        if again_on_job:
            points += 1
        if not (shared or heard or again_on_job):
            return min(points, 1)  # the same product at the same branch is where it happened, not what
        return points + 1 if heard and (shared or again) else points


class Matters:
    """All matters, found by what an item has in common with them."""

    def __init__(self) -> None:
        self.all: OrderedDict[str, Matter] = OrderedDict()
        self.by: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self.made = 0

    def open_ones(self) -> list[Matter]:
        return [self.all[name] for name in self.by.get("open", ()) if name in self.all and self.all[name].open]

    def find(self, slots: Slots, person: str | None, at: datetime, *, only_open: bool = False) -> Matter | None:
        """The nearest matter, an open room before others that are hardly nearer; None when none is near enough."""
        best: tuple[int, int, datetime] | None = None
        found: Matter | None = None
        for matter in self._candidates(slots, person):
            if matter.last is None or (at - matter.last > QUIET and not matter.open) or (only_open and not matter.open):
                continue
            near = matter.nearness(slots, person)
            rank = (near + matter.open, int(matter.open), matter.last)
            if near >= 2 and (best is None or rank > best):
                best, found = rank, matter
        return found

    def _candidates(self, slots: Slots, person: str | None) -> Iterable[Matter]:
        listed = (self.by[key] for key in (*_keys(slots, person), "open") if key in self.by)
        return [self.all[name] for name in dict.fromkeys(chain.from_iterable(listed)) if name in self.all]

    def make(self) -> Matter:
        self.made += 1
        matter = Matter(f"m{self.made}")
        self.all[matter.id] = matter
        if len(self.all) > MATTERS:
            self._forget_one()
        return matter

    def _forget_one(self) -> None:
        """The oldest without a room; open ones that are met go to the end, so that nobody has to pass them again."""
        for _ in range(PASSED):
            name, oldest = next(iter(self.all.items()))
            if not oldest.open:
                del self.all[name]
                return
            self.all.move_to_end(name)

    def file(self, matter: Matter, entry: Entry) -> None:
        """Puts the entry into the matter and makes the matter findable by it."""
        matter.add(entry)
        for key in _keys(entry.slots, entry.person):
            self.index(key, matter.id)

    def index(self, key: str, name: str) -> None:
        known = self.by.get(key, ())
        if name not in known:
            self.by[key] = (*known, name)[-PER_KEY:]
        self.by.move_to_end(key)
        while len(self.by) > 6 * MATTERS:
            self.by.popitem(last=False)

    def one_person(self, old: str, new: str) -> None:
        """A mark showed that both are one; the matters lately spoken of by `old` count them once."""
        for name in list(self.by.get(f"person|{old}", ())):
            if name in self.all:
                self.all[name].rename(old, new)
                self.index(f"person|{new}", name)

    def opened(self, matter: Matter) -> None:
        matter.open = True
        self.index("open", matter.id)


def _keys(slots: Slots, person: str | None) -> list[str]:
    places = [place for place in (slots.product, slots.branch, slots.job) if place]
    keys = [f"{place}|{topic}" for place in places for topic in slots.topics]
    keys += [f"*|{topic}" for topic in slots.topics & WIDE_TOPICS]
    return [*keys, f"person|{person}"] if person else keys
