"""Groups of complaint texts about one matter: they share a name or phrase and read alike; groups grow and merge.

A group is told once three persons came closer together than the phrase they share would by chance.
"""
import datetime as dt
import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from operator import itemgetter
from typing import Any

from crisis.detection.evidence import interval, tail
from crisis.detection.fragments import Token
from crisis.detection.similarity import Background, Reading, alike, read

LINK_WEIGHT = 4.0  # shared phrases must weigh this much for a group to be looked at
LIKE_FROM = 0.6  # mean chance of the two most alike members
LOOKED_AT = 6  # groups a text is compared with
COMPARED = 12  # members of a group a text is compared with
TOO_COMMON, TOO_COMMON_SHARE = 60, 0.06
SILENCE = 120.0  # days after which a group takes nothing more
PERSONS = 3
LONGEST_WINDOW = 62.0
REMEMBERED = 365.0  # days a phrase's uses are remembered
USES_KEPT = 250
TOLD_FROM = 1.8  # -log10 of the chance
SHARED_BY, MATTER_SHARED_BY, MEAN_CHANCE = 0.7, 0.7, 0.7
PENALTY = {"phrase": 2.0, "short name": 1.0, "name": 0.0}


@dataclass(frozen=True, slots=True)
class Letter:
    id: str
    day: float
    person: str
    reading: Reading
    links: Mapping[Token, int]  # phrases that may hold a group together


@dataclass(slots=True)
class Group:
    name: str
    members: list[Letter] = field(default_factory=list)
    links: Counter[Token] = field(default_factory=Counter)
    chances: float = 0.0  # sum over the members that joined
    joined: int = 0
    told: bool = False
    why: str = ""

    def persons(self) -> set[str]:
        return {m.person for m in self.members}

    def add(self, letter: Letter) -> None:
        self.members.append(letter)
        self.links.update(letter.links.keys())


@dataclass(slots=True)
class Uses:
    """Who used a phrase when, lately."""

    lately: deque[tuple[float, str, str]] = field(default_factory=deque)  # day, person, letter id

    def note(self, letter: Letter) -> None:
        self.lately.append((letter.day, letter.person, letter.id))
        while len(self.lately) > USES_KEPT or letter.day - self.lately[0][0] > REMEMBERED:
            self.lately.popleft()

    def persons_outside(self, ids: set[str]) -> int:
        return len({person for _, person, name in self.lately if name not in ids})


@dataclass(slots=True)
class Groups:
    background: Background = field(default_factory=Background)
    running: dict[str, Group] = field(default_factory=dict)
    holding: dict[Token, set[str]] = field(default_factory=dict)  # phrase → groups
    linked: Counter[Token] = field(default_factory=Counter)  # phrase → letters it could link
    uses: dict[Token, Uses] = field(default_factory=dict)
    heard: int = 0
    opened: int = 0
    first_day: float | None = None

    def hear(self, letter: Letter) -> Group:
        self.heard += 1
        self.first_day = letter.day if self.first_day is None else self.first_day
        self.background.learn(letter.reading)
        hits = self._hits(letter)
        if hits:
            group = hits[0][1]
            group.chances += hits[0][2]
            group.joined += 1
            for _, other, _ in hits[1:]:
                if held_by_one_name(group, other, letter):
                    group = self._merge(group, other)
                    break
        else:
            self.opened += 1
            group = self.running[f"g{self.opened}"] = Group(f"g{self.opened}")
        group.add(letter)
        for token in letter.links:
            self.holding.setdefault(token, set()).add(group.name)
            self.linked[token] += 1
        for token in letter.reading.strength:
            if token.sort != "word" or len(token.text) >= 4:
                self.uses.setdefault(token, Uses()).note(letter)
        return group

    def _hits(self, letter: Letter) -> list[tuple[float, Group, float]]:
        """(rank, group, chance) of the groups that would take the letter, best first."""
        near: dict[str, float] = {}
        for token, times in letter.links.items():
            common = self.linked[token]
            if common > max(TOO_COMMON, TOO_COMMON_SHARE * self.heard):
                continue
            weight = math.log((self.heard + 200) / (common + 1)) * min(2.0, math.sqrt(times / 2))
            for name in self.holding.get(token, ()):
                group = self.running[name]
                near[name] = near.get(name, 0.0) + weight * group.links[token] / len(group.members)
        hits = []
        for name, weight in nlargest(LOOKED_AT, near.items(), key=itemgetter(1)):
            group = self.running[name]
            if weight < LINK_WEIGHT or letter.day - group.members[-1].day > SILENCE:
                continue
            chance = self._chance(letter, group)
            if chance >= LIKE_FROM:
                hits.append((chance * weight, group, chance))
        return sorted(hits, key=lambda h: -h[0])

    def _chance(self, letter: Letter, group: Group) -> float:
        chances = sorted(
            (alike(letter.reading, m.reading, self.background).chance for m in group.members[-COMPARED:]), reverse=True
        )[:2]
        return sum(chances) / len(chances)

    def _merge(self, one: Group, two: Group) -> Group:
        keeps, goes = sorted((one, two), key=lambda g: (not g.told, -len(g.members)))
        keeps.members = sorted(keeps.members + goes.members, key=lambda m: m.day)
        keeps.links.update(goes.links)
        keeps.chances += goes.chances
        keeps.joined += goes.joined
        for token in goes.links:
            self.holding[token].discard(goes.name)
            self.holding[token].add(keeps.name)
        del self.running[goes.name]
        return keeps

    def worth_telling(self, group: Group) -> bool:
        """Told once, always told; before that, the evidence decides."""
        if not group.told and len(group.persons()) >= PERSONS and group.chances >= MEAN_CHANCE * group.joined:
            score, group.why = self.evidence(group)
            group.told = score >= TOLD_FROM
        return group.told

    def evidence(self, group: Group) -> tuple[float, str]:
        """The strongest over the phrases most members share, and its words."""
        matter = common_matter(group)
        if not matter:
            return 0.0, ""
        ids = {m.id for m in group.members}
        today = group.members[-1].day
        span = min(REMEMBERED, today - (self.first_day or today) + 30.0)
        best = (0.0, "")
        for token, n in group.links.items():
            if n < max(PERSONS, SHARED_BY * len(group.members)):
                continue
            rate = (self.uses[token].persons_outside(ids) + 1.0) / span
            last = {m.person: m.day for m in group.members if token in m.reading.strength}
            days = sorted(last.values(), reverse=True)
            for count in range(PERSONS, len(days) + 1):
                width = max(1.0, days[0] - days[count - 1])
                if width > LONGEST_WINDOW:
                    break
                score = tail(count - 1, rate * width) - PENALTY[sort_of_name(token, group)]
                if score > best[0]:
                    low, high = interval(rate * width)
                    words = (
                        f"{count} persons in {math.ceil(width)} days name “{token.text}” ({matter}), "
                        f"expected {rate * width:.1f} ({low}-{high})"
                    )
                    best = (score, words)
        return best


def sort_of_name(token: Token, group: Group) -> str:
    if token.sort == "bond" or token.sort == "name" and len(token.text) > 2:
        return "name"
    if token.sort == "figure" and len(token.text) > 2 and not token.text.isdigit():
        return "name"
    in_titles = sum(token in m.reading.title for m in group.members)
    if token.sort == "name" and in_titles >= 0.6 * len(group.members):
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
    count = Counter(word for m in group.members for word in m.reading.parts | m.reading.failures)
    if not count:
        return ""
    word, n = count.most_common(1)[0]
    return word if n >= MATTER_SHARED_BY * len(group.members) else ""


def links(reading: Reading) -> dict[Token, int]:
    """The phrases of a text that may hold a group together: names told twice or in the title, phrases of the title."""
    found = {}
    for token, times in reading.strength.items():
        sort, titled = token.sort, token in reading.title
        if (
            sort in ("name", "bond")
            and times >= 2
            or sort == "pair"
            and (titled or times >= 3)
            or sort == "word"
            and len(token.text) >= 4
            and titled
            or sort == "figure"
            and times >= 2
            and len(token.text) >= 3
            and not token.text.isdigit()
        ):
            found[token] = times
    return found


def letter_of(row: Mapping[str, Any]) -> Letter:
    text = " ".join(str(row.get(k) or "") for k in ("title", "text")).strip()
    reading = read(text)
    at = dt.datetime.fromisoformat(str(row["time"]).replace("T", " ")[:19])
    day = at.toordinal() + (at.hour * 3600 + at.minute * 60 + at.second) / 86400.0
    person = str(row.get("customer") or row["id"])
    return Letter(str(row["id"]), day, person, reading, links(reading))


def detect_groups(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows {id, time, customer, title, text} in time order; a line whenever a told group grows."""
    groups = Groups()
    for row in rows:
        group = groups.hear(letter_of(row))
        if groups.worth_telling(group):
            yield {
                "incident": group.name,
                "time": str(row["time"]),
                "members": [m.id for m in group.members],
                "reason": f"{len(group.persons())} persons, {len(group.members)} complaints; told since {group.why}",
            }
