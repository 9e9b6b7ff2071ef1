"""Writes the matters down as JSON and reads them back, for checkpoints."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, cast

from crisis.detection.matter import Entry, Matter, Matters, Slots, alike
from crisis.domain.severity import Evidence

NOTHING = Evidence()
EVIDENCE = tuple(one.name for one in fields(Evidence))


def copied(matters: Matters) -> dict[str, Any]:
    """As they are now, whatever is heard next; `all` holds matters, for `matter_row` to write out."""
    kept = [replace(m, entries=[*m.entries], told={**m.told}, reporters={**m.reporters}) for m in matters.all.values()]
    return {"made": matters.made, "all": kept, "by": list(matters.by.items())}


def read(state: dict[str, Any]) -> Matters:
    matters = Matters()
    matters.made = int(state["made"])
    matters.all = OrderedDict((row["id"], _matter_from(row)) for row in state["all"])
    matters.by = OrderedDict((key, tuple(names)) for key, names in state["by"])
    return matters


def matter_row(matter: Matter) -> dict[str, Any]:
    """One matter as JSON."""
    row: dict[str, Any] = {}
    for one in fields(Matter):
        value = getattr(matter, one.name)
        if isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, datetime):
            value = value.isoformat()
        row[one.name] = value
    row["entries"] = [_entry_state(entry) for entry in matter.entries]
    row["reporters"] = list(matter.reporters)
    row["told"] = {person: sorted(codes) for person, codes in matter.told.items()}
    row["evidence"] = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name in EVIDENCE
        if (value := getattr(matter.evidence, name)) != getattr(NOTHING, name)
    }
    return row


def _entry_state(entry: Entry) -> list[Any]:
    slots = entry.slots
    service = [day.isoformat() for day in slots.service] if slots.service else None
    return [entry.item, entry.at.isoformat(), entry.person, sorted(slots.topics), slots.product, slots.branch, slots.job, service,
            entry.counts, entry.safety, entry.ill, entry.views, list(entry.story)]  # fmt: skip


def _matter_from(row: dict[str, Any]) -> Matter:
    evidence = {key: frozenset(value) if isinstance(value, list) else value for key, value in row["evidence"].items()}
    values: dict[str, Any] = {key: row[key] for key in ("id", "open", "confirmed")}
    values |= {
        key: frozenset(row[key])
        for key in ("topics", "products", "branches", "jobs", "codes", "doubt", "circumstances")
    }
    values |= {
        key: datetime.fromisoformat(row[key]) if row[key] else None
        for key in ("first_watch", "t0", "dismissed", "last")
    }
    return Matter(**values, told={person: frozenset(codes) for person, codes in row["told"].items()}, reporters=dict.fromkeys(row["reporters"]), evidence=Evidence(**cast(dict[str, Any], evidence)),
                  entries=[_entry_from(one) for one in row["entries"]])  # fmt: skip


def _entry_from(row: list[Any]) -> Entry:
    service = (date.fromisoformat(row[7][0]), date.fromisoformat(row[7][1])) if row[7] else None
    slots = Slots(alike(frozenset(row[3])), row[4], row[5], row[6], service)
    counts, safety, ill, views, story = row[8:]
    return Entry(row[0], datetime.fromisoformat(row[1]), row[2], slots, counts, safety, ill, views, tuple(story))
