"""Doors of listening: the rules and the firm's own file, series and their sensitivity, persons and matters by hand."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, current_app, jsonify, request
from pydantic import Field
from sqlalchemy import Connection, select

from crisis.commands import groups, learning, own_rules as rule_commands, sensitivity
from crisis.commands.desk import item_of
from crisis.detection import own_rules
from crisis.domain.errors import Invalid
from crisis.domain.permissions import cell, may
from crisis.store.intake import intake
from crisis.views import group_page, series_page
from crisis.views.rules_page import mistake, rules_page
from crisis.views.rules_trial import trial_part
from crisis.web import answer, page, reader
from crisis.web.answer import Body, act, body
from crisis.web.openapi import takes

pages = Blueprint("listening", __name__)
acts = Blueprint("listening_acts", __name__)
RECORD = re.compile(r"\s*(?:[A-Za-z]-)?(\d{1,18})\s*")


class RuleFile(Body):
    rules: str = Field(max_length=own_rules.LIMIT)
    reason: str = Field(default="", max_length=500)


class Reason(Body):
    reason: str = Field(max_length=500)


class Size(Body):
    series: str = Field(max_length=200)
    size: str = Field(max_length=1)
    version: int | None = None


class Other(Body):
    other: str = Field(max_length=24)
    reason: str = Field(max_length=500)


class Goal(Body):
    other: str = Field(default="", max_length=24)
    crisis_id: int | None = None
    reason: str = Field(max_length=500)


def _rules(changes: dict[str, Any], status: int = 200) -> Any:
    """The rules page, with what was tried."""
    work, who = current_app.extensions["work"], reader.actor()
    with work.reading() as conn:
        found = rules_page(conn, who, work.desk.book(conn), reader.lang(), reader.now())
    edits = cell("rule.edit", who.role) == "Y"
    return page.draw(
        "listening/rules.html", "playbooks", {**found, "may_edit": edits, "tried": None, **changes}
    ), status


@pages.get("/rules")
def rules() -> Any:
    """Every rule, how it fared, and the firm's own file."""
    return _rules({})


@acts.post("/rules/try")
@takes(RuleFile)
def try_rules() -> Any:
    """Run a changed file over the newest records; nothing is saved."""
    who = reader.actor()
    may(who, "rule.edit")
    words = _sent_rules()
    work = current_app.extensions["work"]
    try:
        after = own_rules.read(words)
    except Invalid as failure:
        if answer.wants_json():
            raise
        return _rules({"tried": {"text": words, "mistake": mistake(failure, reader.lang()), "result": None}}, 422)
    with work.reading() as conn:
        result = trial_part(conn, learning.tried(conn, work.desk, work.desk.book(conn), after))
    if answer.wants_json():
        return jsonify(result)
    return _rules({"tried": {"text": words, "mistake": None, "result": result}})


def _sent_rules() -> str:
    """The text of the form, or of the file that was uploaded with it."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        try:
            return upload.stream.read(own_rules.LIMIT * 4 + 1).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid("field.characters", field="rules") from None
    return body(RuleFile).rules


@acts.post("/rules")
@takes(RuleFile)
def save_rules() -> Any:
    """Put the firm's own rule file in force."""
    wish = body(RuleFile)
    return act(rule_commands.save_rules, back="/rules", rules=wish.rules, reason=wish.reason)


@acts.post("/rules/withdraw")
@takes(Reason)
def withdraw_rules() -> Any:
    """Back to the delivered rules alone."""
    return act(rule_commands.withdraw_rules, back="/rules", reason=body(Reason).reason)


@pages.get("/series")
def series() -> Any:
    """Every series with what was observed and what was to be expected; one of them drawn."""
    who, desk = reader.actor(), current_app.extensions["work"].desk
    with current_app.extensions["work"].reading() as conn, desk.reading():
        found = series_page.series_page(
            conn, who, desk.standing(conn), request.args.get("key", "")[:200], reader.lang()
        )
    tunes = cell("series.tune", who.role) == "Y"
    return page.draw("listening/series.html", "board", {**found, "may_tune": tunes})


@acts.post("/series/tune")
@takes(Size)
def tune() -> Any:
    """Hear one series more or less finely."""
    return act(sensitivity.tune_series, back="/series?key={series}", **body(Size).model_dump())


def together(conn: Connection, intake_id: int) -> dict[str, Any]:
    """Persons, matter and group of one record, as its page shows them."""
    desk, who = current_app.extensions["work"].desk, reader.actor()
    row = conn.execute(select(intake).where(intake.c.id == intake_id)).one()
    with desk.reading():
        return group_page.together(conn, desk.standing(conn), row, who, reader.lang(), item_of)


@acts.post("/complaints/<int:intake_id>/same-person")
@takes(Other)
def same_person(intake_id: int) -> Any:
    """This record and another one come from the same person."""
    wish = body(Other)
    return act(
        groups.merge_senders, back=f"/complaints/{intake_id}", intake_id=intake_id, other_id=_number(wish.other),
        reason=wish.reason,
    )  # fmt: skip


@acts.post("/complaints/<int:intake_id>/other-person")
@takes(Reason)
def other_person(intake_id: int) -> Any:
    """This record comes from somebody else than those it was tied to."""
    return act(groups.split_sender, back=f"/complaints/{intake_id}", intake_id=intake_id, reason=body(Reason).reason)


@acts.post("/complaints/<int:intake_id>/attach")
@takes(Goal)
def attach(intake_id: int) -> Any:
    """This record is of the same matter as another one, or belongs to an open room."""
    wish = body(Goal)
    other = _number(wish.other) if wish.other else None
    return act(
        groups.attach, back=f"/complaints/{intake_id}", intake_id=intake_id, other_id=other,
        crisis_id=None if other is not None else wish.crisis_id, reason=wish.reason,
    )  # fmt: skip


@acts.post("/complaints/<int:intake_id>/detach")
@takes(Reason)
def detach(intake_id: int) -> Any:
    """This record is of another matter than it was taken for."""
    return act(groups.detach, back=f"/complaints/{intake_id}", intake_id=intake_id, reason=body(Reason).reason)


def _number(written: str) -> int:
    """The number of a record as people write it: C-1047 or 1047."""
    found = RECORD.fullmatch(written)
    if found is None:
        raise Invalid("field.shape", field="other_id")
    return int(found[1])
