"""Writes and reads the checklist of a crisis as the rules know it: laid out, joined, anchored, re-timed."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row

from crisis.commands.room import stream_of
from crisis.domain import checklist as rules
from crisis.domain.item import Item
from crisis.domain.playbook import Playbook
from crisis.playbooks.loader import concepts, load_playbooks
from crisis.playbooks.policies import load_policy
from crisis.store.checklist import items
from crisis.store.unit_of_work import Change


@cache
def _concepts() -> dict[str, str]:
    return concepts(load_playbooks().values())


def item_of(row: Row[Any]) -> Item:
    return rules.of_columns(dict(row._mapping), _concepts())


def join_playbook(change: Change, crisis: Row[Any], playbook: Playbook) -> None:
    """Add a playbook's items to the room; the present list is the one the rules merge into."""
    rows = change.all(items, crisis_id=crisis.id)
    before = [item_of(row) for row in rows]
    after = rules.join(before, playbook, crisis.t0, change.at, load_policy().late_start)
    limit = load_policy().levels[crisis.level].holding_statement
    after = rules.tighten(after, rules.HOLDING, limit, crisis.t0, change.at, load_policy().late_start)
    write(change, crisis.id, rows, after)
    title = {"zh": playbook.title.zh, "en": playbook.title.en}
    change.record("playbook.joined", stream=stream_of(crisis.id), playbook=title, count=len(after) - len(before))


def write(change: Change, crisis_id: int, rows: list[Row[Any]], after: list[Item]) -> None:
    """Store what changed; rows and items stand in the same order, new ones come behind."""
    for row, item in zip(rows, after, strict=False):
        if item != item_of(row):
            change.update(items, row.id, **rules.columns(item))
    for item in after[len(rows) :]:
        change.insert(items, crisis_id=crisis_id, **rules.columns(item))


def anchor(change: Change, crisis_id: int, kind: str, at: datetime) -> None:
    """Give the items that waited for the finding (R) or the subsiding stage (S) their due times."""
    rows = change.all(items, crisis_id=crisis_id)
    write(change, crisis_id, rows, rules.anchor([item_of(row) for row in rows], kind, at))


def retime(change: Change, crisis: Row[Any], t0: datetime) -> None:
    """After T0 moved: open items move, and only to earlier times."""
    rows = change.all(items, crisis_id=crisis.id)
    after = rules.retime([item_of(row) for row in rows], t0, change.at, load_policy().late_start)
    write(change, crisis.id, rows, after)
