"""Doors of the places that gather: today, the board, the playbooks, declaring a crisis, all crises."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy import select

from crisis.domain.errors import Absent, NotAllowed
from crisis.domain.permissions import cell
from crisis.domain.severity import LEVELS
from crisis.language.words import say
from crisis.playbooks.loader import load_playbooks
from crisis.store.base import plain
from crisis.store.crises import crises, seats
from crisis.store.intake import intake
from crisis.views.board import board
from crisis.views.board_rooms import BoardRooms
from crisis.views.complaints import may_read
from crisis.views.shell import visible_crises
from crisis.views.today import today
from crisis.web import page, reader

pages = Blueprint("places", __name__)


@pages.record
def _keep_rooms(state: BlueprintSetupState) -> None:
    state.app.extensions["board_rooms"] = BoardRooms()


@pages.get("/")
def today_page() -> Any:
    """What waits for this reader."""
    with current_app.extensions["work"].reading() as conn:
        model = today(conn, reader.actor(), reader.lang(), reader.now())
    return page.draw("today/index.html", "today", model)


@pages.get("/board")
def board_page() -> Any:
    """The executive board."""
    who = reader.actor()
    if cell("board.read", who.role) == "-":
        raise NotAllowed("permission.not_allowed", ability="board.read", role=who.role)
    with current_app.extensions["work"].reading() as conn:
        model = board(conn, current_app.extensions["board_rooms"], who, reader.lang(), page.zone(), reader.now())
    return page.draw("board/index.html", "board", model)


@pages.get("/playbooks")
def playbooks() -> Any:
    """The playbooks, and applying one to a room."""
    lang = reader.lang()
    rows = [
        {
            "code": p.code,
            "name": p.title.of(lang),
            "when": say(f"playbook.when.{p.code}", lang),
            "item_count": len(p.items),
        }
        for p in load_playbooks().values()
    ]
    return page.draw("playbooks/index.html", "playbooks", {"playbooks": rows, "apply_to": _room_of_request()})


def _room_of_request() -> dict[str, Any] | None:
    wanted = request.args.get("crisis", "")
    if not wanted.isdigit():
        return None
    with current_app.extensions["work"].reading() as conn:
        room = next((r for r in visible_crises(conn, reader.actor()) if r.id == int(wanted)), None)
    if room is None:
        return None
    return {"id": room.id, "title": room.title, "playbooks": [room.primary_playbook, *room.also_playbooks]}


@pages.get("/playbooks/<code>")
def playbook(code: str) -> Any:
    """One playbook with all its items."""
    found, lang = load_playbooks().get(code), reader.lang()
    if found is None:
        raise Absent("absent", what="playbooks")
    rows = [
        {
            "ref": i.ref, "title": i.title.of(lang), "owner": i.owner, "due": i.due, "track": i.track,
            "evidence": i.evidence.of(lang), "principle": i.principle, "prevents": i.prevents,
        }
        for i in found.items
    ]  # fmt: skip
    when = say(f"playbook.when.{code}", lang)
    model = {"playbook": {"code": code, "name": found.title.of(lang), "when": when, "rows": rows}}
    return page.draw("playbooks/show.html", "playbooks", model)


@pages.get("/crises/new")
def declare() -> Any:
    """The dialog that declares a crisis by hand."""
    lang, now = reader.lang(), reader.now()
    wish = {"complaint_id": None, "complaint_title": "", "title": "", "t0": plain(now), "level": "III",
            "playbook": "PB-SERVICE", "reason": ""}  # fmt: skip
    wanted = request.args.get("complaint", "")
    if wanted.isdigit():
        with current_app.extensions["work"].reading() as conn:
            row = conn.execute(select(intake).where(intake.c.id == int(wanted))).first()
        if row is not None and may_read(row, reader.audience()) != "-":
            t0 = plain(row.published_at or row.received_at)
            wish |= {"complaint_id": row.id, "complaint_title": row.title, "title": row.title, "t0": t0}
    model = {
        "wish": wish,
        "errors": {},
        "level_options": [{"value": level, "label": say(f"ui.severity.{level}", lang)} for level in LEVELS],
        "playbook_options": [{"value": p.code, "label": p.title.of(lang)} for p in load_playbooks().values()],
    }
    return page.draw("crises/declare.html", "room", model)


@pages.get("/crises")
def all_crises() -> Any:
    """All crises this reader belongs to, open ones first, and those that are closed."""
    with current_app.extensions["work"].reading() as conn:
        rows = visible_crises(conn, reader.actor())
        if cell("crisis.read", reader.actor().role) not in ("-", "B"):
            past = select(crises).where(crises.c.state.in_(("closed", "dismissed")), crises.c.restricted.is_(False))
            rows += list(conn.execute(past.order_by(crises.c.id.desc()).limit(100)))
        held = conn.execute(select(seats.c.crisis_id, seats.c.person_name).where(seats.c.role == "LEAD"))
        leads = {row.crisis_id: row.person_name for row in held}
    names = ("id", "number", "title", "level", "state", "stage")
    shown = [{**{n: r._mapping[n] for n in names}, "t0": plain(r.t0), "lead": leads.get(r.id) or ""} for r in rows]
    return page.draw("crises/list.html", "room", {"crises": shown})
