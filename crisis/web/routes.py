"""Which doors there are: acts stand under the pages' addresses and again under /api/v1, pages only once."""

from __future__ import annotations

from flask import Flask

from crisis.web import (
    account,
    aftermath,
    checklist,
    complaints,
    crises,
    desks,
    firm,
    house,
    importing,
    listening,
    log,
    people,
    places,
    seats,
    shifts,
    timeline,
    voice,
    warnings,
)

API = "/api/v1"
ACTS = (
    crises.acts,
    log.acts,
    seats.acts,
    timeline.acts,
    shifts.acts,
    checklist.acts,
    voice.acts,
    aftermath.acts,
    complaints.acts,
    importing.acts,
    warnings.acts,
    people.acts,
    account.acts,
    listening.acts,
    firm.acts,
)
PAGES = (
    crises.pages,
    importing.pages,
    complaints.pages,
    places.pages,
    people.pages,
    desks.pages,
    listening.pages,
    firm.pages,
)


def install(app: Flask) -> None:
    app.register_blueprint(house.doors)
    app.register_blueprint(account.doors)
    for pages in PAGES:
        app.register_blueprint(pages)
    for acts in ACTS:
        app.register_blueprint(acts)
        app.register_blueprint(acts, url_prefix=API, name=f"api_{acts.name}")
