"""How much came in per hour: a small chart in coordinates of its own, with the same figures as a table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from crisis.language.words import say
from crisis.store.intake import intake

HOURS = 24
LEFT, RIGHT, TOP, BOTTOM = 24, 496, 20, 178


def volume_part(conn: Connection, now: datetime, zone: str, lang: str) -> dict[str, Any] | None:
    """The last 24 hours in the firm's zone; None when nothing came in."""
    start = (now - timedelta(hours=HOURS - 1)).replace(minute=0, second=0, microsecond=0)
    query = select(intake.c.received_at).where(intake.c.received_at >= start, intake.c.kind != "internal")
    hours = [0] * HOURS
    for (at,) in conn.execute(query):
        slot = int((at - start) / timedelta(hours=1))
        if 0 <= slot < HOURS:
            hours[slot] += 1
    if not any(hours):
        return None
    labels = [f"{(start + timedelta(hours=n)).astimezone(ZoneInfo(zone)):%H:00}" for n in range(HOURS)]
    top = max(4, max(hours))
    points = [(_x(n), _y(count, top)) for n, count in enumerate(hours)]
    return {
        "label": say("volume.day", lang),
        "summary": say("volume.summary", lang, total=sum(hours), peak=max(hours), hour=labels[hours.index(max(hours))]),
        "grid": [{"y": _y(value, top), "label": str(value)} for value in (0, top // 2, top)],
        "band": "",
        "marks": [],
        "line": " ".join(f"{x},{y}" for x, y in points),
        "last": {"x": points[-1][0], "y": points[-1][1], "label": str(hours[-1])},
        "ticks": [{"x": _x(n), "label": labels[n]} for n in range(0, HOURS, 6)],
        "rows": [{"label": label, "n": count} for label, count in zip(labels, hours, strict=True)],
    }


def _x(hour: int) -> float:
    return round(LEFT + hour * (RIGHT - LEFT) / (HOURS - 1), 1)


def _y(count: int, top: int) -> float:
    return round(BOTTOM - count * (BOTTOM - TOP) / top, 1)
