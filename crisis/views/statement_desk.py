"""The statement desk of one reader: all statements of a room, and one of them with its check, its keys and its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from crisis.domain.errors import Absent, NotAllowed
from crisis.domain.people import Actor
from crisis.domain.statement import KINDS
from crisis.language.words import catalogue, say
from crisis.store.base import plain
from crisis.views.difference import difference
from crisis.views.projection import Audience
from crisis.views.room import crisis_row
from crisis.views.room_frame import may_read_text, rights_here, room_frame
from crisis.views.statement_keys import history_part, slots_part
from crisis.views.statement_rows import File, files, row_part
from crisis.views.statement_text import text_part

Data = dict[str, Any]
MODES = ("edit", "check", "compare")
CHANNEL = "desk.channel."


def statement_desk(
    conn: Connection, crisis_id: int, actor: Actor, lang: str, now: datetime, chosen: int | None = None, mode: str = ""
) -> Data:
    """All that statements/desk.html needs but the shell and `new`; `chosen` is a statement's id."""
    crisis = crisis_row(conn, crisis_id)
    audience = Audience(actor.role, lang)
    found = files(conn, crisis_id)
    can = rights_here(conn, crisis, actor)
    statement = None
    if chosen is not None:
        if chosen not in found:
            raise Absent("absent", what="statements")
        if not may_read_text(conn, crisis_id, actor):
            raise NotAllowed("permission.needs_grant", ability="draft.read", role=actor.role)
        statement = statement_part(conn, crisis, found[chosen], actor, audience, now)
    rows = (row_part(file, lang, crisis.zone) for file in found.values())
    return {
        **room_frame(conn, crisis, audience),
        "can": can,
        "statements": sorted(rows, key=lambda row: str(row["sort"])),
        "chosen": statement,
        "mode": _mode(mode, statement, can["draft"]),
        "publish_channels": [say(key, lang) for key in catalogue() if key.startswith(CHANNEL)],
        "kinds": [{"value": kind, "label": say(f"statement.kind.{kind}", lang)} for kind in KINDS],
    }


def _mode(wanted: str, statement: Data | None, may_edit: bool) -> str:
    if wanted in MODES:
        return wanted
    return "edit" if statement is not None and statement["state"] == "draft" and may_edit else "check"


def statement_part(
    conn: Connection, crisis: Row[Any], file: File, actor: Actor, audience: Audience, now: datetime
) -> Data:
    """One statement in full."""
    row, living = file.row, file.living
    return {
        **row_part(file, audience.lang, crisis.zone),
        "kind": row.kind,
        "lang": row.lang,
        "version": row.version,
        "sha256": living.sha256 if living is not None else "",
        "body": row.body,
        "updated_at": plain(row.updated_at),
        **text_part(conn, crisis, row, audience.lang, now),
        **_compared(file),
        "slots": slots_part(conn, crisis, file, actor),
        "publications": [{"channel": p.channel, "at": plain(p.at), "link": p.link} for p in file.publications],
        "history": history_part(conn, crisis, file, audience),
    }


def _compared(file: File) -> Data:
    """The revision before the words that are shown, and what changed since."""
    before = file.revisions if file.row.state == "draft" else file.revisions[:-1]
    if not before:
        return {"previous": None, "difference": []}
    return {"previous": before[-1].number, "difference": difference(before[-1].text, file.row.body)}
