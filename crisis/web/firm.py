"""Doors of the firm's own description: the settings page, saved in one step and known at once."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, current_app
from pydantic import Field

from crisis.commands import firm as commands
from crisis.domain.errors import Refused
from crisis.domain.permissions import may
from crisis.language.words import known, say
from crisis.web import answer, page, reader
from crisis.web.answer import Body, act, body
from crisis.web.openapi import takes

pages = Blueprint("firm", __name__)
acts = Blueprint("firm_acts", __name__)
LISTS = ("branches", "aliases", "products")


class Firm(Body):
    name: str = Field(max_length=commands.LONGEST)
    sector: str = Field(max_length=60)
    role: str = Field(max_length=60)
    timezone: str = Field(max_length=60)
    jurisdictions: list[str] = Field(default_factory=list, max_length=20)
    branches: list[str] = Field(default_factory=list, max_length=commands.LINES)
    aliases: list[str] = Field(default_factory=list, max_length=commands.LINES)
    products: list[str] = Field(default_factory=list, max_length=commands.LINES)


@pages.before_app_request
def hear_of_the_firm() -> None:
    """Another process may have written the firm's file."""
    file = current_app.extensions["work"].desk.file
    if file is not None:
        file.refresh()


@pages.get("/settings")
def show() -> Any:
    """Who the firm is."""
    may(reader.actor(), "settings.manage")
    return page.draw("listening/settings.html", "people", model(current_app.extensions["work"].desk.org, {}))


@acts.post("/settings")
@takes(Firm)
def describe() -> Any:
    """Tell the console who the firm is; it takes effect at once."""
    wish = body(Firm).model_dump()
    lines = {name: [line for text in wish[name] for line in text.splitlines()] for name in LISTS}
    try:
        return act(commands.describe_firm, back="/settings", **{**wish, **lines})
    except Refused as failure:
        if answer.wants_json() or failure.status != 422:
            raise
        errors = {str(failure.params.get("field", "name")): answer.problem(failure)["title"]}
        return page.draw("listening/settings.html", "people", model({**wish, **lines}, errors)), failure.status


def model(told: Any, errors: dict[str, str]) -> dict[str, Any]:
    """The form: what is known now, the choices, and what was wrong with what was sent."""
    lang = reader.lang()
    return {
        "firm": {
            **{name: str(told.get(name, "")) for name in ("name", "sector", "role", "timezone")},
            "jurisdictions": list(told.get("jurisdictions", ())),
            **{name: "\n".join(told.get(name, ())) for name in LISTS},
        },
        "errors": {name: errors.get(name, "") for name in Firm.model_fields},
        "sector_options": _options("sector.", commands.SECTORS, told.get("sector"), lang),
        "role_options": _options("firm_role.", commands.ROLES, told.get("role"), lang),
        "jurisdiction_options": _options("jurisdiction.", commands.JURISDICTIONS, None, lang),
        "zones": sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
    }


def _options(words: str, codes: tuple[str, ...], present: Any, lang: str) -> list[dict[str, str]]:
    """The codes with their words; what the file says and we do not know stays a choice."""
    wanted = [*codes, *([str(present)] if present and present not in codes else [])]
    keys = {code: words + code for code in wanted}
    return [{"value": code, "label": say(key, lang) if known(key) else code} for code, key in keys.items()]
