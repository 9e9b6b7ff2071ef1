"""Starts a statement from the template of its kind, filled with what the facts board has confirmed for the public."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from crisis.domain.facts import RESPONSIBILITY
from crisis.language.words import say
from crisis.press.render import names, source, start
from crisis.store.unit_of_work import Change
from crisis.store.voice import facts

ALSO = {
    "action_done": ("measures_taken",),
    "cause": ("cause_status", "finding"),
    "public_contact": ("hotline", "direct_contact", "report_contact"),
    "affected_count": ("scale", "unit_count"),
}
"""Slots that a fact fills beside the one of its own name."""


class Start(NamedTuple):
    """The first words of a statement and the ids of the facts they rest on."""

    body: str
    facts: tuple[int, ...] = ()


def from_template(change: Change, crisis: Row[Any], kind: str, lang: str) -> Start:
    """What the board does not know stays visible as a slot to fill; `as_of` is that of the newest fact used."""
    wanted = names(source(kind, lang))
    slots = {*wanted.shown, *wanted.asked}
    known = _newest(change, crisis.id)
    values: dict[str, str] = {}
    used: list[Row[Any]] = []
    for row in known:
        fills = slots & {row.key, *ALSO.get(row.key, ())}
        values |= dict.fromkeys(fills, _words(row, lang))
        used += [row] if fills else []
    if used:
        values["as_of"] = _moment(max(row.as_of for row in used), crisis.zone, lang)
    draft = start(kind, lang, {name: value for name, value in values.items() if name in slots})
    return Start(draft.text, tuple(row.id for row in used))


def _newest(change: Change, crisis_id: int) -> list[Row[Any]]:
    """Of each key the newest fact that is confirmed and may be published."""
    rows = change.all(facts, crisis_id=crisis_id, status="confirmed", may_publish=True)
    return list({row.key: row for row in sorted(rows, key=lambda row: (row.as_of, row.id))}.values())


def _words(row: Row[Any], lang: str) -> str:
    if row.key == "responsibility" and row.value in RESPONSIBILITY:
        return say(f"fact.responsibility.{row.value}", lang)
    gap = " " if row.unit and row.unit.isascii() else ""
    return f"{row.value}{gap}{row.unit}"


def _moment(at: datetime, zone: str, lang: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    if lang == "zh":
        return f"{local.month}月{local.day}日{local:%H:%M}"
    return f"{local:%H:%M} on {local.day} {local:%B}"
