"""Raises or drops signals by what else is known: counts in the text, earlier items of the matter, other signals.

Each function takes the signals heard so far and gives the list that holds. Rules here have ids X01 … X12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from crisis.detection import windows
from crisis.detection.attributes import Figures
from crisis.detection.matter import Entry, Matter
from crisis.detection.signals import Reading
from crisis.detection.verdict import Group, Signal, Span

ASSET_CNY = 10_000
SIGNERS = 10
MIS_SENT = 10
SAFETY_FUNCTION = (
    "brake",
    "steering",
    "airbag",
    "restraint",
    "stall",
    "brake_lost",
    "runaway",
    "control_lost",
    "fire",
    "smoke",
    "hazard",
    "injury",
)

HARM = ("death", "injury", "fire", "explosion", "fall", "poison", "accident", "ill")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a combination may look at; `entry` is already filed in `matter`."""

    reading: Reading
    figures: Figures
    matter: Matter
    entry: Entry
    group: Group | None
    version: str


def combine(signals: list[Signal], scene: Scene) -> list[Signal]:
    """All combinations in a fixed order; the order matters only where one looks at what another raised."""
    for step in STEPS:
        signals = step(signals, scene)
    return signals


def strongest(signals: Iterable[Signal]) -> list[Signal]:
    """The strongest rule of each code and kind once."""
    best: dict[tuple[str, str], Signal] = {}
    for signal in signals:
        key = (signal.code, signal.kind)
        if key not in best or signal.points > best[key].points:
            best[key] = signal
    return list(best.values())


def crisis(signal: Signal, rule: str, points: int = 72, **params: object) -> Signal:
    return replace(signal, level="crisis", rule=rule, points=points, params={**signal.params, **params})


def made(
    scene: Scene, code: str, level: str, rule: str, kind: str, spans: tuple[Span, ...] = (), **params: object
) -> Signal:
    return Signal(code, level, rule, scene.version, kind, 72 if level == "crisis" else 45, spans, params)


def _firm(signals: list[Signal], *codes: str) -> list[Signal]:
    return [signal for signal in signals if signal.code in codes and not signal.params.get("lowered")]


def _spans(reading: Reading, *classes: str) -> tuple[Span, ...]:
    return tuple(reading.span(hit.start, hit.end) for hit in reading.meant(*classes, most=3))


def _counted_repeats(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X01: "fixed once" and "called twice" are no repetition; three failed fixes of a safety function are a crisis."""
    figures = scene.figures
    kept = [
        signal for signal in signals
        if not (signal.kind == "contacts" and figures.contacts < 3) and not (signal.kind == "fixes" and figures.fixes < 2)
    ]  # fmt: skip
    if figures.fixes >= 3 and scene.reading.live(*SAFETY_FUNCTION):
        kept = [crisis(s, "X01", fixes=figures.fixes) if s.kind in ("fixes", "failed_fix") else s for s in kept]
    return kept


def _near_miss_after_repairs(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X02: a near miss or stall after two failed repairs, whoever writes of it."""
    failed = scene.figures.fixes
    if failed < 2 and scene.reading.live("failed_fix") and scene.reading.live("fixed_times", "contact_times") is False:
        earlier = {
            one.item
            for one in scene.matter.entries
            if one.counts and one.person and one.person == scene.entry.person and one.item != scene.entry.item
        }
        failed = max(failed, len(earlier))
    if failed < 2:
        return signals
    return [
        crisis(s, "X02", failed=failed) if s.code == "T-NEARMISS" and not s.params.get("lowered") else s
        for s in signals
    ]


def _exposure(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X03: a threat to go public together with a safety report or repeated failure."""
    grave = _firm(signals, "T-SAFETY", "T-NEARMISS") or scene.figures.fixes >= 2
    return [crisis(s, "X03") if s.kind == "threat" and grave else s for s in signals]


def _illness(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X04: two ill after the same food or site in 72 h, or one in hospital."""
    if not any(s.kind == "ill" for s in signals):
        return signals
    ill = windows.ill_persons(scene.matter, scene.entry)
    clinic = scene.reading.live("care", "admitted")
    if ill < 2 and not clinic:
        return signals
    return [
        replace(crisis(s, "X04", ill=ill, hospital=clinic), spans=tuple(dict.fromkeys((*s.spans, *_spans(scene.reading, "care")))))
        if s.kind == "ill" and not s.params.get("lowered") else s for s in signals
    ]  # fmt: skip


def _mis_sent(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X05: a list of ten and more persons in wrong hands."""
    many = max(scene.figures.records, scene.figures.persons)
    return [crisis(s, "X05", persons=many) if s.kind == "mis_sent" and many >= MIS_SENT else s for s in signals]


def _asset(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X06: a loss of 10,000 and more, or of several customers."""
    money, several = scene.figures.money, scene.figures.persons >= 2
    return [
        crisis(s, "X06", amount=money)
        if s.code == "T-ASSET" and (money >= ASSET_CNY or several) and not s.params.get("lowered")
        else s
        for s in signals
    ]


def _collective(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X07: a call to gather that ten have already signed."""
    return [
        crisis(s, "X07", signers=scene.figures.persons) if s.kind == "call" and scene.figures.persons >= SIGNERS else s
        for s in signals
    ]


def _denies(signals: list[Signal], reading: Reading) -> bool:
    """Tells of some fault, but says that the grave thing did not happen."""
    return not signals and any("negated" in reading.faces(hit) for name in HARM for hit in reading.hits.get(name, ()))


def _grouped(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X08: distinct complainants of one matter; two are a watch, three (two where safety is at stake) a crisis."""
    group = scene.group
    if group is None or not scene.entry.counts:
        return signals
    level = "crisis" if group.missing == 0 and not _denies(signals, scene.reading) else "watch"
    spans = tuple(dict.fromkeys(span for signal in signals for span in signal.spans)) or _spans(
        scene.reading, "fault", "stall"
    )
    return [
        *signals,
        made(
            scene,
            "T-GROUP",
            level,
            "X08",
            "group",
            spans,
            persons=group.persons,
            needed=group.needed,
            window=group.rule,
        ),
    ]


def _contacts(signals: list[Signal], scene: Scene) -> list[Signal]:
    """X09: the same person on the same issue for the third time in 30 days."""
    if scene.entry.person is None or any(s.code == "T-REPEAT" for s in signals):
        return signals
    times = windows.contacts(scene.matter, scene.entry)
    return [*signals, made(scene, "T-REPEAT", "watch", "X09", "contacts", contacts=times)] if times >= 3 else signals


STEPS: tuple[Callable[[list[Signal], Scene], list[Signal]], ...] = (
    _counted_repeats, _near_miss_after_repairs, _exposure, _illness, _mis_sent, _asset, _collective, _grouped, _contacts,
)  # fmt: skip
