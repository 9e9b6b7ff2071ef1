"""Draws a page: its own model inside the frame that every page shares."""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, render_template, request

from crisis.store.base import plain
from crisis.views.shell import reader as reader_of, rights, shell
from crisis.web import answer, reader


def zone() -> str:
    return str(current_app.config["SETTINGS"].org["timezone"])


def frame(place: str, room: int | None = None, in_zone: str | None = None) -> dict[str, Any]:
    """What base.html needs."""
    who, at = reader.actor(), reader.now()
    session = reader.person()
    theme = session.theme if session is not None else "auto"
    org = current_app.config["SETTINGS"].org["name"]
    with current_app.extensions["work"].reading() as conn:
        around = shell(conn, who, org, at, room)
    return {
        "reader": reader_of(who, reader.lang(), in_zone or zone(), theme),
        "now": plain(at),
        "csrf": reader.csrf(),
        "path": request.path,
        "place": place,
        "shell": around,
        "can": rights(who),
    }


def draw(template: str, place: str, model: dict[str, Any], room: int | None = None, in_zone: str | None = None) -> Any:
    """The page for people; the model alone for programs."""
    if answer.wants_json():
        return jsonify(model)
    return render_template(template, **frame(place, room, in_zone), dialog=request.args.get("dialog", ""), **model)
