"""The whole war-room page of one reader, put together from one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from crisis.domain.facts import KEYS
from crisis.domain.item import PERIODS
from crisis.domain.playbook import PRINCIPLES
from crisis.language.words import known, say
from crisis.store.base import image
from crisis.store.checklist import items
from crisis.store.intake import intake, warnings
from crisis.store.voice import facts, publications, statements
from crisis.views.cadence import cadence_part
from crisis.views.mine import mine
from crisis.views.projection import Audience, project
from crisis.views.room import snapshot
from crisis.views.room_clock import clock_part
from crisis.views.room_parts import (
    fact_part,
    head_part,
    item_part,
    period_of,
    seat_part,
    standing,
)
from crisis.views.timeline import FIRST, timeline

Data = dict[str, Any]
SHARED = (items, facts, statements, publications)
"""The tables, besides the crisis, whose rows `shared_parts` is made of."""


def room_page(
    conn: Connection,
    crisis_id: int,
    audience: Audience,
    now: datetime,
    only: str = "all",
    order: str = "recorded",
    person_id: int | None = None,
) -> Data:
    """All that crises/room.html needs but the shell; `only` and `order` choose what the timeline shows and how."""
    found = snapshot(conn, crisis_id, audience, recent=0)
    crisis = found["crisis"][str(crisis_id)]
    parts = shared_parts(conn, found, crisis, audience, now)
    people = [{"id": m["person_id"], "name": m["name"]} for m in found["members"].values() if not m["removed_at"]]
    return {
        **parts,
        "seq": found["seq"],
        "stream": f"crisis:{crisis_id}",
        "zone": crisis["zone"],
        "seats": sorted((seat_part(s, crisis) for s in found["seats"].values()), key=_by_sort),
        "facts": sorted(
            (fact_part(f, audience.lang) for f in found["facts"].values() if f["status"] != "superseded"), key=_by_sort
        ),
        "periods": periods(found, crisis, audience.lang, now),
        "goals": None,
        "timeline": timeline(conn, crisis_id, audience, crisis["zone"], only=only, order=order, limit=FIRST),
        "mine": mine(conn, crisis_id, person_id, found, audience, now),
        "people": sorted(people, key=lambda p: str(p["name"])),
        "owner_options": [{"value": p["id"], "label": p["name"]} for p in people],
        "fact_keys": [{"value": key, "label": _fact_word(key, audience.lang)} for key in KEYS],
    }


def _by_sort(part: Data) -> str:
    return str(part["sort"])


def _fact_word(key: str, lang: str) -> str:
    return say(f"fact.key.{key}", lang) if known(f"fact.key.{key}") else key


def shared_parts(conn: Connection, found: Data, crisis: Mapping[str, Any], audience: Audience, now: datetime) -> Data:
    """What a change of any row may alter: head, clock, counts, 5S."""
    waiting = conn.execute(
        select(warnings).where(warnings.c.crisis_id == crisis["id"], warnings.c.state == "waiting").limit(1)
    ).first()
    warning = project("warnings", image(warnings, waiting), audience) if waiting is not None else None
    came = conn.scalar(select(func.count()).select_from(intake).where(intake.c.crisis_id == crisis["id"])) or 0
    return {
        "crisis": head_part(crisis, warning),
        "clock": {**clock_part(conn, crisis, audience.lang, now), **cadence_part(conn, crisis, audience, now)},
        "counts": {**counts(found, now), "complaints": came},
        "five_s": five_s(found),
    }


def counts(found: Data, now: datetime) -> Data:
    """The checklist in four numbers."""
    rows = list(found["items"].values())
    how = [standing(row, now) for row in rows]
    done = sum(state in ("done", "skipped") for state in how)
    return {"done": done, "all": len(rows), "overdue": how.count("overdue"), "soon": how.count("soon")}


def five_s(found: Data) -> list[Data]:
    rows = list(found["items"].values())
    return [
        {
            "code": code,
            "done": sum(r["state"] == "done" and code in r.get("principles", ()) for r in rows),
            "all": sum(code in r.get("principles", ()) for r in rows),
        }
        for code in PRINCIPLES
    ]


def periods(found: Data, crisis: Mapping[str, Any], lang: str, now: datetime) -> list[Data]:
    """The checklist by stretches after T0; a stretch that is complete is folded."""
    sorted_out: dict[str, list[Mapping[str, Any]]] = {code: [] for code in PERIODS}
    for row in found["items"].values():
        sorted_out[period_of(row, crisis["t0"])].append(row)
    return [period(code, rows, lang, now) for code, rows in sorted_out.items() if rows]


def period(code: str, rows: list[Mapping[str, Any]], lang: str, now: datetime) -> Data:
    done = sum(row["state"] in ("done", "skipped") for row in rows)
    return {
        "code": code,
        "done": done,
        "all": len(rows),
        "late_starts": sum(row["late_start"] for row in rows),
        "folded": done == len(rows) or code == "later",
        "rows": sorted((item_part(row, lang, now) for row in rows), key=_by_sort),
    }
