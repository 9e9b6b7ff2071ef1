"""Builds the one envelope in which a committed event travels to an audience, over HTTP and over sockets alike.

{"stream", "seq", "kind", "at", "occurred_at", "actor", "group", "sentence", "data": {collection: {id: row}}}
`data` folded into an older snapshot gives the newer one (`fold`). An event that an audience may not hear keeps its
number and nothing else, so that numbers stay dense for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crisis.domain.events import KINDS
from crisis.store.base import plain
from crisis.store.events import Event
from crisis.views.projection import Audience, comes_and_goes, hears, project, words
from crisis.views.sentence import sentence, who

Envelope = dict[str, Any]


def envelope(event: Event, audience: Audience, zone: str = "Asia/Shanghai") -> Envelope:
    """The event for this audience; `data` may be empty, `kind` is "hidden" where it may not even hear of it."""
    data = visible_rows(event, audience)
    if not hears(event.kind, audience):
        return {
            "stream": event.stream,
            "seq": event.seq,
            "kind": "hidden",
            "at": plain(event.recorded_at),
            "data": data,
        }
    kind = KINDS[event.kind]
    told: Envelope = {
        "stream": event.stream,
        "seq": event.seq,
        "kind": event.kind,
        "group": kind.group,
        "at": plain(event.recorded_at),
        "occurred_at": plain(event.occurred_at),
        "actor": who(event.actor_name, audience.lang),
        "actor_id": event.actor_id,
        "sentence": sentence(event.kind, event.actor_name, words(event, audience), audience.lang, zone),
        "data": data,
    }
    if kind.group != "quiet":
        told["data"] = {**data, "timeline": {str(event.seq): entry(told, event)}}
    return told


def entry(told: Envelope, event: Event) -> dict[str, Any]:
    """The event as one line of a timeline."""
    names = ("seq", "kind", "group", "at", "occurred_at", "actor", "actor_id", "sentence")
    return {**{n: told[n] for n in names}, "pinned": bool(event.payload["params"].get("pinned"))}


def visible_rows(event: Event, audience: Audience) -> dict[str, dict[str, Any]]:
    """The rows of the event that this audience may see, as it may see them; None takes one away that it could see."""
    data: dict[str, dict[str, Any]] = {}
    for collection, rows in event.payload["rows"].items():
        for key, row in rows.items():
            projected = project(collection, row, audience)
            if projected is not None or comes_and_goes(collection, audience):
                data.setdefault(collection, {})[key] = projected
    return data


def changed(told: Iterable[Envelope]) -> dict[str, dict[str, Any]]:
    """The last image of every row that these envelopes bring, but for the entries of the timeline."""
    rows: dict[str, dict[str, Any]] = {}
    for one in told:
        for collection, found in one["data"].items():
            if collection != "timeline":
                rows.setdefault(collection, {}).update(found)
    return rows
