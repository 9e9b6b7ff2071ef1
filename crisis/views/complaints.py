"""The inbox as one reader may see it: the list, and one record explained with its evidence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, func, select, type_coerce

from crisis.domain.errors import Absent
from crisis.domain.permissions import cell
from crisis.language.masking import hidden_spans
from crisis.language.words import say
from crisis.store.base import plain
from crisis.store.crises import crises
from crisis.store.intake import MENTIONS, intake, number_of, verdicts, warnings
from crisis.views.explanation import names_in, verdict_part, who, words_part
from crisis.views.projection import Audience

Data = dict[str, Any]
LIMIT = 50
PUBLISHED = (*MENTIONS, "regulator", "internal")
SHOW: dict[str, ColumnElement[bool] | None] = {
    "all": None,
    "judge": intake.c.level != "none",
    "crisis": intake.c.crisis_id.is_not(None),
    "group": type_coerce(intake.c.codes, Text).like('%"T-GROUP"%'),
    "closed": intake.c.state == "closed",
}


def may_read(row: Row[Any], audience: Audience) -> str:
    """How this reader may see a record: Y whole, M without personal data, - not at all."""
    if row.kind in PUBLISHED:
        return "Y" if cell("mention.read", audience.role) == "Y" else "-"
    return cell("complaint.read", audience.role)


def inbox(conn: Connection, audience: Audience, show: str, before: int | None) -> Data:
    """One page of the list, newest first."""
    if cell("warning.read", audience.role) == "-":
        raise Absent("absent", what="intake")
    shown = show if show in SHOW else "all"
    query = select(intake)
    condition = SHOW[shown]
    if condition is not None:
        query = query.where(condition)
        if shown == "judge":
            query = query.join(warnings, warnings.c.id == intake.c.warning_id).where(warnings.c.state == "waiting")
    if before is not None:
        query = query.where(intake.c.id < before)
    rows = list(conn.execute(query.order_by(intake.c.id.desc()).limit(LIMIT)))
    older = f"/complaints?show={shown}&before={rows[-1].id}" if len(rows) == LIMIT else None
    numbers = _crisis_numbers(conn, rows)
    return {
        "complaints": [row_part(row, numbers, audience) for row in rows],
        "shown": shown,
        "counts": counts(conn),
        "older_url": older,
        "rule_version": conn.scalar(select(verdicts.c.rule_version).order_by(verdicts.c.intake_id.desc()).limit(1))
        or "—",
    }


def counts(conn: Connection) -> dict[str, int]:
    """How many records stand behind each filter."""
    found = {name: _count(conn, condition) for name, condition in SHOW.items() if name != "judge"}
    waiting = select(func.count()).select_from(warnings).where(warnings.c.state == "waiting")
    return {**found, "judge": conn.scalar(waiting) or 0}


def _count(conn: Connection, condition: ColumnElement[bool] | None) -> int:
    query = select(func.count()).select_from(intake)
    return conn.scalar(query if condition is None else query.where(condition)) or 0


def _crisis_numbers(conn: Connection, rows: list[Row[Any]]) -> dict[int, str]:
    wanted = {row.crisis_id for row in rows if row.crisis_id is not None}
    found = conn.execute(select(crises.c.id, crises.c.number).where(crises.c.id.in_(wanted)))
    return {row.id: row.number for row in found}


def row_part(row: Row[Any], numbers: dict[int, str], audience: Audience) -> Data:
    """One line of the list; it names nobody who must not be named."""
    return {
        "id": row.id,
        "title": row.title,
        "level": row.level,
        "score": row.score,
        "who": who(row, named=may_read(row, audience) == "Y"),
        "channel": row.channel,
        "received_at": plain(row.received_at),
        "crisis_number": numbers.get(row.crisis_id),
        "closed": row.state == "closed",
        "response_due_at": plain(row.response_due_at) if row.response_due_at and row.kind == "complaint" else None,
        "sort": f"{row.id:012d}",
    }


def detail(conn: Connection, intake_id: int, audience: Audience, *, opened: bool = False) -> Data:
    """One record with its verdict explained; who may not know the person reads the words with what names one hidden.

    opened: this reader unmasked the record and the time for it runs.
    """
    row = conn.execute(select(intake).where(intake.c.id == intake_id)).first()
    if row is None or may_read(row, audience) == "-":
        raise Absent("absent", what="intake")
    access = "Y" if opened else may_read(row, audience)
    hidden = [] if access == "Y" else hidden_spans(row.text, names_in(row))
    found = conn.execute(select(verdicts).where(verdicts.c.intake_id == intake_id)).first()
    verdict = found.verdict if found is not None else {"parts": [], "raise_lower": [], "score": 0}
    crisis = conn.execute(select(crises).where(crises.c.id == row.crisis_id)).first()
    warning = conn.execute(select(warnings).where(warnings.c.id == row.warning_id)).first()
    return {
        **row_part(row, {crisis.id: crisis.number} if crisis is not None else {}, audience),
        "number": number_of(row),
        "relation": row.relation or "",
        "product": row.product or "",
        "branch": row.branch or "",
        "first_receiver": row.first_receiver,
        "lang": row.lang[:2],
        "published_at": plain(row.published_at) if row.published_at else None,
        "who": who(row, named=access == "Y"),
        "masked": access != "Y",
        "spans": words_part(row.text, verdict, hidden, audience.lang),
        "verdict": verdict_part(verdict, row.level, audience.lang, row.text, hidden),
        "crisis": {"id": crisis.id, "number": crisis.number} if crisis is not None else None,
        "warning": _warning(conn, warning),
        "record": _record(row, found, warning, audience),
    }


def _warning(conn: Connection, warning: Row[Any] | None) -> Data | None:
    if warning is None:
        return None
    attach = None
    if warning.state == "waiting" and warning.crisis_id is None and warning.matter is not None:
        live = select(crises).where(crises.c.matter == warning.matter, crises.c.state.in_(("draft", "open")))
        room = conn.execute(live.limit(1)).first()
        attach = {"id": room.id, "number": room.number} if room is not None else None
    return {"id": warning.id, "version": warning.version, "state": warning.state, "attach_to": attach}


def _record(row: Row[Any], verdict: Row[Any] | None, warning: Row[Any] | None, audience: Audience) -> list[Data]:
    """What happened to the record, newest first."""
    lang = audience.lang
    lines = [
        {"at": plain(row.recorded_at), "sentence": say("record.received", lang, who=row.first_receiver), "more": ""}
    ]
    if verdict is not None:
        judged = say("record.judged", lang, level=say(f"verdict.{row.level}", lang))
        more = say("record.rules", lang, version=verdict.rule_version)
        lines.append({"at": plain(verdict.decided_at), "sentence": judged, "more": more})
    if warning is not None and warning.decided_at is not None:
        done = say(f"record.{warning.state}", lang, who=warning.decided_by or say("actor.console", lang))
        lines.append({"at": plain(warning.decided_at), "sentence": done, "more": warning.reason or ""})
    return lines[::-1]
