"""Adds to an envelope the drawn partials that it changes, so that a screen and a page come from the same templates."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Flask

from crisis.domain.people import Actor
from crisis.store.events import Event
from crisis.store.unit_of_work import Work
from crisis.views.envelope import Envelope, changed, envelope
from crisis.views.projection import Audience, hears
from crisis.views.room import Rows, as_seen, crisis_image, whole_room
from crisis.views.room_page import SHARED, period, shared_parts
from crisis.views.room_parts import event_part, fact_part, item_part, period_of, seat_part
from crisis.views.shell import rights
from crisis.web import drawn
from crisis.web.entry_fragments import overlaid

Fragment = dict[str, str]
SUMMED = frozenset(("crisis", *(part.info["collection"] for part in SHARED)))


@dataclass
class Lot:
    """Events that are told together: how each is told to all who hear it alike, and the rows the summaries are made of."""

    events: Sequence[Event] = ()
    alike: dict[Hashable, Envelope] = field(default_factory=dict)
    whole: Rows | None = None


@cache
def _rights(role: str) -> dict[str, bool]:
    return rights(Actor(None, "", role))


class Fragments:
    """Draws in the thread that sends; keeps of each crisis only the row that every partial needs."""

    def __init__(self, app: Flask, work: Work) -> None:
        self._env = app.jinja_env
        self._draw_entry: Any = app.jinja_env.globals["drawn_entry"]
        self._app, self._work = app, work
        self._lock = threading.Lock()
        self._crises: dict[str, dict[str, Any]] = {}
        self._lot = Lot()

    def envelopes(self, events: Sequence[Event], audience: Audience) -> list[Envelope]:
        """Events of one stream as `views.envelope` tells them, each with `fragments` [{id, into, where, html}].

        Each brings its own entry of the timeline; what else they change is drawn once, and comes with the last that changes
        any of it. Audiences are asked for in turn with the same `events`.
        """
        if self._lot.events is not events:
            self._lot = Lot(events)
        crisis = [self._crisis(event) for event in events][-1]
        told = [self._entry(event, crisis, audience) for event in events]
        rows = changed(told)
        if crisis is not None and rows:
            if self._lot.whole is None and rows.keys() & SUMMED:
                self._lot.whole = self._whole(crisis["id"])
            last = max(place for place, one in enumerate(told) if one["data"].keys() - {"timeline"})
            drawn = list(self.room(rows, crisis, audience, self._lot.whole))
            told[last] = {**told[last], "fragments": told[last]["fragments"] + drawn}
        return told

    def _entry(self, event: Event, crisis: dict[str, Any] | None, audience: Audience) -> Envelope:
        """One that brings no rows is drawn once for all who hear of it in one language."""
        alike = event.seq, audience if event.payload["rows"] else (audience.lang, hears(event.kind, audience))
        if alike not in self._lot.alike:
            told = envelope(event, audience, self.zone(crisis))
            entries = {"timeline": told["data"].get("timeline", {})}
            drawn = list(self.room(entries, crisis, audience)) if crisis is not None else []
            self._lot.alike[alike] = {**told, "fragments": drawn}
        return self._lot.alike[alike]

    def _whole(self, crisis_id: int) -> Rows:
        with self._work.reading() as conn:
            return whole_room(conn, crisis_id, SHARED)

    def zone(self, crisis: dict[str, Any] | None) -> str:
        """The zone in which a stream's times are told: the room's own, for all else the firm's."""
        return str(crisis["zone"] if crisis else self._app.config["SETTINGS"].org["timezone"])

    def _crisis(self, event: Event) -> dict[str, Any] | None:
        if not event.stream.startswith("crisis:"):
            return None
        with self._lock:
            known = self._crises.get(event.stream)
            if known is None:
                with self._work.reading() as conn:
                    known = crisis_image(conn, int(event.stream.split(":")[1]))
            for row in event.payload["rows"].get("crisis", {}).values():
                known = row if row["version"] > known["version"] else known  # who catches up reads old ones, too
            self._crises[event.stream] = known
            return known

    def room(
        self, data: dict[str, Any], crisis: dict[str, Any], audience: Audience, whole: Rows | None = None
    ) -> Iterator[Fragment]:
        """What these rows, as an envelope brings them, change on the page of their room; `whole`: where it was just read."""
        now = self._now()
        context = self._context(audience, crisis, now)
        for entry in data.get("timeline", {}).values():
            part = event_part(entry, crisis_id=crisis["id"])
            yield self._one("crises/_event.html", f"event-{part['seq']}", "events", context, event=part)
        for template, id, home, part_or_none in overlaid(self._work, data, crisis, audience):
            if part_or_none is None:
                yield {"id": id, "into": "", "where": "replace", "html": ""}
            else:
                yield self._one(template, id, home, context, event=part_or_none)
        for row in data.get("seats", {}).values():
            yield self._one("crises/_seat.html", f"seat-{row['id']}", "seats", context, seat=seat_part(row, crisis))
        for key, row in data.get("facts", {}).items():
            if row is None:  # no longer for this audience
                yield {"id": f"fact-{key}", "into": "", "where": "replace", "html": ""}
                continue
            yield self._one("crises/_fact.html", f"fact-{key}", "facts", context, fact=fact_part(row, audience.lang))
        for row in data.get("items", {}).values():
            into = f"items-{period_of(row, crisis['t0'])}"
            part = item_part(row, audience.lang, now)
            yield self._one("crises/_item.html", f"item-{row['id']}", into, context, item=part, people=[])
        if data.keys() & SUMMED:
            found = as_seen(whole or self._whole(crisis["id"]), audience)
            yield from self._summaries(data, found, audience, context, now)

    def _summaries(
        self, data: dict[str, Any], found: Rows, audience: Audience, context: dict[str, Any], now: datetime
    ) -> Iterator[Fragment]:
        row = next(iter(found["crisis"].values()), None)
        if row is None:
            return
        with self._work.reading() as conn:
            parts = shared_parts(conn, found, row, audience, now)
        context = {**context, **parts}
        yield self._one("crises/_head.html", "room-head", "", context)
        yield self._one("crises/_clock.html", "room-clock", "", context)
        yield self._one("crises/_checklist_head.html", "checklist-head", "", context)
        yield self._one("crises/_five_s.html", "room-5s", "", context)
        if row["state"] != "draft":
            yield {"id": "room-draft", "into": "", "where": "replace", "html": ""}
        touched = {period_of(r, row["t0"]) for r in data.get("items", {}).values()}
        for code in sorted(touched):
            rows: list[Mapping[str, Any]] = [r for r in found["items"].values() if period_of(r, row["t0"]) == code]
            part = period(code, rows, audience.lang, now)
            yield self._one("crises/_period_head.html", f"period-head-{code}", "", context, period=part)

    def _one(self, template: str, id: str, into: str, context: dict[str, Any], **more: Any) -> Fragment:
        if template == drawn.TEMPLATE:
            html = str(self._draw_entry(context, more["event"]))
        else:
            html = self._env.get_template(template).render(**context, **more)
        return {"id": id, "into": into, "where": "sort" if into else "replace", "html": html}

    def _context(self, audience: Audience, crisis: dict[str, Any], now: datetime) -> dict[str, Any]:
        reader = {"lang": audience.lang, "zone": crisis["zone"], "role": audience.role}
        can = _rights(audience.role)
        return {"reader": reader, "now": now.isoformat(), "csrf": "", "can": can, "crisis": crisis}

    def _now(self) -> datetime:
        clock = self._app.config.get("CLOCK")
        found: datetime = clock() if clock else datetime.now(UTC)
        return found
