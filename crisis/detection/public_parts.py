"""What the explanation of something published or asked in public adds: outlet, copies, reach, growth, deadline, embargo.

These rows carry no points: the signal has weighed them already. They show a reader on what it rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crisis.detection.attributes import Figures
from crisis.detection.signals import Reading
from crisis.detection.verdict import Part, Signal, Span
from crisis.language.embargo import embargo

OF_OUTLETS = frozenset({"report", "unclear", "inquiry"})


def public_parts(signals: Iterable[Signal], reading: Reading, figures: Figures) -> list[Part]:
    return [part for signal in signals for part in _of(signal, reading, figures)]


def _of(signal: Signal, reading: Reading, figures: Figures) -> Iterator[Part]:
    told = signal.params
    if signal.kind in OF_OUTLETS and told.get("class"):
        yield Part(f"part.outlet.{told['class']}", 0, params={"outlet": told["outlet"]})
    if told.get("copies"):
        yield Part("part.same_story", 0, params={"copies": told["copies"], "first": told["first"]})
    if signal.kind == "reach":
        yield Part("part.reach", 0, params={"views": figures.views, "shares": figures.shares})
    if told.get("times"):
        yield Part("part.growth", 0, params={"times": told["times"]})
    if signal.kind == "inquiry":
        yield from _times_of(reading, figures)


def _times_of(reading: Reading, figures: Figures) -> Iterator[Part]:
    """Until when an answer is wanted, and until when nothing is to be said in public."""
    if figures.deadline_hours is not None:
        hours = {"hours": f"{figures.deadline_hours:.2g}"}
        yield Part("part.deadline", 0, params=hours, spans=deadline_spans(reading, figures))
    if found := embargo(reading.text):
        yield Part("part.embargo", 0, spans=(reading.span(*found),))


def deadline_spans(reading: Reading, figures: Figures) -> tuple[Span, ...]:
    """Where the text names the deadline; nothing where it was given beside the text."""
    words = figures.deadline_words
    start = reading.text.find(words) if words else -1
    return (reading.span(start, start + len(words)),) if start >= 0 else ()
