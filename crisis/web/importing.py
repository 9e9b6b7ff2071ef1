"""Doors of importing a file of complaints or mentions: what was taken in, and every refused row by name."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, jsonify, request

from crisis.commands.importing import Imported, import_file
from crisis.domain.errors import Invalid, Refused
from crisis.domain.permissions import may
from crisis.web import answer, page, reader

pages = Blueprint("importing", __name__)
acts = Blueprint("importing_acts", __name__)
LIMIT_MB = 30
SHOWN = 500


@pages.get("/complaints/import")
def form() -> Any:
    """The page that takes a file."""
    may(reader.actor(), "intake.import")
    return page.draw("complaints/import.html", "inbox", {"limit_mb": LIMIT_MB, "result": None})


@acts.post("/complaints/import")
def take() -> Any:
    """Import a CSV, XLSX or JSON-lines file; good rows are kept, bad ones named, nothing twice."""
    may(reader.actor(), "intake.import")
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid("field.required", field="file")
    done = import_file(
        current_app.extensions["work"],
        reader.actor(),
        sent.read(),
        sent.filename[-120:],
        at=reader.now(),
        kind=request.form.get("kind", "complaints"),
        zone=ZoneInfo(page.zone()),
        dry_run=request.form.get("dry_run") == "true",
    )
    told = result_of(done, sent.filename[-120:])
    if answer.wants_json():
        return jsonify(told), 207 if done.refused else 201
    return page.draw("complaints/import.html", "inbox", {"limit_mb": LIMIT_MB, "result": told})


def result_of(done: Imported, file: str) -> dict[str, Any]:
    """The result in the reader's language; the first rows that were refused, and how many there are."""
    rows = [
        {"row": bad.row, "column": bad.column, "reason": answer.problem(Refused(bad.code, **bad.params))["title"]}
        for bad in done.refused[:SHOWN]
    ]
    counts = {"imported": done.imported, "repeated": done.repeated, "refused": len(done.refused)}
    return {"file": file, **counts, "rows": rows, "unread": list(done.unread)}
