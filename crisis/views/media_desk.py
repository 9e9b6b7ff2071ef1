"""The media desk of one reader: inquiries by their due, one of them in full, and the approved words to answer from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.domain.errors import Absent, NotAllowed
from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.language.words import say
from crisis.store.base import plain
from crisis.store.voice import approvals, inquiries, speakable
from crisis.views.projection import Audience
from crisis.views.room import crisis_row
from crisis.views.room_frame import rights_here, room_frame

Data = dict[str, Any]
CHANNELS = ("phone", "in_person", "email", "wechat", "weibo", "social", "letter")


def media_desk(
    conn: Connection, crisis_id: int, actor: Actor, lang: str, now: datetime, chosen: int | None = None
) -> Data:
    """All that media/index.html needs but the shell; `chosen` is an inquiry's id."""
    if cell("inquiry.read", actor.role) != "Y":
        raise NotAllowed("permission.not_allowed", ability="inquiry.read", role=actor.role)
    crisis = crisis_row(conn, crisis_id)
    query = select(inquiries).where(inquiries.c.crisis_id == crisis_id)
    rows = list(conn.execute(query.order_by(inquiries.c.due_at, inquiries.c.id)))
    named = cell("inquiry.create", actor.role) == "Y"
    parts = {row.id: inquiry_part(row, named) for row in rows}
    if chosen is not None and chosen not in parts:
        raise Absent("absent", what="inquiries")
    waiting = [row for row in rows if row.state != "answered"]
    return {
        **room_frame(conn, crisis, Audience(actor.role, lang)),
        "can": rights_here(conn, crisis, actor),
        "inquiries": sorted(parts.values(), key=lambda part: str(part["sort"])),
        "chosen": parts[chosen] if chosen is not None else None,
        "approved": approved_words(conn, crisis_id, lang) if chosen is not None else [],
        "counts": {"all": len(rows), "open": len(waiting), "overdue": sum(row.due_at < now for row in waiting)},
        "channels": [{"value": code, "label": say(f"page.channel.{code}", lang)} for code in CHANNELS],
    }


def inquiry_part(row: Row[Any], named: bool) -> Data:
    """One inquiry; who asked is told to those who deal with outlets (`named`) and to nobody else."""
    return {
        "id": row.id,
        "outlet": row.outlet,
        "reporter": row.reporter if named else "",
        "contact": row.contact if named else "",
        "question": row.question,
        "received_at": plain(row.received_at),
        "deadline_at": plain(row.deadline_at) if row.deadline_at else None,
        "due_at": plain(row.due_at),
        "state": row.state,
        "handler": row.handler,
        "answer": row.answer or "",
        "answered_by": row.answered_by or "",
        "answered_at": plain(row.answered_at) if row.answered_at else None,
        "link": row.link or "",
        "version": row.version,
        "sort": f"{int(row.state == 'answered')}-{plain(row.due_at)}-{row.id:08d}",
    }


def approved_words(conn: Connection, crisis_id: int, lang: str) -> list[Data]:
    """The texts an answer may be made of, newest first."""
    times = _approved_at(conn, crisis_id)
    return [
        {
            "revision_id": row.id,
            "title": say("desk.version", lang, title=row.title, n=row.number),
            "at": plain(times.get(row.id, row.submitted_at)),
            "text": row.text,
        }
        for row in speakable(conn, crisis_id)
    ]


def _approved_at(conn: Connection, crisis_id: int) -> dict[int, datetime]:
    """When the second key of each revision was turned."""
    query = select(approvals.c.revision_id, approvals.c.at).where(approvals.c.crisis_id == crisis_id)
    return {row.revision_id: row.at for row in conn.execute(query.order_by(approvals.c.at))}
