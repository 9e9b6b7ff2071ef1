"""Doors of the warnings on the desk: seeing them, confirming, dismissing, raising one by hand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, request
from pydantic import Field

from crisis.commands import warnings as commands
from crisis.store.base import image
from crisis.store.intake import waiting, warnings
from crisis.views.projection import project
from crisis.web import reader
from crisis.web.answer import Body, act, body
from crisis.web.openapi import takes

acts = Blueprint("warning_acts", __name__)


class Confirmation(Body):
    crisis_id: int | None = None
    version: int | None = None


class Dismissal(Body):
    reason: str = Field(max_length=1000)
    version: int | None = None


@acts.get("/warnings")
def waiting_warnings() -> Any:
    """The warnings nobody has decided yet."""
    with current_app.extensions["work"].reading() as conn:
        rows = [project("warnings", image(warnings, row), reader.audience()) for row in waiting(conn)]
    return jsonify(warnings=[row for row in rows if row is not None])


@acts.post("/warnings/<int:warning_id>/confirm")
@takes(Confirmation)
def confirm(warning_id: int) -> Any:
    """Yes, this is a crisis."""
    wish = body(Confirmation)
    return act(
        commands.confirm,
        back="/crises/{crisis_id}",
        warning_id=warning_id,
        crisis_id=wish.crisis_id,
        version=wish.version,
    )


@acts.post("/warnings/<int:warning_id>/dismiss")
@takes(Dismissal)
def dismiss(warning_id: int) -> Any:
    """No crisis, with a reason."""
    wish = body(Dismissal)
    return act(commands.dismiss, back="/", warning_id=warning_id, reason=wish.reason, version=wish.version)


@acts.post("/complaints/<int:intake_id>/raise")
def raise_warning(intake_id: int) -> Any:
    """A person sees what the rules did not."""
    return act(
        commands.raise_warning, back=f"/complaints/{intake_id}", intake_id=intake_id,
        reason=request.form.get("reason", "") if not request.is_json else "",
    )  # fmt: skip
