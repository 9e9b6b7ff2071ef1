"""Signals of what a record's own fields state (people ill, injured or dead), whatever words its text finds for it."""

from __future__ import annotations

from crisis.detection.item import Item
from crisis.detection.signals import Reading
from crisis.detection.verdict import Signal

KINDS = frozenset({"complaint", "letter", "social"})


def stated(item: Item, reading: Reading, food: bool, version: str) -> list[Signal]:
    """Only what no word of the text has said already; without spans, as nothing of the text says it."""
    if item.kind not in KINDS:
        return []
    said = {signal.code for signal in reading.signals}
    found = []
    if (item.whole("dead") or item.whole("deaths")) and "T-SAFETY" not in said:
        found.append(Signal("T-SAFETY", "crisis", "V01", version, "death", 75))
    elif item.whole("injured") and "T-SAFETY" not in said:
        found.append(Signal("T-SAFETY", "crisis", "V02", version, "hurt", 72))
    if item.whole("ill") and not said & {"T-FOOD", "T-SAFETY"}:
        eaten = food or reading.has("eaten")
        found.append(
            Signal("T-FOOD" if eaten else "T-SAFETY", "watch", "V03", version, "ill" if eaten else "ill_other", 50)
        )
    return found
