"""A long log without a long story: typed entries put straight into a room's stream, chained and numbered."""

from __future__ import annotations

from crisis.store.events import append
from tests.commands.cast import START, House


def crowd(house: House, count: int) -> int:
    """So many entries more; the newest number."""
    note = {
        "stream": f"crisis:{house.room}",
        "kind": "log.note",
        "payload": {"params": {"text": "客户来电", "pinned": False}, "rows": {}},
        "actor_id": 1,
        "actor_name": "林岚",
        "occurred_at": START,
        "recorded_at": START,
        "op_id": None,
    }
    with house.work.database.writer.begin() as conn:
        return append(conn, [note] * count)[-1].seq
