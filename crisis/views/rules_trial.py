"""What a back-test of changed rules showed, or how far it has come, for people who may change rules."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.language.words import say
from crisis.store.base import plain
from crisis.store.intake import intake
from crisis.store.listening import newest_rules_id
from crisis.store.trials import LIVE, newest_trial

Data = dict[str, Any]


def standing_trial(conn: Connection, in_force: str) -> Data | None:
    """The back-test asked for last, while it is of use: not taken back, and of another file than the one in force."""
    row = newest_trial(conn)
    if row is None or row.state == "cancelled" or row.text == in_force:
        return None
    return trial_part(conn, row)


def trial_part(conn: Connection, row: Row[Any]) -> Data:
    """`whole` = all of history was heard; `stale` = other rules have come into force since it was heard."""
    return {
        "id": row.id,
        "text": row.text,
        "by": row.by_name,
        "at": plain(row.at),
        **progress(row),
        "held": row.held,
        "whole": row.total == row.held,
        "since": plain(row.since) if row.since is not None else None,
        "stale": row.state == "done" and row.base != newest_rules_id(conn),
        "result": _named(conn, row.result) if row.state == "done" else None,
    }


def progress(row: Row[Any]) -> Data:
    return {"state": row.state, "live": row.state in LIVE, "heard": row.heard, "total": row.total}


def progress_said(row: Row[Any], lang: str) -> Data:
    """The progress alone with its sentence, for a page that waits."""
    return {**progress(row), "sentence": say("page.trial.running", lang, heard=row.heard, total=row.total or "…")}


def _named(conn: Connection, result: Data) -> Data:
    """The stored result with the titles of its records."""
    ids = [row["id"] for name in ("appear", "vanish") for row in result[name]["rows"]]
    found = conn.execute(select(intake.c.id, intake.c.title).where(intake.c.id.in_(ids)))
    titles = {row.id: row.title for row in found}
    return {**result, **{name: _titled(result[name], titles) for name in ("appear", "vanish")}}


def _titled(differences: Data, titles: dict[int, str]) -> Data:
    rows = [{**row, "title": titles.get(row["id"], "")} for row in differences["rows"]]
    return {"n": differences["n"], "rows": rows}
