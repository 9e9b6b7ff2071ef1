"""The executive board: one sentence, what waits for a decision, each open crisis in figures; no personal data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from crisis.domain.clock import WINDOW
from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.language.words import known, say
from crisis.store.base import plain
from crisis.store.checklist import duties, items, stages
from crisis.store.crises import crises, seats
from crisis.store.intake import waiting
from crisis.store.voice import facts, inquiries, publications, statements
from crisis.views.board_events import key_events
from crisis.views.board_rooms import BoardRooms
from crisis.views.decisions import waiting_decisions
from crisis.views.projection import Audience
from crisis.views.shell import visible_crises
from crisis.views.volume import volume_part

Data = dict[str, Any]


def board(conn: Connection, kept: BoardRooms, actor: Actor, lang: str, zone: str, now: datetime) -> Data:
    """All that board/index.html needs but the frame; `kept` holds the rooms that have not changed."""
    rooms = visible_crises(conn, actor)
    decisions = waiting_decisions(conn, actor, rooms, lang)

    def make(row: Row[Any], records: int) -> tuple[Data, list[datetime]]:
        return crisis_part(conn, row, records, Audience("executive", lang), now), due_times(conn, row.id)

    shown = kept.parts(conn, rooms, lang, now, make)
    return {
        "headline": headline(rooms, shown, decisions, lang),
        "decisions": decisions,
        "crises": shown,
        "quiet_days": _quiet_days(conn, now) if not rooms else None,
        "watch": watch(conn, actor, lang),
        "closed": closed(conn, actor),
        "volume": volume_part(conn, now, zone, lang),
    }


def headline(rooms: list[Row[Any]], shown: list[Data], decisions: list[Data], lang: str) -> Data:
    """Crisis? how bad? who? what from me? In one sentence."""
    if not rooms:
        return {"sentence": say("board.none", lang), "more": ""}
    led = all(part["lead"] for part in shown)
    parts = [
        say("board.running", lang, n=len(rooms), level=rooms[0].level),
        say("board.led" if led else "board.unled", lang),
        say("board.decisions", lang, n=len(decisions)) if decisions else say("board.no_decision", lang),
    ]
    overdue = sum(part["overdue"] for part in shown)
    more = say("board.overdue", lang, n=overdue) if overdue else say("board.on_time", lang)
    return {"sentence": say("board.join", lang).join(parts) + say("board.stop", lang), "more": more}


def due_times(conn: Connection, crisis_id: int) -> list[datetime]:
    """When something of the room is due."""
    found = (conn.scalars(select(t.c.due_at).where(t.c.crisis_id == crisis_id)) for t in (items, duties))
    return [due for dues in found for due in dues if due is not None]


def crisis_part(conn: Connection, row: Row[Any], records: int, audience: Audience, now: datetime) -> Data:
    """One open crisis that `records` joined."""
    rows = conn.execute(
        select(items.c.state, items.c.due_at, items.c.owners, items.c.late_start, items.c.decided_at).where(
            items.c.crisis_id == row.id
        )
    ).all()
    done = [r for r in rows if r.state in ("done", "skipped")]
    late = [r for r in rows if r.state not in ("done", "skipped") and r.due_at is not None and r.due_at < now]
    chair = select(seats.c.person_name).where(seats.c.crisis_id == row.id, seats.c.role == "LEAD")
    since = select(stages.c.from_at).where(stages.c.crisis_id == row.id).order_by(stages.c.id.desc()).limit(1)
    lang = audience.lang
    return {
        **{n: row._mapping[n] for n in ("id", "number", "title", "level", "state", "stage")},
        "t0": plain(row.t0),
        "ends_at": plain(row.t0 + WINDOW),
        "stage_since": plain(conn.scalar(since)) if conn.scalar(since) else None,
        "done": len(done),
        "all": len(rows),
        "overdue": len(late),
        "overdue_owner": say(f"ui.seat.{late[0].owners[0]}", lang) if late and late[0].owners else "",
        "lead": conn.scalar(chair) or "",
        "figures": figures(conn, row, rows, records, lang, now),
        "voice": voice(conn, row.id, lang),
        "duties": duty_lines(conn, row.id, lang, now),
        "events": key_events(conn, row, audience),
    }


def figures(conn: Connection, row: Row[Any], rows: Any, records: int, lang: str, now: datetime) -> list[Data]:
    """Four numbers, each with its base under it; what is not known is a dash."""
    known = {
        r.key: r for r in conn.execute(select(facts).where(facts.c.crisis_id == row.id, facts.c.status == "confirmed"))
    }
    due = [r for r in rows if r.due_at is not None and r.due_at <= now and not r.late_start]
    kept = [r for r in due if r.state in ("done", "skipped") and r.decided_at is not None and r.decided_at <= r.due_at]

    def fact(code: str, key: str) -> Data:
        found = known.get(key)
        base = say("board.confirmed", lang) if found is not None else say("board.unknown", lang)
        return {"code": code, "value": found.value if found is not None else "—", "base": base}

    return [
        fact("affected", "affected_count"),
        fact("injured", "injured_count"),
        {"code": "complainants", "value": str(row.persons), "base": say("board.items", lang, n=records)},
        {
            "code": "on_time",
            "value": f"{round(100 * len(kept) / len(due))}%" if due else "—",
            "base": say("board.of_due", lang, n=len(kept), all=len(due)),
        },
    ]


def voice(conn: Connection, crisis_id: int, lang: str) -> list[Data]:
    """The last word out, what waits, and how many inquiries are open."""
    last = conn.execute(
        select(statements.c.title, publications.c.at)
        .join(publications, publications.c.statement_id == statements.c.id)
        .where(statements.c.crisis_id == crisis_id)
        .order_by(publications.c.at.desc())
        .limit(1)
    ).first()
    asked = list(conn.execute(select(inquiries.c.state).where(inquiries.c.crisis_id == crisis_id)))
    unanswered = sum(r.state == "open" for r in asked)
    state = select(func.count()).select_from(statements).where(statements.c.crisis_id == crisis_id)
    submitted = conn.scalar(state.where(statements.c.state == "submitted")) or 0
    stale = conn.scalar(state.where(statements.c.stale)) or 0
    lines = [
        {"label": say("board.last", lang), "text": last.title if last else "—", "state": "done" if last else ""},
        {"label": say("board.pending", lang), "text": str(submitted), "state": "waiting" if submitted else ""},
        {
            "label": say("board.inquiries", lang),
            "text": say("board.asked", lang, n=len(asked), open=unanswered),
            "state": "soon" if unanswered else "",
        },
    ]
    if stale:
        lines.append({"label": say("board.stale", lang), "text": str(stale), "state": "overdue"})
    return lines


def duty_lines(conn: Connection, crisis_id: int, lang: str, now: datetime) -> list[Data]:
    """The legal and outside duties owed, the next due first."""
    query = select(duties).where(duties.c.crisis_id == crisis_id, duties.c.owed).order_by(duties.c.due_at)
    lines = []
    for row in list(conn.execute(query))[:5]:
        short = f"duty.short.{row.code}"
        label = say(short, lang) if known(short) else row.duty_zh if lang == "zh" else row.duty_en
        phrase = (row.phrase_zh if lang == "zh" else row.phrase_en) or "—"
        state = "done" if row.done_at else "overdue" if row.due_at and row.due_at < now else ""
        text = say("board.duty_done", lang) if row.done_at else _left(row.due_at, now, lang) if row.due_at else phrase
        lines.append({"label": label, "text": text, "state": state})
    return lines


def _left(due: datetime, now: datetime, lang: str) -> str:
    minutes = abs(int((due - now).total_seconds())) // 60
    span = f"{minutes // 60}:{minutes % 60:02d}"
    return say("ui.due.overdue" if due < now else "ui.due.left", lang, span=span)


def watch(conn: Connection, actor: Actor, lang: str) -> list[Data]:
    """Waiting warnings below a crisis; executives see that there are some, not of whom."""
    if cell("warning.read", actor.role) == "-":
        return []
    rows = [w for w in waiting(conn) if w.level == "watch"][:6]
    return [
        {"title": w.title, "url": f"/complaints/{w.intake_id}", "base": say("list.comma", lang).join(w.codes)}
        for w in rows
    ]


def closed(conn: Connection, actor: Actor) -> list[Data]:
    """The last closed crises."""
    query = select(crises).where(crises.c.state == "closed", crises.c.restricted.is_(False))
    rows = conn.execute(query.order_by(crises.c.closed_at.desc()).limit(5))
    return [{"id": r.id, "title": r.title, "closed_at": plain(r.closed_at)} for r in rows]


def _quiet_days(conn: Connection, now: datetime) -> int | None:
    last = conn.scalar(select(func.max(crises.c.closed_at)))
    return max(0, (now - last) // timedelta(days=1)) if last is not None else None
