"""Doors of the inbox: receiving by form, API and file, reading, and deciding warnings."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, request
from pydantic import Field, ValidationError
from sqlalchemy import Connection

from crisis.commands import intake as commands, unmasking
from crisis.domain.errors import Invalid, Refused, TooLarge
from crisis.domain.permissions import may
from crisis.store.events import head
from crisis.store.unmasking import unmasked
from crisis.views import complaints as views
from crisis.web import answer, catching_up, listening, page, reader
from crisis.web.answer import Body, Moment, body
from crisis.web.openapi import takes

pages = Blueprint("complaints", __name__)
acts = Blueprint("complaint_acts", __name__)
MOST, TURN = 1000, 100
CHANNELS = ("phone", "in_person", "online", "app", "email", "letter", "social", "12315", "12345", "association",
            "media", "gm_line", "wechat")  # fmt: skip


class Complaint(Body):
    text: str = Field(max_length=commands.TEXT_LIMIT)
    kind: str = "complaint"
    channel: str | None = None
    received_at: Moment | None = None
    published_at: Moment | None = None
    response_due_at: Moment | None = None
    customer_key: str | None = None
    customer_name: str | None = None
    contact: str | None = None
    anonymous_reason: str | None = None
    relation: str | None = None
    demand: str | None = None
    product: str | None = None
    lot: str | None = None
    practice: str | None = None
    branch: str | None = None
    department: str | None = None
    person_concerned: str | None = None
    market_segment: str | None = None
    immediate_action: str | None = None
    category: str | None = None
    grade: str | None = None
    urgency: str | None = None
    scope: str | None = None
    lang: str | None = None
    first_receiver: str | None = None
    external_id: str | None = None
    attrs: dict[str, Any] | None = None
    drill: bool = False


# Names of the handbook that mean one of ours.
SYNONYMS = {
    "name": "customer_name", "complainant": "customer_name", "customer_display": "customer_name",
    "description": "text", "requested_redress": "demand", "vin": "lot", "id": "external_id",
}  # fmt: skip


def given(record: Any) -> dict[str, Any]:
    """One record as the commands take it, or a refusal naming the field."""
    if not isinstance(record, dict):
        raise Invalid("body.json", field="body")
    named = {SYNONYMS.get(k, k): v for k, v in record.items() if k not in answer.ENVELOPE_FIELDS}
    try:
        wish = Complaint.model_validate(named)
    except ValidationError as failure:
        raise answer.unfit(failure) from None
    return {k: v for k, v in wish.model_dump().items() if v is not None}


@acts.post("/complaints")
@takes(Complaint)
def receive() -> Any:
    """Record one complaint or a list of up to 1,000; each is judged at once."""
    return _receive("complaint")


@acts.post("/mentions")
@takes(Complaint)
def receive_mentions() -> Any:
    """Record media and social mentions; each is judged at once."""
    return _receive("media")


def _receive(kind: str) -> Any:
    if not answer.is_json():
        return _from_form()
    sent = answer.sent_json()
    records = sent if isinstance(sent, list) else [sent]
    if len(records) > MOST:
        raise TooLarge("field.too_many", field="records", limit=MOST)
    shaped, refused = [], {}
    for number, record in enumerate(records):
        try:
            shaped.append({"kind": kind, **given(record)})
        except Refused as failure:
            refused[number] = failure
    if refused and not isinstance(sent, list):
        raise refused[0]
    done = _in_turns(shaped)
    rows = iter(done)
    results = [_result(refused[n]) if n in refused else _told(next(rows)) for n in range(len(records))]
    if not isinstance(sent, list):
        if "status" in results[0]:
            raise _again(done[0])
        return jsonify(results[0]), 201
    bad = any("status" in r for r in results)
    return jsonify(results=results), 207 if bad else 201


def _in_turns(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What came of each; TURN records in one transaction, so that others get theirs in between."""
    wish, found = answer.op_id(), []
    for start in range(0, len(records), TURN):
        op_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{wish}:{start}")) if wish and start else wish
        done = commands.receive(
            current_app.extensions["work"],
            reader.actor(),
            records=records[start : start + TURN],
            op_id=op_id,
            at=reader.now(),
        )
        found += done["results"]
    return found


def _result(failure: Refused) -> dict[str, Any]:
    return {key: value for key, value in answer.problem(failure).items() if value != ""}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A result of the command; what it refused in words of the reader."""
    return _result(_again(row)) if "refused" in row else row


def _again(row: dict[str, Any]) -> Refused:
    params = {k: v for k, v in row.items() if k not in ("refused", "status")}
    failure = Refused(row["refused"], **params)
    failure.status = row["status"]
    return failure


def _from_form() -> Any:
    wish = {k: v for k, v in body_of_form().items() if v is not None}
    try:
        done = commands.receive(
            current_app.extensions["work"], reader.actor(), records=[wish], op_id=answer.op_id(), at=reader.now()
        )
        if "refused" in done["results"][0]:
            raise _again(done["results"][0])
    except Refused as failure:
        if answer.wants_json():
            raise
        return _form(wish, {str(failure.params.get("field", "text")): answer.problem(failure)["title"]}), failure.status
    made = done["results"][0]
    if answer.wants_json():
        return jsonify({**made, "go": f"/complaints/{made['id']}"}), 201
    return redirect(f"/complaints/{made['id']}", code=303)


def body_of_form() -> dict[str, Any]:
    """The receipt form, with its field `name` under the record's name for it."""
    wish = body(Complaint).model_dump()
    if request.form.get("name"):
        wish["customer_name"] = request.form["name"]
    return wish


@pages.get("/complaints/new")
def new() -> Any:
    """The receipt form."""
    return _form({}, {})


def _form(wish: dict[str, Any], errors: dict[str, str]) -> Any:
    lang = reader.lang()
    word = answer.word
    model = {
        "wish": {
            **{k: (v if isinstance(v, str) else answer.plain_time(v)) for k, v in wish.items()},
            "name": wish.get("customer_name", ""),
        },
        "errors": errors,
        "channel_options": [{"value": c, "label": word(f"page.channel.{c}", lang, c)} for c in CHANNELS],
        "grade_options": [{"value": g, "label": word(f"page.grade.{g}", lang, g)} for g in commands.GRADES],
    }
    return page.draw("complaints/new.html", "inbox", model)


@pages.get("/complaints")
def inbox() -> Any:
    """The inbox."""
    show, before = request.args.get("show", "all"), request.args.get("before", "")
    with current_app.extensions["work"].reading() as conn:
        model = views.inbox(conn, reader.audience(), show, int(before) if before.isdigit() else None)
        chosen = model["complaints"][0]["id"] if model["complaints"] else None
        model["chosen"] = _record(conn, chosen) if chosen else None
        model |= {"asked": False, "stream": "desk", "seq": head(conn, "desk")}
    return page.draw("complaints/inbox.html", "inbox", model)


def _record(conn: Connection, intake_id: int) -> dict[str, Any]:
    opened = unmasked(conn, intake_id, reader.actor().id, reader.now())
    found = views.detail(conn, intake_id, reader.audience(), opened=opened)
    return {**found, "together": listening.together(conn, intake_id)}


class Unmasking(Body):
    reason: str = Field(max_length=300)


@acts.post("/complaints/<int:intake_id>/unmask")
@takes(Unmasking)
def unmask(intake_id: int) -> Any:
    """Read one record whole, for a reason and ten minutes."""
    back = f"/complaints/{intake_id}"
    return answer.act(unmasking.unmask, back=back, intake_id=intake_id, reason=body(Unmasking).reason)


@pages.get("/complaints/<int:intake_id>")
def show(intake_id: int) -> Any:
    """One record, explained, beside the list."""
    with current_app.extensions["work"].reading() as conn:
        model = views.inbox(conn, reader.audience(), "all", None)
        model["chosen"] = _record(conn, intake_id)
        model |= {"asked": True, "stream": "desk", "seq": head(conn, "desk")}
    return page.draw("complaints/inbox.html", "inbox", model)


@acts.get("/desk/events")
def desk_events() -> Any:
    """The desk's events after a number."""
    may(reader.actor(), "desk.subscribe")
    return catching_up.answer("desk", reader.audience())
