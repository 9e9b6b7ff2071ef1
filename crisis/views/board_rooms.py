"""The rooms of the board, each made anew only when it changed: while its log stands and no span on it has moved on.

What a room shows depends on its row, its log (whose newest hash stands for all of it), the number of records that joined it,
the language, and the hour: of the hour only through whole minutes until something is due, so it serves until the next
of these begins. Whether a reader may see the room is not decided here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from crisis.store.events import streams
from crisis.store.intake import intake

Data = dict[str, Any]
MOST = 400
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """`stand` is what it was made from."""

    stand: tuple[Any, ...]
    since: datetime
    until: datetime
    part: Data


class BoardRooms:
    """`make(row, records)` answers a room's part and the moments at which something on it is due."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[int, str], Kept] = {}

    def parts(
        self,
        conn: Connection,
        rooms: list[Row[Any]],
        lang: str,
        now: datetime,
        make: Callable[[Row[Any], int], tuple[Data, Iterable[datetime]]],
    ) -> list[Data]:
        """The parts of these rooms, in their order."""
        heads, records = _heads(conn, rooms), _records(conn, rooms)
        return [
            self._part(row, (tuple(row), heads.get(row.id), records.get(row.id, 0)), lang, now, make) for row in rooms
        ]

    def _part(self, row: Row[Any], stand: tuple[Any, ...], lang: str, now: datetime, make: Any) -> Data:
        kept = self._kept.get((row.id, lang))
        if kept is None or kept.stand != stand or not kept.since <= now < kept.until:
            part, dues = make(row, stand[-1])
            kept = Kept(stand, now, min((_turn(due, now) for due in dues), default=now + MINUTE), part)
            self._keep((row.id, lang), kept)
        return kept.part

    def _keep(self, name: tuple[int, str], kept: Kept) -> None:
        with self._lock:
            self._kept.pop(name, None)
            self._kept[name] = kept
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]


def _turn(due: datetime, now: datetime) -> datetime:
    """When the whole minutes between now and `due` are others than now; at once where they are on the point of it."""
    return now + max((due - now) % MINUTE, timedelta.resolution)


def _heads(conn: Connection, rooms: list[Row[Any]]) -> dict[int, str]:
    names = [f"crisis:{row.id}" for row in rooms]
    found = conn.execute(select(streams.c.name, streams.c.last_hash).where(streams.c.name.in_(names)))
    return {int(name.partition(":")[2]): last for name, last in found}


def _records(conn: Connection, rooms: list[Row[Any]]) -> dict[int, int]:
    ids = [row.id for row in rooms]
    query = select(intake.c.crisis_id, func.count()).where(intake.c.crisis_id.in_(ids)).group_by(intake.c.crisis_id)
    return {int(row[0]): int(row[1]) for row in conn.execute(query)}
