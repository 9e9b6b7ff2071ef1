"""Finds the matter that an item belongs to: the nearest by topic and place, or a room that stands open for it."""

from __future__ import annotations

import re

from crisis.detection.item import Item
from crisis.detection.matter import Matter, Matters, Slots
from crisis.detection.signals import Reading

PUBLIC = frozenset({"media", "media_inquiry", "social", "regulator"})
_LOT = re.compile(r"批号|批次|\b(?:lot|batch)\b", re.I)


def matter_for(matters: Matters, item: Item, reading: Reading, slots: Slots, person: str | None) -> Matter | None:
    """The nearest matter; for what names no topic, or speaks of something known, an open room with less in common."""
    found = matters.find(slots, person, item.at)
    if found is not None and (found.open or item.kind == "complaint"):
        return found
    standing = [m for m in matters.open_ones() if m.last is not None]
    if not standing:
        return found
    public = item.kind in PUBLIC or reading.has("hearsay", "mention", "press")
    alone = len(standing) == 1 and not slots.topics
    least = 0 if public and alone else 1 if public else 2
    ranked = max(standing, key=lambda m: (m.nearness(slots, person), m.last))
    if ranked.nearness(slots, person) >= least:
        return ranked
    if person and alone and person in ranked.told:
        return ranked
    return found or _of_the_same_thing(standing, reading, slots)


def _of_the_same_thing(standing: list[Matter], reading: Reading, slots: Slots) -> Matter | None:
    """Harm, or "mine too", of the very product and place of a room, without a word of what else it could be about; of one
    lot whatever the words."""
    one_lot = slots.product is not None and _LOT.search(slots.product)
    if (slots.topics and not one_lot) or not (reading.signals or reading.has("me_too")):
        return None
    same = [m for m in standing if slots.product in m.products and (slots.branch is None or slots.branch in m.branches)]
    return max(same, key=lambda m: m.last or m.entries[-1].at, default=None)
