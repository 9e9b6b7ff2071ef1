"""Pages of a stream after a number: first load, reconnect and a late joiner all read these, and programs as well.

Whoever asks here has been asked already whether they may read the stream.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, request
from sqlalchemy import Connection

from crisis.domain.errors import Invalid
from crisis.store.base import canonical
from crisis.store.events import PAGE, Event, head
from crisis.store.unit_of_work import Work
from crisis.views.envelope import Envelope, changed, envelope
from crisis.views.kept_log import Block, KeptLog, Told
from crisis.views.projection import Audience
from crisis.views.room import crisis_image
from crisis.web.fragments import Fragments
from crisis.web.one_drawing import Drawing, OneDrawing

MOST = 500
MOST_FOR_PROGRAMS = 10_000
MOST_BYTES = 8_000_000
Row = dict[str, Any]


def answer(stream: str, audience: Audience) -> Response:
    """The page that this request wants, for a program or for a screen."""
    log: CatchingUp = current_app.extensions["catching_up"]
    if request.path.startswith("/api/"):
        body = log.for_program(stream, *_window(MOST_FOR_PROGRAMS), audience)
        return Response(body, mimetype="application/json")
    drawing = log.for_screen(stream, *_window(MOST), audience)
    if request.accept_encodings.quality("gzip") > 0:
        return Response(drawing.packed, mimetype="application/json", headers={"Content-Encoding": "gzip"})
    return Response(drawing.body, mimetype="application/json")


def _window(most: int) -> tuple[int, int]:
    try:
        after, limit = int(request.args.get("after", 0)), int(request.args.get("limit", PAGE))
    except ValueError:
        raise Invalid("field.shape", field="after") from None
    if not (0 <= after < 2**53 and limit >= 1):
        raise Invalid("field.shape", field="after")
    return after, min(limit, most)


class CatchingUp:
    def __init__(self, work: Work, fragments: Fragments, now: Callable[[], datetime]) -> None:
        self._work, self._fragments, self._now = work, fragments, now
        self._log, self._drawings = KeptLog(), OneDrawing()

    def for_program(self, stream: str, after: int, limit: int, audience: Audience) -> bytes:
        """The envelopes, oldest first; `reset` when the reader's number is of another history.

        A page of more than 500 events ends early where it has grown to `MOST_BYTES`: `head` says whether more follow.
        """
        with self._work.reading() as conn:
            newest = head(conn, stream)
            upto, zone = min(newest, after + limit), self._fragments.zone(_crisis(conn, stream))

            def tell(event: Event) -> Told:
                return _told(envelope(event, audience, zone))

            blocks = self._log.read(conn, stream, after, upto, (audience, zone), tell)
            return _page(stream, newest, after, _bounded(blocks, after, upto))

    def for_screen(self, stream: str, after: int, limit: int, audience: Audience) -> Drawing:
        """The same with `fragments`: each event brings its own entry of the timeline; what else the page changes is
        drawn once, as it stands at its end. Readers of one audience who come back at once share one drawing."""
        with self._work.reading() as conn:
            newest = head(conn, stream)
        name = (stream, after, limit, audience)
        return self._drawings.take(name, newest, lambda: self._draw(stream, after, limit, audience))

    def _draw(self, stream: str, after: int, limit: int, audience: Audience) -> Drawing:
        with self._work.reading() as conn:
            newest, crisis = head(conn, stream), _crisis(conn, stream)
            upto, zone = min(newest, after + limit), self._fragments.zone(crisis)
            today = self._now().astimezone(ZoneInfo(zone)).date()

            def tell(event: Event) -> Told:
                told = envelope(event, audience, zone)
                entries = {"timeline": told["data"].get("timeline", {})}
                return _told({**told, "fragments": list(self._room(entries, crisis, audience))})

            blocks = list(self._log.read(conn, stream, after, upto, (audience, zone, today), tell))
        rows = changed(json.loads(body) for block in blocks for body in block.moves(after, upto))
        more = list(self._room(rows, crisis, audience))
        return Drawing(newest, _page(stream, newest, after, _ending(blocks, after, upto, more)))

    def _room(self, data: Row, crisis: Row | None, audience: Audience) -> Iterator[Row]:
        return self._fragments.room(data, crisis, audience) if crisis else iter(())


def _crisis(conn: Connection, stream: str) -> Row | None:
    return crisis_image(conn, int(stream.partition(":")[2])) if stream.startswith("crisis:") else None


def _told(told: Envelope) -> Told:
    return Told(canonical(told).encode(), bool(told["data"].keys() - {"timeline"}))


def _bounded(blocks: Iterable[Block], after: int, upto: int) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        if size > MOST_BYTES and block.seqs[0] > after + MOST:
            return
        part = block.part(after, upto)
        size += len(part)
        yield part


def _ending(blocks: list[Block], after: int, upto: int, more: list[Row]) -> Iterator[bytes]:
    """The parts of a page whose last event brings `more` fragments."""
    if not more:
        yield from (block.part(after, upto) for block in blocks)
        return
    newest = blocks[-1].newest(upto)
    last = json.loads(blocks[-1].part(newest - 1, newest))
    yield from (block.part(after, newest - 1) for block in blocks)
    yield canonical({**last, "fragments": last["fragments"] + more}).encode()


def _page(stream: str, newest: int, after: int, parts: Iterable[bytes]) -> bytes:
    told = [part for part in parts if part] or [b""]
    rest = canonical({"head": newest, "reset": after > newest, "stream": stream}).encode()
    told[0] = b'{"events":[' + told[0]
    told[-1] += b"]," + rest[1:]
    return b",".join(told)  # the one copy of what may be millions of bytes
