"""Doors of listening: the rules and the firm's own file, series and their sensitivity, persons and matters by hand."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, current_app, jsonify, request
from pydantic import Field
from sqlalchemy import Connection, select

from crisis.commands import groups, own_rules as rule_commands, sensitivity, trials as trial_commands
from crisis.commands.desk import item_of
from crisis.detection import own_rules
from crisis.domain.errors import Absent, Invalid
from crisis.domain.permissions import cell, may
from crisis.store.intake import intake
from crisis.store.trials import trials
from crisis.views import group_page, series_page
from crisis.views.rules_page import mistake, rules_page
from crisis.views.rules_trial import progress_said, standing_trial, trial_part
from crisis.web import answer, page, reader
from crisis.web.answer import Body, act, body
from crisis.web.openapi import takes

pages = Blueprint("listening", __name__)
acts = Blueprint("listening_acts", __name__)
RECORD = re.compile(r"\s*(?:[A-Za-z]-)?(\d{1,18})\s*")


class RuleFile(Body):
    rules: str = Field(max_length=own_rules.LIMIT)
    reason: str = Field(default="", max_length=500)


class SavedFile(RuleFile):
    untried: bool = False


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


def _rules(mistaken: dict[str, Any] | None = None, status: int = 200) -> Any:
    """The rules page; `mistaken` = a file that could not be read, with its mistake."""
    work, who = current_app.extensions["work"], reader.actor()
    edits = cell("rule.edit", who.role) == "Y"
    with work.reading() as conn:
        found = rules_page(conn, who, work.desk.book(conn), reader.lang(), reader.now())
        trial = standing_trial(conn, found["own"]["text"]) if edits else None
    model = {**found, "may_edit": edits, "mistaken": mistaken, "trial": trial}
    return page.draw("listening/rules.html", "people", model), status


@pages.get("/rules")
def rules() -> Any:
    """Every rule, how it fared, the firm's own file, and the back-test of a changed one."""
    return _rules()


@acts.post("/rules/try")
@takes(RuleFile)
def try_rules() -> Any:
    """Have a changed file run over history; nothing is saved."""
    may(reader.actor(), "rule.edit")
    words = _sent_rules()
    try:
        return act(trial_commands.try_rules, back="/rules", code=202, rules=words)
    except Invalid as failure:
        if failure.code != "rules_unreadable" or answer.wants_json():
            raise
        return _rules({"text": words, **mistake(failure, reader.lang())}, 422)


@acts.get("/rules/trials/<int:trial_id>")
def trial(trial_id: int) -> Any:
    """How far a back-test has come, and what it showed."""
    may(reader.actor(), "rule.edit")
    with current_app.extensions["work"].reading() as conn:
        row = conn.execute(select(trials).where(trials.c.id == trial_id)).first()
        if row is None:
            raise Absent("absent", what="trials")
        return jsonify({**trial_part(conn, row), **progress_said(row, reader.lang())})


@acts.post("/rules/trials/<int:trial_id>/stop")
def stop_trial(trial_id: int) -> Any:
    """The back-test need not go on."""
    return act(trial_commands.stop_trial, back="/rules", trial_id=trial_id)


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
@takes(SavedFile)
def save_rules() -> Any:
    """Put the firm's own rule file in force, after its trial or expressly without."""
    return act(rule_commands.save_rules, back="/rules", **body(SavedFile).model_dump())


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
    return page.draw("listening/series.html", "series", {**found, "may_tune": tunes})


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
