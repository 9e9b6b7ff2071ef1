"""Remembers crises that were closed and finds those that a new matter is like: product, part, failure, job, triggers."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from crisis.detection.matter import Matter
from crisis.detection.verdict import Alike

KEPT, SHOWN, LEAST = 300, 3, 3
TOPIC, PLACE, CODE = 3, 2, 1  # points for each shared part or failure, product or job, trigger
ORDINARY = frozenset({"T-GROUP", "T-EXPOSE", "T-REPEAT", "T-MEDIA", "T-VIRAL", "T-TREND"})  # of any matter


@dataclass(frozen=True, slots=True)
class Closed:
    matter: str
    began: datetime
    ended: datetime
    topics: tuple[str, ...]
    places: tuple[str, ...]  # products and service jobs
    codes: tuple[str, ...]


class Past:
    """The closed crises of one house, oldest first; the oldest are forgotten beyond KEPT."""

    def __init__(self) -> None:
        self.all: OrderedDict[str, Closed] = OrderedDict()

    def close(self, matter: Matter, at: datetime) -> None:
        """A person closed the matter's crisis; one that never was a crisis is not kept."""
        if matter.t0 is None:
            return
        places = tuple(sorted(matter.products | matter.jobs))
        topics, codes = tuple(sorted(matter.topics)), tuple(sorted(matter.codes - ORDINARY))
        self.all[matter.id] = Closed(matter.id, matter.t0, at, topics, places, codes)
        self.all.move_to_end(matter.id)
        while len(self.all) > KEPT:
            self.all.popitem(last=False)

    def like(self, matter: Matter) -> tuple[Alike, ...]:
        """The closed crises most like it, and what they share; the later one where two are equally like."""
        found = []
        for one in self.all.values():
            topics = [t for t in one.topics if t in matter.topics]
            places = [p for p in one.places if p in matter.products or p in matter.jobs]
            codes = [c for c in one.codes if c in matter.codes]
            points = TOPIC * len(topics) + PLACE * len(places) + CODE * len(codes)
            if points >= LEAST and (topics or places) and one.matter != matter.id:
                found.append(Alike(one.matter, one.began, one.ended, (*places, *topics, *codes), points))
        return tuple(sorted(found, key=lambda a: (a.points, a.ended), reverse=True)[:SHOWN])

    def state(self) -> list[dict[str, Any]]:
        return [
            {**asdict(one), "began": one.began.isoformat(), "ended": one.ended.isoformat()} for one in self.all.values()
        ]

    @classmethod
    def restore(cls, rows: list[dict[str, Any]]) -> Past:
        made = cls()
        for row in rows:
            began, ended = datetime.fromisoformat(row["began"]), datetime.fromisoformat(row["ended"])
            made.all[row["matter"]] = Closed(
                row["matter"], began, ended, *(tuple(row[k]) for k in ("topics", "places", "codes"))
            )
        return made
