"""What the live floor asks of the house: who a socket is, what it may hear, and what an event looks like to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any

from flask import Flask

from crisis.live.doors import Doors
from crisis.live.standing import Audience as Hearers, Standing
from crisis.store import events
from crisis.store.events import Event
from crisis.store.unit_of_work import Work
from crisis.views import standing
from crisis.views.envelope import Envelope
from crisis.views.projection import Audience
from crisis.web.catching_up import CatchingUp
from crisis.web.fragments import Fragments


def make(app: Flask, work: Work) -> Doors:
    def clock() -> datetime:
        now = app.config.get("CLOCK")
        return now() if now else datetime.now(UTC)

    fragments = Fragments(app, work)
    app.extensions["catching_up"] = CatchingUp(work, fragments, clock)

    def who(environ: Mapping[str, Any], auth: Any) -> Standing | None:
        with work.reading() as conn:
            if auth is not None:
                row = standing.token(conn, str(auth.get("token", "")), clock())
                return _standing(standing.place_of_token(row)) if row is not None else None
            row = standing.session(conn, _cookie(app, environ), clock())
            return _standing(standing.place_of_session(row)) if row is not None else None

    def standings(keys: Sequence[str]) -> Mapping[str, Standing]:
        with work.reading() as conn:
            return {key: _standing(place) for key, place in standing.places(conn, keys, clock()).items()}

    def may_subscribe(who: Standing, stream: str) -> bool:
        with work.reading() as conn:
            return standing.may_subscribe(conn, _place(who), stream)

    def head(stream: str) -> int:
        with work.reading() as conn:
            return events.head(conn, stream)

    def read(stream: str, after: int, limit: int) -> Sequence[Event]:
        with work.reading() as conn:
            return events.after(conn, stream, after, limit)

    def envelopes(events: Sequence[Event], hearers: Hearers) -> Sequence[Envelope]:
        return fragments.envelopes(events, Audience(hearers.role, hearers.lang))

    def persons(ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        with work.reading() as conn:
            return standing.persons(conn, ids)

    origins = app.config.get("ORIGINS", ())
    return Doors(who, standings, may_subscribe, head, read, envelopes, persons, origins=origins)


def _cookie(app: Flask, environ: Mapping[str, Any]) -> str:
    name = "__Host-sid" if app.config["SESSION_COOKIE_SECURE"] else "sid"
    try:
        found = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    except CookieError:
        return ""
    return found[name].value if name in found else ""


def _standing(place: standing.Place) -> Standing:
    return Standing(place.person, place.name, place.session, place.role, place.lang, place.epoch)


def _place(who: Standing) -> standing.Place:
    return standing.Place(who.person, who.name, who.session, who.role, who.lang, who.epoch)
