"""Files an item with its matter: what counts as a report, what was said before, what the matter learns from it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from crisis.detection.attributes import Figures
from crisis.detection.item import Item
from crisis.detection.matter import NONE, Entry, Matter, Matters, Slots
from crisis.detection.past import Past
from crisis.detection.signals import Reading
from crisis.detection.story import sketch
from crisis.detection.verdict import Signal

SAFETY = frozenset({"T-SAFETY", "T-NEARMISS"})
SAFETY_KINDS = frozenset({"ill", "foreign_hurt"})
NOT_A_REPORT = frozenset(
    {"phishing", "mis_sent", "call", "press", "office", "lawyer", "rude", "threat", "reach", "unverified"}
)
ALSO_SAID = frozenset({"rude", "threat", "call"})  # said beside a fault of one's own, they take nothing from the report
_MINE = re.compile(r"我|(?:[用吃喝戴穿抹涂敷擦搽喷洗]了?|抹|涂|敷|擦|搽|戴|穿)(?:上去?|完|了|过)|\b(?:my|our|we|i)\b")
_NOT_FIRM = frozenset({"negated", "conditional", "asked", "told", "elsewhere", "closed"})


def entry_of(
    item: Item, reading: Reading, slots: Slots, person: str | None, signals: list[Signal], counted: Figures
) -> Entry:
    firm = [s for s in signals if not s.params.get("lowered") and s.kind not in NOT_A_REPORT]
    mine = any(s.code == "T-DATA" and s.params.get("lowered") == ["asked"] for s in signals)
    faults = [
        hit
        for name in ("fault", "failing", "stall")
        for hit in reading.hits.get(name, ())
        if not reading.faces(hit) & _NOT_FIRM
    ]
    counts = (
        person is not None
        and (item.kind in ("complaint", "letter") or (item.kind == "social" and _MINE.search(reading.text) is not None))
        and bool(firm or mine or (faults and all(s.kind in ALSO_SAID for s in signals)))
    )
    safety = any(s.code in SAFETY or s.kind in SAFETY_KINDS for s in firm)
    ill = counted.ill if any(s.kind == "ill" and not s.params.get("lowered") for s in signals) else 0
    story = sketch(reading.text) if item.kind in ("media", "social") else ()
    return Entry(item.id, item.at, person, slots, counts, safety, ill, counted.views, story)


def tells_of_harm(reading: Reading, matter: Matter | None) -> bool:
    """A colleague's message that is news: harm that nobody has looked into and that no open room handles."""
    harm = any(s.code != "T-REPEAT" and not s.params.get("lowered") for s in reading.signals)
    return harm and not reading.has("finding", "selfcheck_clean") and (matter is None or not matter.open)


def capped(
    item: Item, signals: list[Signal], matter: Matter, person: str | None, reading: Reading
) -> tuple[list[Signal], str | None]:
    """Somebody who says again what an open or dismissed matter knows from them raises no second alarm; routine work none."""
    loud = {s.code for s in signals if s.level == "crisis"}
    if not loud:
        return signals, None
    if item.kind == "service_order" and not any(s.code in SAFETY and s.level == "crisis" for s in signals):
        return [replace(s, level="watch") for s in signals], "routine"
    if person and item.kind in ("complaint", "social") and (matter.open or matter.dismissed):
        news = loud - matter.told.get(person, NONE)
        if any(one.person == person and one.item != item.id for one in matter.entries):
            news -= _by_others(signals, matter.entries[-1])
        if not news:
            return [replace(s, level="watch") for s in signals], "said_before"
    if matter.dismissed and not matter.open and loud <= matter.codes:
        return [replace(s, level="watch") for s in signals], "dismissed"
    return signals, None


def _by_others(signals: list[Signal], entry: Entry) -> set[str]:
    """Codes that are a crisis only because others speak of the matter too, not by what this item tells."""
    loud = [s for s in signals if s.level == "crisis"]
    own = {s.code for s in loud if s.rule != "X08" and (s.rule != "X04" or s.params.get("hospital") or entry.ill > 1)}
    return {s.code for s in loud} - own


def mark(item: Item, reading: Reading, matter: Matter, person: str | None, signals: list[Signal], level: str) -> None:
    codes = {s.code for s in signals}
    if not codes <= matter.codes:
        matter.codes |= codes
    if person in matter.told and level == "crisis":
        matter.told[person] |= {s.code for s in signals if s.level == "crisis"}
    if level == "watch" and not matter.open:
        matter.first_watch = item.began if matter.first_watch is None else min(matter.first_watch, item.began)
    if (
        "T-EXPOSE" in codes
        and any(s.kind == "threat" for s in signals)
        and reading.has("money_demand")
        and "T-FOOD" in codes
    ):
        matter.doubt |= {"extortion"}
    if item.attrs.get("linked_to") and "T-EXPOSE" in matter.codes:
        matter.doubt |= {"linked_accounts"}


def precursor(matter: Matter) -> datetime | None:
    first = matter.first_watch
    return first if first is not None and (matter.t0 is None or first < matter.t0) else None


def decide(matters: Matters, past: Past, matter: Matter, decision: str, at: datetime) -> None:
    """A person confirmed, dismissed or closed it; a closed crisis is remembered."""
    matter.confirmed = decision == "confirmed"
    if decision == "confirmed":
        matters.opened(matter)
        return
    matter.open = False
    if decision == "closed":
        past.close(matter, at)
    elif decision == "dismissed":
        matter.dismissed = at
