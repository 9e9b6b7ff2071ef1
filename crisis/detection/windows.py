"""Counts distinct persons of one matter inside rolling windows: groups, service batches, the ill, repeated contacts."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime, timedelta

from crisis.detection.matter import Entry, Matter, common
from crisis.detection.verdict import Group

WEEK, BATCH, CONTACTS, ILLNESS = timedelta(days=7), timedelta(days=60), timedelta(days=30), timedelta(hours=72)
DOUBLE_CLICK = timedelta(minutes=3)
NEEDED, NEEDED_SAFETY = 3, 2


def _alike(matter: Matter, entry: Entry, since: datetime | None) -> list[Entry]:
    """Reports after `since` of the same issue that share the product, branch or service job."""
    mine = entry.slots
    product, branch, job, topics = mine.product, mine.branch, mine.job, mine.topics
    anywhere = common(topics, topics, False)
    found = []
    for one in matter.entries:
        if not one.counts or (since is not None and one.at < since):
            continue
        theirs = one.slots
        if product is not None and product == theirs.product:
            wanted: Set[str] = topics
        elif (branch is not None and branch == theirs.branch) or (job is not None and job == theirs.job):
            wanted = anywhere
        else:
            continue
        if not wanted.isdisjoint(theirs.topics) or not (job is None or topics or theirs.topics):
            found.append(one)
    return found


def _batch(entry: Entry, other: Entry) -> bool:
    """The same service job on days at most 60 apart at the same branch, whenever the complaints came."""
    mine, theirs = entry.slots, other.slots
    if mine.job is None or mine.job != theirs.job or (mine.branch and theirs.branch and mine.branch != theirs.branch):
        return False
    if mine.service is None or theirs.service is None:
        return False
    return mine.service[0] - theirs.service[1] <= BATCH and theirs.service[0] - mine.service[1] <= BATCH


def group(matter: Matter, entry: Entry) -> Group | None:
    """The group that this entry is part of, forming or full; None while it stands alone."""
    if len(matter.reporters) < 2:
        return None
    since = entry.at - WEEK
    members, rule, hours = _alike(matter, entry, since), "week", 7 * 24
    persons = _persons(members)
    if entry.slots.job is not None and entry.slots.service is not None:
        batch = [one for one in _alike(matter, entry, None) if _batch(entry, one)]
        if _persons(batch) > persons:
            members, rule, hours, persons = batch, "batch60d", 60 * 24, _persons(batch)
    if persons < 2:
        return None
    needed = NEEDED_SAFETY if any(one.safety for one in members) else NEEDED
    items = tuple(dict.fromkeys(one.item for one in members))
    return Group(persons, needed, items, hours, min(one.at for one in members), rule, max(0, needed - persons))


def _persons(entries: Iterable[Entry]) -> int:
    return len({entry.person for entry in entries if entry.person})


def ill_persons(matter: Matter, entry: Entry) -> int:
    """People said to be ill within 72 h: per complainant the largest number named, added up."""
    if not entry.ill:
        return 0
    most: dict[str, int] = {}
    for one in matter.entries:
        if one.ill and abs(entry.at - one.at) <= ILLNESS:
            who = one.person or f"item:{one.item}"
            most[who] = max(most.get(who, 0), one.ill)
    single = max(most.values(), default=0)
    return max(single, sum(count for count in most.values() if count < 10)) if single >= 10 else sum(most.values())


def contacts(matter: Matter, entry: Entry) -> int:
    """How often this person has spoken of the matter in 30 days; a second click is no contact."""
    person = entry.person
    times = sorted([one.at for one in matter.entries if one.person == person and entry.at - one.at <= CONTACTS])
    return sum(
        1 for at, before in zip(times, [None, *times], strict=False) if before is None or at - before > DOUBLE_CLICK
    )


def distinct(matter: Matter) -> int:
    """Distinct complainants who report the issue itself."""
    return len(matter.reporters)
