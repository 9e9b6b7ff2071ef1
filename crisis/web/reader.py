"""Who reads and acts in this request: a signed-in person or a machine token, and whether the request is theirs."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, request
from flask.sessions import SessionInterface
from sqlalchemy import Row

from crisis.commands.people import used
from crisis.domain.errors import Absent, Invalid, NotAllowed, NotSignedIn
from crisis.domain.people import Actor
from crisis.views import standing
from crisis.views.projection import Audience

OPEN = (
    "/signin",
    "/setup",
    "/healthz",
    "/readyz",
    "/static/",
    "/favicon.ico",
    "/language",
    "/metrics",
    "/api/v1/openapi.json",
)
HANDED_IN = re.compile(r"(/api/v1)?/(complaints|mentions|crises|crises/[0-9]+/(inquiries|log|events))")


class NoSecondSession(SessionInterface):
    """Flask's own session cookie is neither read nor written: whoever reads is known by `recognise`."""

    def open_session(self, app: Flask, request: Request) -> None:
        return None


def now() -> datetime:
    """The only clock of the console; tests and drills put another one into the app's configuration."""
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


def cookie_name() -> str:
    return "__Host-sid" if current_app.config["SESSION_COOKIE_SECURE"] else "sid"


def pre_name() -> str:
    """The cookie with the token of those who have not signed in."""
    return "__Host-pre" if current_app.config["SESSION_COOKIE_SECURE"] else "pre"


def address() -> str:
    """Where the request comes from; behind TLS that is what the one proxy in front wrote last."""
    if current_app.config["SESSION_COOKIE_SECURE"]:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return forwarded or request.remote_addr or ""
    return request.remote_addr or ""


def recognise() -> None:
    """Before each request: know the person or token, or remember that nobody is known."""
    g.session, g.token = None, None
    refuse_strange_numbers()
    bearer = request.headers.get("Authorization", "")
    work = current_app.extensions["work"]
    with work.reading() as conn:
        if bearer.startswith("Bearer "):
            g.token = standing.token(conn, bearer[7:].strip(), now())
        elif cookie_name() in request.cookies:
            g.session = standing.session(conn, request.cookies[cookie_name()], now())
    if g.session is None and g.token is None and not is_open(request.path):
        raise NotSignedIn("signin.needed")
    changes = request.method not in ("GET", "HEAD", "OPTIONS")
    if g.token is not None and g.token.scope == "intake" and not (changes and may_hand_in(request.path)):
        raise NotAllowed("permission.not_allowed", ability="crisis.read", role="intake")
    if changes and g.token is None:
        refuse_foreign()
    if g.session is not None:
        used(work, g.session, now())


def may_hand_in(path: str) -> bool:
    """Whether a token that only hands things in may call this: it learns of nothing, not even what there is."""
    return HANDED_IN.fullmatch(path) is not None


def refuse_strange_numbers() -> None:
    """No row has a number beyond 63 bits, and figures of other scripts are no numbers to the database."""
    if any(isinstance(value, int) and value >= 2**63 for value in (request.view_args or {}).values()):
        raise Absent("absent", what="")
    for name, value in request.args.items():
        if value.isdigit() and not (value.isascii() and len(value) <= 18):
            raise Invalid("field.shape", field=name)


def is_open(path: str) -> bool:
    return any(path == p or (p.endswith("/") and path.startswith(p)) for p in OPEN)


def refuse_foreign() -> None:
    """A change must come from our own page: same origin, and the token that only our page knows."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("csrf.foreign")
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        raise NotAllowed("csrf.foreign")
    given = request.headers.get("X-CSRF") or request.form.get("csrf", "")
    if not hmac.compare_digest(given.encode(), csrf().encode()):
        raise NotAllowed("csrf.stale")


def csrf() -> str:
    """The token that this reader's forms carry; signed-out readers get one by cookie."""
    if g.get("session") is not None:
        return str(g.session.csrf)
    given = request.cookies.get(pre_name(), "")
    if 16 <= len(given) <= 64:
        return given
    if "pre" not in g:
        g.pre = secrets.token_urlsafe(24)
    return str(g.pre)


def actor() -> Actor:
    """On whose behalf this request acts."""
    if g.token is not None:
        return standing.actor_of_token(g.token)
    if g.session is None:
        raise NotSignedIn("signin.needed")
    return standing.actor_of_session(g.session)


def person() -> Row[Any] | None:
    session: Row[Any] | None = g.get("session")
    return session


def lang() -> str:
    """The reader's language: the person's own, else the cookie, else what the browser prefers."""
    if g.get("session") is not None:
        return str(g.session.lang)
    if g.get("token") is not None and "lang" in request.args:
        return "en" if request.args["lang"] == "en" else "zh"
    chosen = request.cookies.get("lang") or request.accept_languages.best_match(["zh", "zh-CN", "en"], "zh")
    return "en" if chosen == "en" else "zh"


def audience() -> Audience:
    who = actor()
    return Audience(who.role, lang())


def keep_pre(response: Any) -> Any:
    """After each request: hand the signed-out token over as a cookie."""
    if "pre" in g:
        response.set_cookie(
            pre_name(), g.pre, httponly=True, samesite="Strict", secure=current_app.config["SESSION_COOKIE_SECURE"]
        )
    return response


def install(app: Flask) -> None:
    app.session_interface = NoSecondSession()
    app.before_request(recognise)
    app.after_request(keep_pre)
