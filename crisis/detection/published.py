"""Judges what is published or asked in public: reports, inquiries of journalists, posts and their reach.

`media`, `inquiry` and `social` give the signals of one item; they expect that the item was found to be about us.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisis.detection import windows
from crisis.detection.attributes import Figures, outlet_class
from crisis.detection.item import Item
from crisis.detection.matter import Matter
from crisis.detection.signals import Reading
from crisis.detection.story import same_story, sketch
from crisis.detection.verdict import Signal, Span

VIEWS, VIEWS_WATCH, SHARES, SHARES_WATCH, STEEP_FROM = 100_000, 10_000, 1_000, 100, 20_000
DEADLINE_HOURS = 24.0
STEEP_TIMES = 3
GROUP = 3  # complainants an outlet speaks of
LONGEST_QUOTE = 60
GRAVE = (
    "death", "injury", "fire", "explosion", "poison", "brake_lost", "runaway", "flight_danger", "medical_error", "near_miss",
    "stall", "ill", "accident", "violence", "collective", "class_action", "hacked_us", "airbag", "control_lost", "altered",
)  # fmt: skip
NEGATIVE = (
    *GRAVE,
    "dispute",
    "fault",
    "foreign_body",
    "hazard",
    "smoke",
    "leak",
    "expired",
    "discrimination",
    "loss",
    "failed_fix",
    "brush_off",
    "rude",
    "sale",
    "failing",
)


def media(item: Item, reading: Reading, matter: Matter | None, version: str) -> list[Signal]:
    """R-M1: an outlet published a negative claim about us, or joins an open crisis; good news is none, unclear tone a watch."""
    negative, good = _spans(reading, NEGATIVE), reading.has("positive_topic")
    params = {**_outlet(item), **_copies(reading, matter)}
    saved = reading.has("rescued") and reading.has("praise") and not reading.live("fire", "explosion", "death")
    if good and (saved or not reading.live(*GRAVE)):
        return []
    if negative:
        return [Signal("T-MEDIA", "crisis", "W01", version, "report", 75, negative, params)]
    if reading.has("praise") or reading.drill:
        return []
    joins = matter is not None and matter.open
    return [
        Signal("T-MEDIA", "crisis" if joins else "watch", "W02", version, "unclear", 70 if joins else 42, (), params)
    ]


def inquiry(item: Item, reading: Reading, figures: Figures, matter: Matter | None, version: str) -> list[Signal]:
    """A journalist asks: watch; crisis when tied to safety, to an open crisis, or wanted within a day."""
    known = matter is not None and matter.open
    negative = _spans(reading, NEGATIVE) or _asked_spans(reading)
    asking = _asking(reading)
    hours = figures.deadline_hours
    pressing = hours is not None and hours < DEADLINE_HOURS
    if not known and not negative and not (pressing and _of_one_case(reading)):
        if reading.has("positive_topic", "praise"):
            return []
        return [Signal("T-MEDIA", "watch", "W03", version, "inquiry", 42, asking, _outlet(item))]
    if reading.has("positive_topic") and not known and not _any(reading, GRAVE):
        return []
    grave = (
        _any(reading, GRAVE)
        or reading.has("personal")
        or reading.has("several_people")
        or figures.persons >= GROUP
        or (matter is not None and windows.distinct(matter) >= 2)
    )
    level = "crisis" if known or pressing or grave else "watch"
    params = {**_outlet(item), **({"hours": round(hours, 1)} if hours is not None else {})}
    further = [one for one in negative if not any(a.start <= one.start and one.end <= a.end for a in asking)]
    spans = (*asking, *further)[:4]
    return [Signal("T-MEDIA", level, "W04", version, "inquiry", 74 if level == "crisis" else 45, spans, params)]


def _of_one_case(reading: Reading) -> bool:
    """The question is about something that happened with us, and nothing in it is good news."""
    return reading.has("one_case") and not reading.has("positive_topic", "praise")


def social(item: Item, reading: Reading, figures: Figures, matter: Matter | None, version: str) -> list[Signal]:
    """Reach of a post that is not praise; what nobody but its author reports counts as rumour."""
    negative = _spans(reading, NEGATIVE) or _asked_spans(reading)
    if not negative and (reading.has("praise", "positive_topic") or not (matter and matter.open)):
        level = _reach(item, figures, matter)
        return (
            [Signal("T-VIRAL", "watch", "W05", version, "reach", 42, (), _reached(item, reading, figures, matter))]
            if (level == "crisis" or level and reading.has("ordinary")) and not reading.has("praise", "positive_topic")
            else []
        )
    level = _reach(item, figures, matter)
    if level is None:
        return []
    points = 73 if level == "crisis" else 46
    found = [
        Signal("T-VIRAL", level, "W06", version, "reach", points, negative, _reached(item, reading, figures, matter))
    ]
    if reading.live("rude", "violence", "discrimination"):
        found.append(
            Signal(
                "T-CONDUCT",
                "crisis",
                "W07",
                version,
                "viral_conduct",
                72,
                _spans(reading, ("rude", "violence", "discrimination")),
            )
        )
    if unverified(reading, matter):
        found.append(
            Signal(
                "T-RUMOUR",
                level,
                "W08",
                version,
                "unverified",
                points - 2,
                negative,
                {"doubt": sorted(matter.doubt) if matter else []},
            )
        )
    return found


def unverified(reading: Reading, matter: Matter | None) -> bool:
    """Nobody independent has reported it, or there is reason to doubt it, or it adds hearsay to what is known."""
    if matter is None:
        return True
    if matter.doubt or reading.live("rumour"):
        return True
    if any(s.params.get("lowered") == ["told"] and s.code not in matter.codes for s in reading.signals):
        return True
    return not matter.open and windows.distinct(matter) <= 1 and not reading.live(*GRAVE)


def _reach(item: Item, figures: Figures, matter: Matter | None) -> str | None:
    if figures.views >= VIEWS or figures.shares >= SHARES or figures.hot_rank or item.attrs.get("hot_search"):
        return "crisis"
    if _growth(item, figures, matter) >= STEEP_TIMES:
        return "crisis"
    return "watch" if figures.views >= VIEWS_WATCH or figures.shares >= SHARES_WATCH else None


def _growth(item: Item, figures: Figures, matter: Matter | None) -> float:
    """How many times the views of an hour ago a post of the matter has now; 0 below STEEP_FROM."""
    if matter is None or figures.views < STEEP_FROM:
        return 0.0
    hour = [one.views for one in matter.entries if one.views and timedelta(0) <= item.at - one.at <= timedelta(hours=1)]
    return figures.views / min(hour) if hour else 0.0


def _reached(item: Item, reading: Reading, figures: Figures, matter: Matter | None) -> dict[str, Any]:
    times = _growth(item, figures, matter)
    growth = {"times": f"{times:.2g}"} if times >= STEEP_TIMES else {}
    return {"views": figures.views, "shares": figures.shares, **growth, **_copies(reading, matter)}


def _outlet(item: Item) -> dict[str, Any]:
    return {"outlet": str(item.attrs.get("outlet") or ""), "class": outlet_class(item) or ""}


def _copies(reading: Reading, matter: Matter | None) -> dict[str, Any]:
    """How often the matter has had this very story, this time included, and the record that brought it first."""
    mine = sketch(reading.text)
    told = [one for one in matter.entries if one.story] if matter is not None and mine else []
    known = [one.item for one in told if same_story(one.story, mine)]
    return {"copies": len(known) + 1, "first": known[0]} if known else {}


def _asking(reading: Reading) -> tuple[Span, ...]:
    """The clause in which the journalist asks; of a long one the words alone."""
    hits = [hit for name in ("inquiry", "press", "mention") for hit in reading.hits.get(name, ())]
    if not hits:
        return ()
    clause = reading.scopes.clause(hits[0].start)
    words = reading.text[clause.start : clause.end]
    if len(words) > LONGEST_QUOTE:
        return (reading.span(hits[0].start, hits[0].end),)
    start = clause.start + len(words) - len(words.lstrip())
    return (reading.span(start, start + len(words.strip())),)


def _any(reading: Reading, classes: tuple[str, ...]) -> bool:
    """Some word of the classes that is not denied; a journalist's question is no denial."""
    return any(
        "negated" not in reading.faces(hit) and "elsewhere" not in reading.faces(hit)
        for name in classes
        for hit in reading.hits.get(name, ())
    )


def _spans(reading: Reading, classes: tuple[str, ...]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(reading.span(hit.start, hit.end) for hit in reading.meant(*classes)))[:4]


def _asked_spans(reading: Reading) -> tuple[Span, ...]:
    hits = [
        hit
        for name in NEGATIVE
        for hit in reading.hits.get(name, ())
        if not reading.faces(hit) & {"negated", "elsewhere"}
    ]
    return tuple(dict.fromkeys(reading.span(hit.start, hit.end) for hit in hits))[:4]
