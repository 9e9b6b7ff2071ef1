"""Runs changed rules over the newest records beside the rules in force, and says which warnings appear and vanish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.detection.item import Item, Org
from crisis.detection.listener import Listener
from crisis.detection.rulebook import Rulebook
from crisis.detection.verdict import LEVELS
from crisis.store.base import plain
from crisis.store.intake import intake, warnings

Data = dict[str, Any]
RECORDS = 3_000  # newest records that are heard again, twice
SHOWN = 60


def trial(conn: Connection, org: Org, before: Rulebook, after: Rulebook, item_of: Callable[[Row[Any]], Item]) -> Data:
    """Both books hear the same records in the order of their arrival; no decision of a person is taken into account."""
    rows = list(conn.execute(select(intake).order_by(intake.c.id.desc()).limit(RECORDS)))[::-1]
    old, new = Listener(org, before), Listener(org, after)
    found: dict[str, list[Data]] = {"appear": [], "vanish": []}
    heard: dict[int, str] = {}
    told = {"before": 0, "after": 0}
    for row in rows:
        item = item_of(row)
        was, now = old.hear(item), new.hear(item)
        heard[row.id] = now.level
        told["before"] += was.level != "none"
        told["after"] += now.level != "none"
        step = LEVELS.index(now.level) - LEVELS.index(was.level)
        if step:
            rules = sorted({s.rule for s in (now if step > 0 else was).signals})
            found["appear" if step > 0 else "vanish"].append(
                {
                    "id": row.id,
                    "title": row.title,
                    "at": plain(row.received_at),
                    "was": was.level,
                    "now": now.level,
                    "rules": rules,
                }
            )
    return {
        "records": len(rows),
        "first": plain(rows[0].received_at) if rows else None,
        "capped": len(rows) == RECORDS,
        **told,
        **{name: {"n": len(lines), "rows": lines[-SHOWN:][::-1]} for name, lines in found.items()},
        **_lessons(conn, heard),
    }


def _lessons(conn: Connection, heard: dict[int, str]) -> Data:
    """How the changed rules stand to what people decided: confirmed warnings kept, dismissed ones still told."""
    query = select(warnings.c.intake_id, warnings.c.state).where(warnings.c.state.in_(("confirmed", "dismissed")))
    said = [(row.intake_id, row.state) for row in conn.execute(query) if row.intake_id in heard]
    counts = {"confirmed": 0, "kept": 0, "dismissed": 0, "still": 0}
    for intake_id, state in said:
        counts[state] += 1
        counts["kept" if state == "confirmed" else "still"] += heard[intake_id] != "none"
    return {"lessons": counts}
