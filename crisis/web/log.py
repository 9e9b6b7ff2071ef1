"""Doors of the log: typing an entry, with files or without, laying files over an entry, fetching and withdrawing one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request
from pydantic import Base64Bytes, Field

from crisis.commands import attachments as commands, log as log_commands
from crisis.domain.permissions import may
from crisis.views import attachments as views
from crisis.web import reader
from crisis.web.answer import Body, Moment, act, body, is_json
from crisis.web.crises import reading
from crisis.web.openapi import takes

acts = Blueprint("log_acts", __name__)
# Whatever a file holds, a browser that is led to it runs, styles and frames nothing.
NOTHING_RUNS = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Entry(Body):
    text: str = Field(max_length=4000)
    occurred_at: Moment | None = None
    pinned: bool = False
    kind: str = "note"


class File(Body):
    """One file in JSON; a form sends one or several as `file`."""

    name: str = Field(max_length=1000)
    content: Base64Bytes


class Reason(Body):
    reason: str = Field(max_length=1000)


def sent_files() -> list[tuple[str, bytes]]:
    """(name, content) of the files of a form; a field that was left empty sends a nameless one."""
    if is_json():
        return []
    return [(sent.filename, sent.read()) for sent in request.files.getlist("file") if sent.filename]


@acts.post("/crises/<int:crisis_id>/events")
@acts.post("/crises/<int:crisis_id>/log")
@takes(Entry)
def add_entry(crisis_id: int) -> Any:
    """Type an entry into the timeline; a form may bring files with it."""
    wish, files = body(Entry), sent_files()
    told = {"entry": wish.text, "kind": wish.kind, "occurred_at": wish.occurred_at, "pinned": wish.pinned}
    place = f"/crises/{crisis_id}#timeline"
    if files:
        return act(commands.add_entry_with, back=place, code=201, crisis_id=crisis_id, files=files, **told)
    return act(log_commands.add_entry, back=place, code=201, crisis_id=crisis_id, **told)


@acts.post("/crises/<int:crisis_id>/timeline/<int:seq>/attachments")
@takes(File)
def attach(crisis_id: int, seq: int) -> Any:
    """Lay a file over an entry: JSON with the bytes in base64, or a form with one or several."""
    if is_json():
        one = body(File)
        files = [(one.name, one.content)]
    else:
        files = sent_files()
    place = f"/crises/{crisis_id}/timeline/{seq}"
    return act(commands.attach, back=place, code=201, crisis_id=crisis_id, seq=seq, files=files)


@acts.post("/crises/<int:crisis_id>/attachments/<int:attachment_id>/withdraw")
@takes(Reason)
def withdraw(crisis_id: int, attachment_id: int) -> Any:
    """Take a file out of everybody's reach, with a reason."""
    wish: dict[str, Any] = {"attachment_id": attachment_id, "reason": body(Reason).reason}
    return act(commands.withdraw_attachment, back=f"/crises/{crisis_id}#timeline", crisis_id=crisis_id, **wish)


@acts.get("/crises/<int:crisis_id>/attachments/<int:attachment_id>")
def fetch(crisis_id: int, attachment_id: int) -> Any:
    """The bytes of a file, to be saved and not to be opened in place."""
    audience = reading(crisis_id)
    may(reader.actor(), "attachment.read")
    work = current_app.extensions["work"]
    with work.reading() as conn:
        row = views.readable(conn, crisis_id, attachment_id, audience)
    answer = Response(views.content(work, row.sha256), mimetype=views.media_type(row))
    answer.content_length = row.size
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    return answer
