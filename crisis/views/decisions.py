"""What waits for a reader's decision: draft rooms to confirm, statements to approve."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.language.words import say
from crisis.store.base import plain
from crisis.store.crises import granted
from crisis.store.voice import approvals, revisions, statements

Data = dict[str, Any]


def waiting_decisions(conn: Connection, actor: Actor, rooms: list[Row[Any]], lang: str) -> list[Data]:
    """What this reader can decide: draft rooms to confirm, statements to approve."""
    found = []
    submitted = _submitted(conn, rooms)
    for room in rooms:
        if room.state == "draft" and cell("crisis.confirm", actor.role) == "Y":
            title = say("board.confirm", lang, title=room.title)
            found.append(
                _decision("waiting", title, room.number, room.t0, f"/crises/{room.id}", say("board.look", lang))
            )
        if room.id in submitted:
            found += _approvals(conn, actor, room, submitted[room.id], lang)
    return found


def _submitted(conn: Connection, rooms: list[Row[Any]]) -> dict[int, list[Row[Any]]]:
    """By room, the statements that wait for a key, each with its revision."""
    query = (
        select(statements, revisions.c.id.label("revision_id"), revisions.c.number.label("revision"))
        .join(revisions, revisions.c.statement_id == statements.c.id)
        .where(statements.c.crisis_id.in_([room.id for room in rooms]), statements.c.state == "submitted")
        .where(revisions.c.voided_at.is_(None))
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in conn.execute(query):
        found.setdefault(row.crisis_id, []).append(row)
    return found


def _approvals(conn: Connection, actor: Actor, room: Row[Any], submitted: list[Row[Any]], lang: str) -> list[Data]:
    role = _key_of(conn, actor, room.id)
    if role is None:
        return []
    found = []
    for row in submitted:
        given = conn.execute(
            select(approvals.c.id).where(approvals.c.revision_id == row.revision_id, approvals.c.role == role)
        ).first()
        if given is None and str(actor.id) not in row.editors:
            title = say("board.approve", lang, title=row.title, n=row.revision)
            url = f"/crises/{room.id}/statements/{row.id}"
            found.append(_decision("waiting", title, room.number, room.next_update_at, url, say("board.review", lang)))
    return found


def _key_of(conn: Connection, actor: Actor, crisis_id: int) -> str | None:
    """Which of the two keys this reader holds in the crisis."""
    if cell("statement.approve_legal", actor.role) == "Y":
        return "legal"
    return "gm" if granted(conn, crisis_id, actor.id, "statement.approve_gm") else None


def _decision(state: str, title: str, detail: str, due: datetime | None, url: str, act: str) -> Data:
    return {
        "state": state,
        "title": title,
        "detail": detail,
        "due_at": plain(due) if due else None,
        "url": url,
        "act": act,
    }
