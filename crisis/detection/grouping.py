"""Groups of complaint texts about one matter: they share a name or phrase and read alike; groups grow and merge.

A group is told once three persons came closer together than the phrase they share would by chance.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from operator import itemgetter
from typing import Any

from crisis.detection.fragments import BOND, FIGURE, NAME, PAIR, WORD, text_of
from crisis.detection.groups import LONG_WORD, Group, Letter, Phrases, held_by_one_name, worth_telling
from crisis.detection.similarity import Background, Reading, chance_alike, read

LINK_WEIGHT = 4.0  # shared phrases must weigh this much for a group to be looked at
LIKE_FROM = 0.6  # mean chance of the two most alike members
LOOKED_AT = 4  # groups a text is compared with
COMPARED = 8  # members of a group a text is compared with
TOO_COMMON, TOO_COMMON_SHARE = 60, 0.06  # letters outside a group that hold a phrase which then links nothing
HOLDERS_LOOKED_AT = 50  # latest groups of one phrase
SWEEP_EVERY = 500
SILENCE = 120.0  # days after which a group takes nothing more


@dataclass(slots=True)
class Groups:
    background: Background = field(default_factory=Background)
    running: dict[str, Group] = field(default_factory=dict)
    holding: dict[str, dict[str, None]] = field(default_factory=dict)  # phrase → groups, in order
    linked: Counter[str] = field(default_factory=Counter)  # phrase → letters it could link
    phrases: Phrases = field(default_factory=Phrases)
    heard: int = 0
    opened: int = 0

    def hear(self, letter: Letter) -> Group:
        """The group that the letter joins, merges or begins."""
        self.heard += 1
        if self.heard % SWEEP_EVERY == 0:
            self._sweep(letter.day)
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
            self.holding.setdefault(token, {})[group.name] = None
            self.linked[token] += 1
        self.phrases.note(letter)
        return group

    def _sweep(self, today: float) -> None:
        """Forget groups that take nothing more."""
        for name in [n for n, g in self.running.items() if today - g.members[-1].day > SILENCE]:
            for token in self.running.pop(name).links:
                holders = self.holding.get(token)
                if holders is not None:
                    holders.pop(name, None)
                    if not holders:
                        del self.holding[token]
        self.linked = Counter({t: n for t, n in self.linked.items() if n > 1 or t in self.holding})
        self.phrases.sweep(today)

    def _hits(self, letter: Letter) -> list[tuple[float, Group, float]]:
        """(rank, group, chance) of the groups that would take the letter, best first."""
        near: dict[str, float] = {}
        too_common = max(TOO_COMMON, TOO_COMMON_SHARE * self.heard)
        for token, times in letter.links.items():
            held = self.holding.get(token, {})
            told = min(2.0, math.sqrt(times / 2))
            for name in list(held)[-HOLDERS_LOOKED_AT:]:
                group = self.running[name]
                outside = self.linked[token] - group.links[token]
                if outside <= too_common:
                    weight = told * math.log((self.heard + 200) / (min(self.linked[token], too_common) + 1))
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
            (chance_alike(letter.reading, m.reading, self.background) for m in group.members[-COMPARED:]), reverse=True
        )[:2]
        return sum(chances) / len(chances)

    def _merge(self, one: Group, two: Group) -> Group:
        keeps, goes = sorted((one, two), key=lambda g: (not g.told, -len(g.members)))
        keeps.members = sorted(keeps.members + goes.members, key=lambda m: m.day)
        keeps.links.update(goes.links)
        keeps.persons.update(goes.persons)
        keeps.chances += goes.chances
        keeps.joined += goes.joined
        for token in goes.links:
            self.holding[token].pop(goes.name, None)
            self.holding[token][keeps.name] = None
        del self.running[goes.name]
        return keeps


def links(reading: Reading) -> dict[str, int]:
    """The phrases of a text that may hold a group together: names told twice or in the title, phrases of the title."""
    found = {}
    for token, times in reading.strength.items():
        sort, titled = token[0], token in reading.title
        if (
            sort in (NAME, BOND)
            and times >= 2
            or sort == PAIR
            and (titled or times >= 3)
            or sort == WORD
            and len(token) > LONG_WORD
            and titled
            or sort == FIGURE
            and times >= 2
            and len(token) > 3
            and not text_of(token).isdigit()
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
    groups, now = Groups(), ""
    for row in rows:
        now = max(now, str(row["time"]))  # a letter that comes late is told when it came
        group = groups.hear(letter_of(row))
        if worth_telling(group, groups.phrases):
            yield {
                "incident": group.name,
                "time": now,
                "members": [m.id for m in group.members],
                "reason": f"{len(group.persons)} persons, {len(group.members)} complaints; told since {group.why}",
            }
