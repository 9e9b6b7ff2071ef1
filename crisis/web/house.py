"""Doors of the house itself: is it alive, may it take writes, what are its figures, what can be called."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import func, select

from crisis import __version__
from crisis.store.crises import crises
from crisis.store.events import streams
from crisis.store.intake import intake, warnings
from crisis.web.openapi import document

doors = Blueprint("house", __name__)
STARTED = time.monotonic()


@doors.get("/healthz")
def healthz() -> Any:
    """The process answers."""
    return jsonify(status="ok", version=__version__)


@doors.get("/readyz")
def readyz() -> Any:
    """The database answers and the console takes writes."""
    with current_app.extensions["work"].reading() as conn:
        conn.execute(select(func.count()).select_from(streams)).scalar()
    return jsonify(status="ready")


@doors.get("/metrics")
def metrics() -> Response:
    """Figures in Prometheus' text format; counts only, nothing personal."""
    live = current_app.extensions.get("live")
    with current_app.extensions["work"].reading() as conn:
        figures = {
            "crisis_events_total": conn.scalar(select(func.coalesce(func.sum(streams.c.last_seq), 0))),
            "crisis_intake_total": conn.scalar(select(func.count()).select_from(intake)),
            "crisis_warnings_waiting": conn.scalar(
                select(func.count()).select_from(warnings).where(warnings.c.state == "waiting")
            ),
            "crisis_rooms_open": conn.scalar(
                select(func.count()).select_from(crises).where(crises.c.state.in_(("draft", "open")))
            ),
            "crisis_sockets": len(live.rooms.seats()) if live is not None else 0,
            "crisis_up_seconds": round(time.monotonic() - STARTED, 1),
        }
    text = "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in figures.items())
    return Response(text, content_type="text/plain; version=0.0.4")


@doors.get("/api/v1/openapi.json")
def openapi() -> Any:
    """What can be called, as OpenAPI 3.1."""
    return jsonify(document(current_app.url_map, current_app.view_functions))
