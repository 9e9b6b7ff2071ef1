"""The after-action review of a room for one reader: summary, trajectory, customers, accountability, actions, closing gate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from crisis.domain.errors import NotAllowed
from crisis.domain.metrics import minutes_to
from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.domain.statement import INSIDE, KINDS
from crisis.language.words import known, say
from crisis.store import aftermath, checklist
from crisis.store.base import image, plain
from crisis.store.closing_state import TRUTH_KINDS
from crisis.store.crises import members
from crisis.views.accountability_part import options, records_part
from crisis.views.closing_part import first_published, gate_part
from crisis.views.projection import Audience
from crisis.views.room import crisis_row
from crisis.views.room_frame import rights_here, room_frame
from crisis.views.sentence import who

Data = dict[str, Any]
OUTWARD = tuple(kind for kind in KINDS if kind not in INSIDE)


def review_page(conn: Connection, crisis_id: int, actor: Actor, lang: str, now: datetime) -> Data:
    """All that aftermath/index.html needs but the shell."""
    if cell("review.read", actor.role) != "Y":
        raise NotAllowed("permission.not_allowed", ability="review.read", role=actor.role)
    crisis = crisis_row(conn, crisis_id)
    people = conn.execute(select(members).where(members.c.crisis_id == crisis_id, members.c.removed_at.is_(None)))
    return {
        **room_frame(conn, crisis, Audience(actor.role, lang)),
        "can": rights_here(conn, crisis, actor),
        "review": review_part(_rows(conn, aftermath.reviews, crisis_id)),
        "durations": durations(conn, crisis),
        "stages": [stage_part(row, lang) for row in _rows(conn, checklist.stages, crisis_id)],
        "settlements": [settlement_part(row) for row in _rows(conn, aftermath.settlements, crisis_id)],
        **records_part(conn, crisis_id, actor, lang),
        "actions": [image(aftermath.actions, row) for row in _rows(conn, aftermath.actions, crisis_id)],
        "gate": gate_part(conn, crisis, lang, now),
        "person_options": sorted(
            ({"value": p.person_id, "label": p.name} for p in people), key=lambda p: str(p["label"])
        ),
        **options(lang),
    }


def _rows(conn: Connection, of: Table, crisis_id: int) -> list[Row[Any]]:
    return list(conn.execute(select(of).where(of.c.crisis_id == crisis_id).order_by(of.c.id)))


def review_part(found: list[Row[Any]]) -> Data:
    """The review itself; before it is opened its texts are empty and it has no version."""
    if not found:
        return {"state": "none", "version": None, "summary": "", "root_cause": "", "truth_note": ""}
    row = found[0]
    texts = {name: row._mapping[name] for name in ("version", "summary", "root_cause", "truth_note")}
    return {"state": "approved" if row.approved_at is not None else "draft", **texts}


def durations(conn: Connection, crisis: Row[Any]) -> list[Data]:
    """How long after T0 it was noticed, first spoken about, and told in full; None while it has not come."""
    moments = {
        "detect": crisis.opened_at,
        "statement": first_published(conn, crisis.id, OUTWARD),
        "truth": first_published(conn, crisis.id, TRUTH_KINDS),
    }
    took = {code: minutes_to(at, crisis.t0) for code, at in moments.items()}
    return [{"code": code, "seconds": None if m is None else int(m * 60)} for code, m in took.items()]


def stage_part(row: Row[Any], lang: str) -> Data:
    """One stage with the reason it was entered, in words."""
    key = f"trajectory.move.{row.reason}"
    return {
        "stage": row.stage,
        "from_at": plain(row.from_at),
        "reason": row.note or (say(key, lang, **row.figures) if known(key) else row.reason),
        "by": who(row.by_name, lang),
    }


def settlement_part(row: Row[Any]) -> Data:
    state = "listed" if row.state == "open" else row.state
    return {**image(aftermath.settlements, row), "state": state, "note": row.note or ""}
