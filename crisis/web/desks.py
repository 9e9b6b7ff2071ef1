"""Pages where words are made and accounts are closed: statement desk, media desk, after-action review."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, request

from crisis.views.media_desk import media_desk
from crisis.views.review_page import review_page
from crisis.views.room_frame import invited
from crisis.views.statement_desk import statement_desk
from crisis.web import answer, page, reader
from crisis.web.crises import reading

pages = Blueprint("desks", __name__)
ROOM = "/crises/<int:crisis_id>"


@pages.get(ROOM + "/statements")
def statements(crisis_id: int) -> Any:
    """All statements of the room, or the form for a new one."""
    return _statements(crisis_id, None)


@pages.get(ROOM + "/statements/<int:statement_id>")
def statement(crisis_id: int, statement_id: int) -> Any:
    """One statement: its words, its check, its keys."""
    return _statements(crisis_id, statement_id)


def _statements(crisis_id: int, chosen: int | None) -> Any:
    who = reader.actor()
    with current_app.extensions["work"].reading() as conn:
        if not invited(conn, crisis_id, who):
            reading(crisis_id)
        mode = request.args.get("mode", "")
        model = statement_desk(conn, crisis_id, who, reader.lang(), reader.now(), chosen, mode)
    model["new"] = chosen is None and model["can"]["draft"] and "new" in request.args
    return _draw("statements/desk.html", "statements", model, crisis_id)


@pages.get(ROOM + "/media")
def media(crisis_id: int) -> Any:
    """All inquiries of the room."""
    return _media(crisis_id, None)


@pages.get(ROOM + "/media/<int:inquiry_id>")
def inquiry(crisis_id: int, inquiry_id: int) -> Any:
    """One inquiry, with the approved words to answer from."""
    return _media(crisis_id, inquiry_id)


def _media(crisis_id: int, chosen: int | None) -> Any:
    reading(crisis_id)
    with current_app.extensions["work"].reading() as conn:
        model = media_desk(conn, crisis_id, reader.actor(), reader.lang(), reader.now(), chosen)
    return _draw("media/index.html", "media", model, crisis_id)


@pages.get(ROOM + "/review")
def review(crisis_id: int) -> Any:
    """The after-action review and what keeps the crisis open."""
    reading(crisis_id)
    with current_app.extensions["work"].reading() as conn:
        model = review_page(conn, crisis_id, reader.actor(), reader.lang(), reader.now())
    return _draw("aftermath/index.html", "review", model, crisis_id)


def _draw(template: str, place: str, model: dict[str, Any], crisis_id: int) -> Any:
    """As `page.draw`, in the zone and with the rights of this room in place of those of the role alone."""
    zone = model.pop("zone")
    if answer.wants_json():
        return jsonify(model)
    frame = page.frame(place, crisis_id, zone)
    return render_template(template, **{**frame, "dialog": request.args.get("dialog", ""), **model})
