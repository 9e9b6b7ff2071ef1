"""The parts of a room: where an item stands in its list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from crisis.views.room_parts import iso, item_part

NOW = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)


def row(number: int, state: str, minutes: int | None) -> dict[str, Any]:
    due = None if minutes is None else iso(NOW + timedelta(minutes=minutes))
    return {"id": number, "state": state, "due_at": due, "owners": [], "refs": [], "late_start": False, "version": 1}


def test_a_list_shows_what_burns_first() -> None:
    wanted = [
        ("doing", -5),
        ("open", 10),
        ("doing", 90),
        ("open", 60),
        ("open", 80),
        ("open", None),
        ("done", -9),
        ("skipped", 5),
    ]
    shown = [item_part(row(9 - n, state, minutes), "zh", NOW) for n, (state, minutes) in enumerate(wanted)]
    assert [part["state"] for part in shown] == [state for state, _ in wanted]
    keys = [part["sort"] for part in shown]
    assert sorted(keys) == keys
