"""Runs an act of a desk: our own scripts learn where to go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import jsonify, request

from crisis.web.answer import act, own_place, wants_json


def desk_act(command: Callable[..., dict[str, Any]], *, back: str, status: int = 200, **wish: Any) -> Any:
    """As `answer.act`; a script on a desk is sent to the page that shows what has become of it."""
    answer = act(command, back=back, code=status, **wish)
    if not wants_json() or request.path.startswith("/api/"):
        return answer
    told, code = answer
    done = told.get_json()
    target = own_place(request.form.get("next", "")) or back.format_map(done)
    return jsonify({**done, "go": target.split("#")[0]}), code
