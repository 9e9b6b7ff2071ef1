"""Explains a verdict: parts with points that add up to the score, and what would raise or lower it.

Scale: 40 = watch, 70 = crisis (ux/06). Keys are words of crisis/language/words/detection.yaml.
"""

from __future__ import annotations

from crisis.detection.attributes import Figures
from crisis.detection.public_parts import public_parts
from crisis.detection.published import SHARES, SHARES_WATCH, VIEWS, VIEWS_WATCH
from crisis.detection.signals import Reading
from crisis.detection.verdict import CRISIS, WATCH, Group, Part, Signal

_CEILING = {"none": WATCH - 1, "watch": CRISIS - 1, "crisis": 100}
_FLOOR = {"none": 0, "watch": WATCH, "crisis": CRISIS}
FURTHER = 4


def parts(
    level: str,
    signals: list[Signal],
    reading: Reading,
    figures: Figures,
    group: Group | None,
    in_room: bool,
    cap: str | None,
) -> tuple[Part, ...]:
    """What speaks for and against, strongest first; the sum of the points is the score and lies in the level's band."""
    ranked = sorted(signals, key=lambda signal: -signal.points)
    found = (
        [
            Part(
                f"signal.{ranked[0].code}.{ranked[0].kind}",
                ranked[0].points,
                ranked[0].rule,
                ranked[0].params,
                ranked[0].spans,
            )
        ]
        if ranked
        else []
    )
    found += [Part(f"signal.{s.code}.{s.kind}", FURTHER, s.rule, s.params, s.spans) for s in ranked[1:5]]
    if not ranked and reading.hits:
        ordinary = reading.meant("fault", "ordinary", "dispute", most=2)
        found += (
            [Part("part.ordinary", 8, spans=tuple(reading.span(hit.start, hit.end) for hit in ordinary))]
            if ordinary
            else []
        )
    if ranked:
        found += _usual(signals)
        found += public_parts(signals, reading, figures)
        found += _aggravating(figures, group, in_room)
        found += _soothing(reading)
    total = sum(part.points for part in found)
    if cap and total > _CEILING[level]:
        found.append(Part(f"cap.{cap}", _CEILING[level] - total))
    elif total > _CEILING[level]:
        found.append(Part("cap.level", _CEILING[level] - total, params={"level": level}))
    elif total < _FLOOR[level]:
        found.append(Part("floor.level", _FLOOR[level] - total, params={"level": level}))
    return tuple(found)


def _usual(signals: list[Signal]) -> list[Part]:
    """How often chance alone would bring such a count, from whom it came, and where to begin reading."""
    rows = [s.params for s in signals if s.code == "T-TREND" and "years" in s.params]
    return [
        part
        for row in rows
        for part in (
            Part("part.trend_chance", 0, params={"years": row["years"]}),
            Part(
                "part.trend_from",
                0,
                params={"persons": row["persons"], "places": row["places"], "central": row["central"]},
            ),
        )
    ]


def _aggravating(figures: Figures, group: Group | None, in_room: bool) -> list[Part]:
    found = []
    if figures.minor or figures.frail:
        found.append(Part("part.vulnerable", 6))
    if group is not None:
        found.append(Part("part.group", 5, params={"persons": group.persons, "needed": group.needed}))
    if in_room:
        found.append(Part("part.open_room", 3))
    return found


def _soothing(reading: Reading) -> list[Part]:
    """What makes it less grave without silencing it."""
    found = []
    for name, points in (("own_fix", -6), ("closed", -4), ("lucky", -2)):
        hits = reading.hits.get(name) or reading.cues.get(name)
        if hits:
            found.append(Part(f"part.{name}", points, spans=(reading.span(hits[0].start, hits[0].end),)))
    return found


def raise_lower(
    level: str, signals: list[Signal], figures: Figures, group: Group | None, cap: str | None
) -> tuple[Part, ...]:
    """What would bring the next level (+) or take this one away (−); points are the distance to the limit."""
    if level == "crisis":
        return (Part("lower.untrue", -1),)
    kinds, codes = {s.kind for s in signals}, {s.code for s in signals}
    target = (VIEWS, SHARES) if level == "watch" else (VIEWS_WATCH, SHARES_WATCH)
    rows: tuple[tuple[object, str, dict[str, object]], ...] = (
        (group is not None and group.missing, "raise.persons", {"missing": group.missing if group else 0}),
        (level == "watch" and group is None and kinds & _TWO_WOULD_DO, "raise.second_person", {}),
        (kinds & {"stall", "near_miss"}, "raise.high_risk", {}),
        (kinds & {"stall", "near_miss"}, "raise.failed_repairs", {"now": figures.fixes, "needed": 2}),
        ("T-EXPOSE" in codes, "raise.contacted", {}),
        ("T-VIRAL" in codes or figures.views, "raise.reach", {"views": target[0], "shares": target[1]}),
        ("ill" in kinds, "raise.hospital", {}),
        (cap, "raise.new_fact", {"cap": cap}),
        (any(signal.params.get("lowered") for signal in signals), "raise.first_hand", {}),
    )
    found = [Part(key, 1, params=params) for holds, key, params in rows if holds]
    return (*found, Part("lower.settled", -1)) if level == "watch" else tuple(found)


_TWO_WOULD_DO = frozenset({"stall", "hazard", "ill", "foreign", "failed_fix", "caller", "leak_fear"})
