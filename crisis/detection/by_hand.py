"""Does to a listener's memory what a person decided: two senders are one or apart, a record is of another matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crisis.detection.identity import Identity, marks_of
from crisis.detection.item import Item
from crisis.detection.matter import NONE, Entry, Matter, Matters, Slots


def same_person(identity: Identity, matters: Matters, one: Item, two: Item, by: str, why: str) -> str | None:
    """The senders of both items are one from now on; returns who stands for them, None where an item has no sender."""
    first, second = identity.recognise(one).person, identity.recognise(two).person
    if first is None or second is None:
        return None
    first, second = identity.person(first), identity.person(second)
    identity.together(first, second)
    keep, goes = sorted((first, second), key=lambda name: int(name[1:]))
    identity.merge(keep, goes, by, why)
    for matter in matters.all.values():
        if goes in matter.told or any(entry.person == goes for entry in matter.entries):
            matter.rename(goes, keep)
    _index(matters, keep)
    return keep


def another_person(
    identity: Identity, matters: Matters, item: Item, tied_by: Iterable[str], by: str, why: str
) -> str | None:
    """The item's sender is somebody else than those it was tied to by marks of the kinds `tied_by`; returns who."""
    known = identity.recognise(item).person
    if known is None:
        return None
    shared = set(tied_by)
    own = [mark for mark in marks_of(item) if mark.split(":", 1)[0] not in shared]
    fresh = identity.split(known, own, by, why)
    identity.keep_apart(known, fresh)
    for matter in matters.all.values():
        mine = [entry for entry in matter.entries if entry.item == item.id]
        if mine:
            matter.entries = [replace(e, person=fresh) if e.item == item.id else e for e in matter.entries]
            _recount(matter)
    _index(matters, fresh)
    return fresh


def move(identity: Identity, matters: Matters, item: Item, source: str | None, target: str | None) -> Matter:
    """The item leaves the matter `source` for the matter `target`; without one it stands alone in a matter of its own."""
    entry = _taken(matters, item.id, source) or _entry(identity, item)
    goal = matters.all.get(target) if target else None
    if goal is None:
        goal = matters.make()
    matters.file(goal, entry)
    return goal


def sender(identity: Identity, item: Item) -> str | None:
    """Who is taken to have sent a known item; nobody is remembered for being asked about."""
    found = next((identity.marks[mark] for mark in marks_of(item) if mark in identity.marks), None)
    return identity.person(found) if found is not None else None


def sender_in(identity: Identity, matters: Matters, item: Item, matter: str | None) -> str | None:
    """Who is taken to have sent it: as its matter says, else by its marks."""
    known = matters.all.get(matter) if matter else None
    entry = next((e for e in known.entries if e.item == item.id), None) if known is not None else None
    return identity.person(entry.person) if entry is not None and entry.person else sender(identity, item)


def _taken(matters: Matters, item: str, source: str | None) -> Entry | None:
    matter = matters.all.get(source) if source else None
    found = next((entry for entry in matter.entries if entry.item == item), None) if matter is not None else None
    if matter is not None and found is not None:
        matter.entries = [e for e in matter.entries if e.item != item]
        _recount(matter)
    return found


def _entry(identity: Identity, item: Item) -> Entry:
    slots = Slots(frozenset(), item.product, item.branch, None, None)
    person = identity.recognise(item).person
    return Entry(item.id, item.at, person, slots, item.kind == "complaint" and person is not None, False)


def _recount(matter: Matter) -> None:
    """What a matter knows from its entries alone, after one of them left or changed hands."""
    slots = [entry.slots for entry in matter.entries]
    matter.topics = frozenset(topic for one in slots for topic in one.topics)
    matter.products = frozenset(one.product for one in slots if one.product)
    matter.branches = frozenset(one.branch for one in slots if one.branch)
    matter.jobs = frozenset(one.job for one in slots if one.job)
    matter.told = {e.person: matter.told.get(e.person, NONE) for e in matter.entries if e.person}
    matter.reporters = dict.fromkeys(e.person for e in matter.entries if e.person and e.counts)
    matter.last = max((entry.at for entry in matter.entries), default=matter.last)


def _index(matters: Matters, person: str) -> None:
    for matter in matters.all.values():
        if person in matter.told:
            matters.index(f"person|{person}", matter.id)
