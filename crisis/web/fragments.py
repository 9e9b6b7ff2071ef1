"""Adds to an envelope the drawn partials that it changes, so that a screen and a page come from the same templates."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Flask

from crisis.domain.people import Actor
from crisis.store.events import Event
from crisis.store.unit_of_work import Work
from crisis.views.envelope import envelope
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
class Drawn:
    """What was told of an event, by whom it is told alike, and the rows of its room that the summaries are made of."""

    event: Event | None = None
    told: dict[Hashable, dict[str, Any]] = field(default_factory=dict)
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
        self._latest = Drawn()

    def envelope(self, event: Event, audience: Audience) -> dict[str, Any]:
        """The event as `views.envelope` tells it, and `fragments` [{id, into, where, html}].

        One that brings no rows is drawn once for all who hear of it in one language.
        """
        alike = audience if event.payload["rows"] else (audience.lang, hears(event.kind, audience))
        if self._latest.event is not event:
            self._latest = Drawn(event)
        told = self._latest.told
        if alike not in told:
            told[alike] = self._draw(self._latest, event, audience)
        return told[alike]

    def _draw(self, latest: Drawn, event: Event, audience: Audience) -> dict[str, Any]:
        crisis = self._crisis(event)
        told = envelope(event, audience, self.zone(crisis))
        if crisis is None:
            return {**told, "fragments": []}
        if latest.whole is None and event.payload["rows"].keys() & SUMMED:
            latest.whole = self._whole(crisis["id"])
        return {**told, "fragments": list(self.room(told["data"], crisis, audience, latest.whole))}

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
