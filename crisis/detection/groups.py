"""What a group of letters is and when it is worth telling: persons closer together than their phrase is usual."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from crisis.detection.evidence import interval, tightest
from crisis.detection.fragments import BOND, FIGURE, NAME, WORD, text_of
from crisis.detection.similarity import Reading

PERSONS = 3
LONGEST_WINDOW = 62.0
REMEMBERED = 365.0  # days a phrase's uses are remembered
USES_KEPT = 250
TOLD_FROM = 1.8  # -log10 of the chance
SHARED_BY, MATTER_SHARED_BY, MEAN_CHANCE = 0.7, 0.7, 0.7
PENALTY = {"phrase": 2.0, "short name": 1.0, "name": 0.0}
PHRASES_KEPT = 300_000
LONG_WORD = 4
AT_MOST = 100  # members of a group that are looked at, however many a flood brings


@dataclass(frozen=True, slots=True)
class Letter:
    id: str
    day: float
    person: str
    reading: Reading
    links: Mapping[str, int]  # phrases that may hold a group together


@dataclass(slots=True)
class Group:
    name: str
    members: list[Letter] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)
    chances: float = 0.0  # sum over the members that joined
    joined: int = 0
    persons: set[str] = field(default_factory=set)
    told: bool = False
    why: str = ""

    def add(self, letter: Letter) -> None:
        self.members.append(letter)
        self.persons.add(letter.person)
        self.links.update(letter.links.keys())


@dataclass(slots=True)
class Phrases:
    """Who used which phrase when, lately: (day, person, letter id) per phrase."""

    uses: dict[str, list[tuple[float, str, str]]] = field(default_factory=dict)
    first_day: float | None = None

    def note(self, letter: Letter) -> None:
        self.first_day = letter.day if self.first_day is None else self.first_day
        use = letter.day, letter.person, letter.id
        for token in letter.reading.strength:
            if token[0] != WORD or len(token) > LONG_WORD:
                uses = self.uses.setdefault(token, [])
                uses.append(use)
                if len(uses) > USES_KEPT:
                    del uses[: USES_KEPT // 5]

    def usual(self, token: str, ids: set[str], today: float) -> float:
        """Persons a day that use it outside the letters `ids`."""
        others = {person for day, person, name in self.uses[token] if name not in ids and today - day <= REMEMBERED}
        span = min(REMEMBERED, today - (self.first_day or today) + 30.0)
        return (len(others) + 1.0) / span

    def sweep(self, today: float) -> None:
        """Forget what is old; when there is still too much, also what was used once."""
        least = 2 if len(self.uses) > PHRASES_KEPT else 1
        self.uses = {
            t: u
            for t, u in self.uses.items()
            if today - u[-1][0] <= REMEMBERED and (len(u) >= least or today - u[-1][0] < 7)
        }


def worth_telling(group: Group, phrases: Phrases) -> bool:
    """Told once, always told; before that, the evidence decides."""
    if not group.told and len(group.persons) >= PERSONS and group.chances >= MEAN_CHANCE * group.joined:
        score, group.why = evidence(group, phrases)
        group.told = score >= TOLD_FROM
    return group.told


def evidence(group: Group, phrases: Phrases) -> tuple[float, str]:
    """The strongest over the phrases most members share, and its words."""
    matter = common_matter(group)
    if not matter:
        return 0.0, ""
    members = group.members[-AT_MOST:]
    ids = {m.id for m in members}
    best = (0.0, "")
    for token, n in group.links.items():
        if n < max(PERSONS, SHARED_BY * len(group.members)):
            continue
        rate = phrases.usual(token, ids, members[-1].day)
        last = {m.person: m.day for m in members if token in m.reading.strength}
        days = sorted(v for v in last.values() if members[-1].day - v <= LONGEST_WINDOW)
        score, count, width = tightest(days, rate, PERSONS, len(days))
        score -= PENALTY[sort_of_name(token, group)]
        if score > best[0]:
            low, high = interval(rate * width)
            said = f"{count} persons in {math.ceil(width)} days name “{text_of(token)}” ({matter})"
            best = (score, f"{said}, expected {rate * width:.1f} ({low}-{high})")
    return best


def sort_of_name(token: str, group: Group) -> str:
    if token[0] == BOND or token[0] == NAME and len(token) > 3:
        return "name"
    if token[0] == FIGURE and len(token) > 3 and not text_of(token).isdigit():
        return "name"
    members = group.members[-AT_MOST:]
    if token[0] == NAME and sum(token in m.reading.title for m in members) >= 0.6 * len(members):
        return "short name"
    return "phrase"


def held_by_one_name(one: Group, two: Group, letter: Letter) -> bool:
    """Whether a name of the letter runs through both groups."""
    return any(
        sort_of_name(token, one) == "name"
        and one.links[token] >= 0.6 * len(one.members)
        and two.links[token] >= 0.6 * len(two.members)
        for token in letter.links
    )


def common_matter(group: Group) -> str:
    """The part or failure that most members speak of, if there is one."""
    count = Counter(word for m in group.members[-AT_MOST:] for word in m.reading.parts | m.reading.failures)
    if not count:
        return ""
    n, word = max((n, word) for word, n in count.items())
    return word if n >= MATTER_SHARED_BY * min(AT_MOST, len(group.members)) else ""
