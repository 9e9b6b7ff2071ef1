"""Puts the console together: the only module that knows every floor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from crisis import config
from crisis.commands.desk import Desk
from crisis.detection.memory import sweep_seldom
from crisis.domain.errors import Refused, TooLarge
from crisis.jobs.backtests import Backtests
from crisis.jobs.clockwork import Clockwork
from crisis.live.bus import RedisBus
from crisis.live.live import Live
from crisis.store.database import Database, refusal
from crisis.store.firm import FirmFile
from crisis.store.schema import migrate
from crisis.store.unit_of_work import Work
from crisis.web import answer, assets, filters, headers, live_doors, packing, reader, routes
from crisis.web.socket import make_socketio

BODY_LIMIT = 32 * 1024 * 1024


def create_app(
    settings: config.Settings | None = None,
    *,
    clock: Callable[[], Any] | None = None,
    origins: tuple[str, ...] = ("http://127.0.0.1:8000", "http://localhost:8000"),
    clockwork: bool = False,
) -> Flask:
    """The application with its database migrated and its sockets ready; `clock` stands in for the time of day.

    `origins` are the addresses from which a page may open a socket; `clockwork` starts what happens by itself.
    """
    sweep_seldom()
    settings = settings or config.read()
    app = Flask("crisis.web", static_folder="static", template_folder="templates")
    app.config.update(
        SETTINGS=settings,
        CLOCK=clock,
        ORIGINS=origins,
        SESSION_COOKIE_SECURE=settings.secure,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=500,
        TRUSTED_HOSTS=[*settings.hosts, "localhost", "127.0.0.1", "[::1]"],
    )
    database = Database(settings.database)
    migrate(database)
    file = FirmFile(settings.org_file or settings.data / "org.json", settings.org, settings.org_fixed)
    work = Work(database, Desk(settings.org, file))
    app.extensions["work"] = work
    _dress(app)
    _connect(app, work, settings)
    if clockwork:
        app.extensions["clockwork"] = Clockwork(work, clock).start()
        app.extensions["backtests"] = Backtests(work, clock).start()
    return app


def close(app: Flask) -> None:
    """End what runs beside the requests: the desk's memory is kept once more, a back-test begins anew at the next start."""
    for name in ("backtests", "clockwork", "live"):
        if name in app.extensions:
            app.extensions[name].stop()
    app.extensions["work"].close()


def _dress(app: Flask) -> None:
    filters.install(app.jinja_env, assets.address_in(app))
    packing.install(app)
    headers.install(app)
    reader.install(app)
    routes.install(app)
    app.register_error_handler(Refused, answer.refuse)
    app.register_error_handler(HTTPException, _foreign)
    app.register_error_handler(Exception, _defect)


def _connect(app: Flask, work: Work, settings: config.Settings) -> None:
    doors = live_doors.make(app, work)
    bus = RedisBus(settings.redis) if settings.redis else None
    live = Live(doors, bus)
    work.listeners.append(live.committed)
    app.extensions["live"] = live
    app.extensions["socketio"] = make_socketio(app, live, doors)


def _foreign(failure: HTTPException) -> Any:
    """Werkzeug's refusals in our form: a wrong path, a wrong method, a body over the limit."""
    code = failure.code or 500
    if code == 413:
        return answer.refuse(TooLarge("body.limit", limit=BODY_LIMIT))
    known = {400: "http.bad", 404: "absent", 405: "http.method", 415: "body.json"}
    told = Refused(known.get(code, "http.bad"), what="")
    told.status = code
    return answer.refuse(told)


def _defect(failure: Exception) -> Any:
    """What nobody foresaw: a full disk or a lost database by name, anything else with a mark for the log."""
    known = refusal(failure)
    if known is not None:
        return answer.refuse(known)
    return answer.defect(failure)
