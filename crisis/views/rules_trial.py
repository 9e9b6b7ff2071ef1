"""What a back-test of changed rules showed, for people: warnings that appear and vanish, lessons kept and lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from crisis.detection.backtest import Backtest, Difference
from crisis.store.base import plain
from crisis.store.intake import intake

Data = dict[str, Any]
SHOWN = 60


def trial_part(conn: Connection, found: Backtest) -> Data:
    """The newest differences with the titles of their records, and how many lessons each book gets right."""
    return {
        "records": found.heard,
        "rooms": {"before": found.rooms_before, "after": found.rooms_after},
        "appear": _differences(conn, found.appear),
        "vanish": _differences(conn, found.vanish),
        "lessons": {"kept": found.kept, "learned": len(found.learned), "unlearned": len(found.unlearned)},
    }


def _differences(conn: Connection, differences: Iterable[Difference]) -> Data:
    every = list(differences)
    newest = every[-SHOWN:][::-1]
    ids = [int(one.item) for one in newest]
    titles = {
        row.id: row.title for row in conn.execute(select(intake.c.id, intake.c.title).where(intake.c.id.in_(ids)))
    }
    return {"n": len(every), "rows": [_row(one, titles.get(int(one.item), "")) for one in newest]}


def _row(one: Difference, title: str) -> Data:
    return {
        "id": int(one.item),
        "title": title,
        "at": plain(one.at),
        "was": one.before,
        "now": one.after,
        "rules": list(one.rules),
        "decided": one.lesson.decision if one.lesson is not None else "",
    }
