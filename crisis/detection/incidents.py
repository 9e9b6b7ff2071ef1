"""Complaint incidents in a stream: complaints of one product about one part that come closer together than is usual.

A line of the product and part opens when three complaints fall into 30 days, takes what comes until half a year is
silent, and is watched for a younger cluster of neighbouring model years, which then opens an incident of its own.
"""

import datetime as dt
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crisis.detection.evidence import interval, tightest
from crisis.detection.slots import dictionary, find_mentions, main_meaning
from crisis.language.normalise import fold

OPENS_AT = 3
WINDOW, LOOK_BACK, SILENCE = 30, 60, 180  # days
USUAL_PER_DAY, USUAL_DAYS = 0.015, 100  # what a line is taken to bring before its own history says otherwise
BURST = 60  # days
AT_MOST = 200  # complaints of a line or incident that are looked at, however many a flood brings
HAZARD_WEIGHT = 3.0  # for a burst of which every complaint tells of a failure that can hurt somebody
CHILD_AT, CHILD_SHARE, CHILD_YEARS, CHILD_WINDOW = 4, 0.35, 1, 45
YOUNG_YEARS = 2
READ_AT_MOST = 1500


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint with what was read from it; `year` 0 when not known."""

    id: str
    day: int
    year: int
    place: str
    part: str
    failures: frozenset[str]

    @property
    def young(self) -> bool:
        """Whether the thing complained of was made lately."""
        return self.year > 0 and dt.date.fromordinal(self.day).year - self.year <= YOUNG_YEARS


@dataclass(slots=True)
class Incident:
    name: str
    part: str
    product: str
    years: tuple[int, int] | None  # None: any
    members: list[Complaint]
    score: float = 0.0  # the highest so far

    @property
    def last_day(self) -> int:
        return self.members[-1].day

    def lately(self, today: int) -> list[Complaint]:
        return [m for m in self.members[-AT_MOST:] if today - m.day <= BURST]

    def takes(self, c: Complaint) -> bool:
        return self.years is None or self.years[0] <= c.year <= self.years[1]


@dataclass(slots=True)
class Line:
    """One product and part: its latest complaints and its running incidents."""

    recent: deque[Complaint] = field(default_factory=lambda: deque(maxlen=AT_MOST))
    running: list[Incident] = field(default_factory=list)
    heard: int = 0

    def usual(self, today: int, first_day: int, lately: int) -> float:
        """Complaints a day, by its own history before the burst."""
        past = max(0, self.heard - lately)
        return (past + USUAL_PER_DAY * USUAL_DAYS) / (today - first_day + 1 + USUAL_DAYS)

    def forget(self, today: int) -> None:
        while self.recent and today - self.recent[0].day > LOOK_BACK:
            self.recent.popleft()
        self.running = [i for i in self.running if today - i.last_day <= SILENCE]

    def taker(self, c: Complaint) -> Incident | None:
        """The narrowest running incident that takes the complaint."""
        takers = [i for i in self.running if i.takes(c)]
        return max(takers, key=lambda i: i.years is not None, default=None)


@dataclass(slots=True)
class Incidents:
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)
    opened: int = 0
    first_day: int | None = None

    def hear(self, product: str, c: Complaint) -> tuple[Incident, float] | None:
        """The incident that this complaint opens or joins, and the complaints a day usual for its line."""
        self.first_day = c.day if self.first_day is None else self.first_day
        line = self.lines.setdefault((product, c.part), Line())
        line.heard += 1
        incident = self._place(line, product, c)
        if incident is None:
            return None
        lately = incident.lately(c.day)
        usual = line.usual(c.day, self.first_day, len(lately))
        incident.score = max(incident.score, strength(lately, usual))
        return incident, usual

    def _place(self, line: Line, product: str, c: Complaint) -> Incident | None:
        line.forget(c.day)
        line.recent.append(c)
        incident = line.taker(c)
        if incident is None:
            lately = [r for r in line.recent if c.day - r.day <= WINDOW]
            return self._open(line, product, c, list(line.recent), None) if len(lately) >= OPENS_AT else None
        incident.members.append(c)
        child = [
            r for r in line.recent if c.day - r.day <= CHILD_WINDOW and r.young and abs(r.year - c.year) <= CHILD_YEARS
        ]
        if incident.years is None and c.young and len(child) >= CHILD_AT:
            years = min(r.year for r in child) - 1, max(r.year for r in child) + 1
            latest = incident.members[-AT_MOST:]
            inside = sum(years[0] <= m.year <= years[1] for m in latest)
            if inside < CHILD_SHARE * len(latest):
                members = [r for r in line.recent if years[0] <= r.year <= years[1]]
                return self._open(line, product, c, members, years)
        return incident

    def _open(
        self, line: Line, product: str, c: Complaint, members: list[Complaint], years: tuple[int, int] | None
    ) -> Incident:
        self.opened += 1
        incident = Incident(f"i{self.opened}", c.part, product, years, members)
        line.running.append(incident)
        return incident


def strength(lately: list[Complaint], usual: float) -> float:
    """How telling the last three are: their closeness in time, and how many of the burst can hurt somebody."""
    score, count, _ = tightest(sorted(m.day for m in lately), usual, OPENS_AT, OPENS_AT)
    hazards = dictionary("failures").hazards
    harmful = sum(bool(m.failures & hazards) for m in lately) / len(lately) if count else 0.0
    return score + HAZARD_WEIGHT * harmful


def read_complaint(row: Mapping[str, Any]) -> Complaint | None:
    text = fold(str(row.get("text") or "")[:READ_AT_MOST]).text
    part = main_meaning(find_mentions(text, dictionary("parts")), dictionary("parts"))
    if part is None:
        return None
    failures = frozenset(m.meaning for m in find_mentions(text, dictionary("failures")))
    day = dt.date.fromisoformat(str(row["time"])[:10]).toordinal()
    year = row.get("model_year")
    place = str(row.get("state") or row.get("place") or "")
    return Complaint(str(row["id"]), day, int(year) if isinstance(year, int) else 0, place, part, failures)


def detect_crises(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows {id, time, product, model_year, state, text} in time order."""
    incidents, now = Incidents(), ""
    for row in rows:
        now = max(now, str(row["time"])[:10])  # a complaint that comes late is told when it came
        complaint = read_complaint(row)
        found = complaint and incidents.hear(str(row.get("product") or ""), complaint)
        if complaint and found:
            incident, usual = found
            yield {
                "incident": incident.name,
                "time": now,
                "members": [m.id for m in incident.members],
                "score": round(incident.score, 3),
                "reason": explain(incident, complaint.day, usual),
            }


def explain(incident: Incident, today: int, usual: float) -> str:
    lately = incident.lately(today)
    expected = usual * BURST
    low, high = interval(expected)
    failures = Counter(f for m in lately for f in sorted(m.failures)).most_common(2)
    places = len({m.place for m in lately if m.place})
    years = f", model years {incident.years[0]}-{incident.years[1]}" if incident.years else ""
    said = " + ".join([incident.part] + [f for f, n in failures if n * 2 >= len(lately)])
    return (
        f"{len(lately)} alike ({said}) of {incident.product}{years} in {BURST} days, expected {expected:.1f} ({low}-{high}); "
        f"{len(incident.members)} in all, {places} places; most central: {', '.join(central(lately))}"
    )


def central(members: list[Complaint], most: int = 3) -> list[str]:
    """Those that share the most failures with the others."""
    common = Counter(f for m in members for f in m.failures)
    ranked = sorted(members, key=lambda m: -sum(common[f] - 1 for f in m.failures))
    return [m.id for m in ranked[:most]]
