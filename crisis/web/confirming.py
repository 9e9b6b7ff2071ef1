"""Confirming the sign-in again for a grave act: by the password sent with it, or on a page that carries the act on."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request

from crisis.commands import people
from crisis.domain.errors import NotAllowed, Refused
from crisis.views import standing
from crisis.web import bare, reader

NEEDED, WRONG = "permission.needs_step_up", "permission.wrong_password"
DOOR = "/stepup"


def confirm(password: str) -> None:
    """Confirm the sign-in before the act that asks for it; a wrong password refuses both."""
    if not password:
        return
    if reader.person() is None:
        raise NotAllowed(NEEDED)
    work, at = current_app.extensions["work"], reader.now()
    people.step_up(work, reader.actor(), session=g.session.id_hash, password=password, at=at)
    with work.reading() as conn:
        g.session = standing.session(conn, request.cookies[reader.cookie_name()], at)


def asked(failure: Refused) -> bool:
    """Whether a password is all that is lacking; a token has none to give."""
    return failure.code in (NEEDED, WRONG) and request.method == "POST" and reader.person() is not None


def page(problem: dict[str, Any]) -> str:
    """Asks for the password and sends the refused form on with it, as it was filled in."""
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf", "password")]
    wrong = problem if problem["type"].endswith(WRONG) else None
    return bare.draw("stepup.html", action=request.path, kept=kept, problem=wrong)
