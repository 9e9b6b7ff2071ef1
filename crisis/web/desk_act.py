"""Runs an act of a desk: a password given with it confirms the sign-in first, and our own scripts learn where to go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, g, jsonify, request

from crisis.commands import people
from crisis.domain.errors import NotAllowed
from crisis.views import standing
from crisis.web import reader
from crisis.web.answer import act, own_place, wants_json


def confirm(password: str) -> None:
    """Confirm the sign-in before the act that asks for it; a wrong password refuses both."""
    if not password:
        return
    if reader.person() is None:
        raise NotAllowed("permission.needs_step_up")
    work, at = current_app.extensions["work"], reader.now()
    people.step_up(work, reader.actor(), session=g.session.id_hash, password=password, at=at)
    with work.reading() as conn:
        g.session = standing.session(conn, request.cookies[reader.cookie_name()], at)


def desk_act(command: Callable[..., dict[str, Any]], *, back: str, status: int = 200, **wish: Any) -> Any:
    """As `answer.act`; a script on a desk is sent to the page that shows what has become of it."""
    answer = act(command, back=back, code=status, **wish)
    if not wants_json() or request.path.startswith("/api/"):
        return answer
    told, code = answer
    done = told.get_json()
    target = own_place(request.form.get("next", "")) or back.format_map(done)
    return jsonify({**done, "go": target.split("#")[0]}), code
