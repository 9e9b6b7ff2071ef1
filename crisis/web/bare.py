"""The frame of a page outside the shell: sign-in, set-up, and what went wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, render_template, request

from crisis.store.base import plain
from crisis.web import reader


def draw(template: str, **model: Any) -> str:
    """Draw a page for a reader who may not be known."""
    session = g.get("session")
    who = {
        "id": 0,
        "name": "",
        "role": "",
        "lang": reader.lang(),
        "zone": current_app.config["SETTINGS"].org["timezone"],
        "theme": session.theme if session is not None else "auto",
    }
    frame = {"reader": who, "csrf": reader.csrf(), "path": _page(), "now": plain(reader.now())}
    return render_template(template, **frame, **model)


def _page() -> str:
    """The page to go back to: this one, or the one whose form was sent here."""
    if request.method == "GET":
        return request.path
    before = urlsplit(request.referrer or "")
    return before.path if before.netloc == request.host and before.path.startswith("/") else "/"
