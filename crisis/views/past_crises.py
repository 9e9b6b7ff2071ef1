"""What a record resembles: closed crises of the same triggers or product, and its series observed against expected."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.detection.lattice import name_of
from crisis.detection.listener import Listener
from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.language.words import say
from crisis.store.crises import crises
from crisis.store.intake import intake

Data = dict[str, Any]
LOOKED_AT, SHOWN = 200, 3
DAY = 86_400


def similar(conn: Connection, actor: Actor, row: Row[Any], lang: str) -> list[Data]:
    """Closed crises that share triggers or the product with the record, the likest and newest first."""
    if cell("crisis.read", actor.role) != "Y" or not (row.codes or row.product):
        return []
    closed = select(crises).where(crises.c.state == "closed", crises.c.restricted.is_(False), crises.c.drill.is_(False))
    rooms = list(conn.execute(closed.order_by(crises.c.id.desc()).limit(LOOKED_AT)))
    same = select(intake.c.crisis_id).where(
        intake.c.crisis_id.in_([room.id for room in rooms]), intake.c.product == row.product
    )
    products = set(conn.scalars(same.distinct())) if row.product else set()
    ranked = [(len(set(room.codes) & set(row.codes)) * 2 + (room.id in products), room) for room in rooms]
    best = sorted((pair for pair in ranked if pair[0]), key=lambda pair: (-pair[0], -pair[1].id))[:SHOWN]
    return [_past(room, lang) for _, room in best]


def _past(room: Row[Any], lang: str) -> Data:
    days = max(1, round((room.closed_at - room.t0).total_seconds() / DAY))
    words = say("past.line", lang, level=room.level, persons=room.persons, days=days)
    return {"id": room.id, "number": room.number, "title": room.title, "words": words}


def series_of(listener: Listener, row: Row[Any], verdict: Data, lang: str) -> list[Data]:
    """The series that the record was told of, else those of its product and branch, as of their newest week."""
    told = [s["params"] for s in verdict.get("signals", ()) if s["code"] == "T-TREND" and "key" in s["params"]]
    if told:
        return [_line(p["key"], p["count"], p["expected"], p["low"], p["high"], str(p["years"]), lang) for p in told]
    found = []
    for key in (f"product/{row.product}" if row.product else "", f"branch/{row.branch}" if row.branch else ""):
        points = listener.series_points(key) if key else []
        if points:
            now = points[-1]
            found.append(_line(key, now.count, now.expected, now.low, now.high, "", lang))
    return found


def _line(key: str, count: int, expected: float, low: int, high: int, years: str, lang: str) -> Data:
    label = say(f"series.kind.{key.split('/', 1)[0]}", lang, name=name_of(key, lang))
    words = say("page.series.observed", lang, count=count, expected=expected, low=low, high=high)
    chance = say("page.series.years", lang, n=years) if years else ""
    return {"key": key, "label": label, "words": words, "chance": chance, "above": count > high}
