"""The checklist of one crisis on its clock: playbooks laid out, joined, merged, anchored and re-timed.

Items of several playbooks that share a concept (`same_as`) and a track become one: the earlier due, all evidence,
owners, principles and mistakes prevented. Dues are UTC. T+ counts from exposure; R+ and S+ items have no due until
the responsibility finding or the subsiding stage gives them their anchor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from crisis.domain.clock import due_from, utc
from crisis.domain.item import Item
from crisis.domain.playbook import Due, Playbook, PlaybookItem, Words
from crisis.domain.policy import LateStart

HOLDING = "holding_statement"
_V = TypeVar("_V")


def join(
    existing: Iterable[Item], playbook: Playbook, t0: datetime, joined_at: datetime, late: LateStart | None = None
) -> list[Item]:
    """The list after one more playbook; past dues follow the late-start rule with the joining time.

    Order is kept: an item at a place stays there (merged ones too), new ones come behind. A closed item takes nothing
    in: the new matter asks for the work again, on its own line. Joining the same playbook twice changes nothing.
    """
    items = list(existing)
    have = {ref for item in items for ref in item.refs}
    for entry in playbook.items:
        if entry.ref in have:
            continue
        new = _item(entry, t0, joined_at, late)
        place = next((n for n, item in enumerate(items) if _same(item, new)), None)
        if place is None:
            items.append(new)
        else:
            items[place] = merge(items[place], new)
    return items


def _same(item: Item, new: Item) -> bool:
    return new.concept is not None and item.concept == new.concept and item.track == new.track and not item.is_closed


def _item(entry: PlaybookItem, t0: datetime, added_at: datetime, late: LateStart | None) -> Item:
    due: datetime | None = None
    late_start = False
    if entry.rule.anchor == "T":
        due, late_start = due_from(t0, entry.rule.offset, added_at, late)
    return Item(
        refs=(entry.ref,),
        title=entry.title,
        track=entry.track,
        owners=(entry.owner,),
        principles=(entry.principle,),
        prevents=(entry.prevents,),
        evidence_needed=entry.evidence,
        due_rule=entry.due,
        due_at=due,
        late_start=late_start,
        added_at=utc(added_at),
        concept=entry.same_as,
        needs_visit=entry.needs_visit,
    )


def manual(title: Words, track: str, owner: str, due_at: datetime | None, at: datetime) -> Item:
    """An item that a person added; it looks like the others and carries `origin=manual`."""
    due = None if due_at is None else utc(due_at)
    return Item((), title, track, (owner,), (), (), Words("", ""), "", due, False, utc(at), origin="manual")


def merge(item: Item, new: Item) -> Item:
    """One item for two of the same meaning: the earlier due (with its rule and joining), and all that either asks for."""
    earlier = new if _sooner(new, item) else item
    return replace(
        item,
        refs=_union(item.refs, new.refs),
        owners=_union(item.owners, new.owners),
        principles=_union(item.principles, new.principles),
        prevents=_union(item.prevents, new.prevents),
        evidence_needed=_both(item.evidence_needed, new.evidence_needed),
        due_rule=earlier.due_rule,
        due_at=earlier.due_at,
        late_start=earlier.late_start,
        added_at=earlier.added_at,
        needs_visit=item.needs_visit or new.needs_visit,
    )


def _sooner(new: Item, item: Item) -> bool:
    if new.due_at is None and item.due_at is None:
        first, second = Due.read(new.due_rule), Due.read(item.due_rule)
        return bool(first and second and first.offset < second.offset)
    return new.due_at is not None and (item.due_at is None or new.due_at < item.due_at)


def _union(first: tuple[_V, ...], second: tuple[_V, ...]) -> tuple[_V, ...]:
    return first + tuple(value for value in second if value not in first)


def _both(first: Words, second: Words) -> Words:
    return Words(_stricter(first.zh, second.zh, "；"), _stricter(first.en, second.en, "; "))


def _stricter(first: str, second: str, between: str) -> str:
    """Both demands, but not one that the other already contains."""
    asked = first.split(between)
    if any(second in one for one in asked):
        return first
    return between.join([one for one in asked if one not in second] + [second])


def anchor(items: Iterable[Item], kind: str, at: datetime) -> list[Item]:
    """Dues for all open items that waited for `kind`: "R" finding approved, "S" stage 4 entered, at `at`."""

    def anchored(item: Item) -> Item:
        rule = Due.read(item.due_rule)
        if rule is None or rule.anchor != kind or item.is_closed:
            return item
        return replace(item, due_at=utc(at) + rule.offset)

    return [anchored(item) for item in items]


def retime(items: Iterable[Item], t0: datetime, at: datetime, late: LateStart | None = None) -> list[Item]:
    """After T0 was corrected at `at`: open items move, and only to earlier dues; past ones get the late-start rule."""

    def retimed(item: Item) -> Item:
        rule = Due.read(item.due_rule)
        if rule is None or rule.anchor != "T" or item.is_closed or item.due_at is None:
            return item
        due, late_start = due_from(t0, rule.offset, at, late)
        return replace(item, due_at=due, late_start=late_start) if due < item.due_at else item

    return [retimed(item) for item in items]


def tighten(
    items: Iterable[Item], concept: str, limit: timedelta, t0: datetime, at: datetime, late: LateStart | None = None
) -> list[Item]:
    """A limit of the severity table for the item of `concept`: the earlier of it and the item's own due holds."""

    def tightened(item: Item) -> Item:
        if item.concept != concept or item.is_closed or item.due_at is None:
            return item
        due, late_start = due_from(t0, limit, at, late)
        return replace(item, due_at=due, late_start=late_start) if due < item.due_at else item

    return [tightened(item) for item in items]


def columns(item: Item) -> dict[str, Any]:
    """The item as plain values by column name (lists for tuples), without id, person and decision."""
    return {
        "refs": list(item.refs),
        "title_zh": item.title.zh,
        "title_en": item.title.en,
        "evidence_zh": item.evidence_needed.zh,
        "evidence_en": item.evidence_needed.en,
        "owners": list(item.owners),
        "track": item.track,
        "principles": list(item.principles),
        "prevents": list(item.prevents),
        "due_rule": item.due_rule,
        "due_at": item.due_at,
        "late_start": item.late_start,
        "needs_visit": item.needs_visit,
        "state": item.state,
        "evidence": item.evidence or None,
        "reason": item.reason or None,
        "added_at": item.added_at,
        "origin": item.origin,
    }


def of_columns(row: Mapping[str, Any], concepts: Mapping[str, str]) -> Item:
    """The value of a stored row; `concepts` gives the concept of each playbook reference that has one."""
    return Item(
        refs=tuple(row["refs"]),
        title=Words(row["title_zh"], row["title_en"]),
        track=row["track"],
        owners=tuple(row["owners"]),
        principles=tuple(row["principles"]),
        prevents=tuple(row["prevents"]),
        evidence_needed=Words(row["evidence_zh"], row["evidence_en"]),
        due_rule=row["due_rule"],
        due_at=row["due_at"],
        late_start=row["late_start"],
        added_at=row["added_at"],
        concept=next((concepts[ref] for ref in row["refs"] if ref in concepts), None),
        needs_visit=row["needs_visit"],
        origin=row["origin"],
        state=row["state"],
        evidence=row["evidence"] or "",
        reason=row["reason"] or "",
    )
