"""The series page: observed against expected for every series, and one of them drawn with its band and alarms."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.detection.lattice import FALSE_ALARMS_A_YEAR, SIZES, Point, SeriesView, name_of
from crisis.detection.listener import Listener
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.language.words import say
from crisis.store.listening import sensitivities

Data = dict[str, Any]
MOST, WEEKS = 100, 26
LEFT, RIGHT, TOP, BOTTOM = 36, 736, 16, 220


def series_page(conn: Connection, actor: Actor, listener: Listener, key: str, lang: str) -> Data:
    """The series of the open week, the most unusual first; `key` or the first of them drawn."""
    may(actor, "series.read")
    tuned = {row.series: row for row in conn.execute(select(sensitivities))}
    rows = [
        line(view, last_alarm(listener.series_points(view.key)), tuned.get(view.key), lang)
        for view in listener.series(MOST)
    ]
    points = listener.series_points(key) if key else []
    chosen = key if points else rows[0]["key"] if rows else ""
    drawn = None
    if chosen:
        points = points or listener.series_points(chosen)
        drawn = _head(chosen, points, tuned.get(chosen), rows, lang) | chart(points[-WEEKS:], lang)
    return {"series": rows, "chosen": drawn, "sizes": [_size(code, lang) for code in SIZES]}


def _size(code: str, lang: str) -> Data:
    """S, M, L with the one knob in words: how often chance alone alarms one series."""
    return {
        "value": code,
        "label": say(f"series.size.{code}", lang),
        "years": f"{1 / (FALSE_ALARMS_A_YEAR * SIZES[code]):g}",
    }


def _head(key: str, points: list[Point], tuned: Row[Any] | None, rows: list[Data], lang: str) -> Data:
    """What is said above the drawing; a series silent this week is not among the rows."""
    now = points[-1]
    known = next((row for row in rows if row["key"] == key), None)
    return known or {
        **_named(key, lang),
        "count": now.count,
        "expected": now.expected,
        "low": now.low,
        "high": now.high,
        "years": "",
        "state": "usual",
        "last_alarm": last_alarm(points),
        **_tuned(tuned),
    }


def line(view: SeriesView, alarmed: str | None, tuned: Row[Any] | None, lang: str) -> Data:
    return {
        **_named(view.key, lang),
        "count": view.count,
        "expected": view.expected,
        "low": view.low,
        "high": view.high,
        "years": told_years(view.years),
        "state": "alarm"
        if view.years >= 1 / (FALSE_ALARMS_A_YEAR * SIZES[view.size])
        else "above"
        if view.count > view.high
        else "usual",
        "last_alarm": alarmed,
        **_tuned(tuned),
    }


def _named(key: str, lang: str) -> Data:
    kind = key.split("/", 1)[0]
    return {"key": key, "label": say(f"series.kind.{kind}", lang, name=name_of(key, lang))}


def _tuned(row: Row[Any] | None) -> Data:
    """Sensitivity and who set it."""
    if row is None:
        return {"size": "M", "version": None, "tuned_by": ""}
    return {"size": row.size, "version": row.version, "tuned_by": row.by_name}


def last_alarm(points: list[Point]) -> str | None:
    """The week in which the series was last told."""
    return next((point.first.isoformat() for point in reversed(points) if point.mark), None)


def told_years(years: float) -> str:
    """Two figures of a number that nobody knows better; "" while nothing is unusual."""
    if years < 0.1:
        return ""
    return "1000+" if years >= 1000 else f"{float(f'{years:.2g}'):g}"


def chart(points: list[Point], lang: str) -> Data:
    """The weeks in a drawing of 760 × 250, with the same figures as rows, newest first."""
    top = max(4, *(max(point.count, point.high) for point in points))
    xs = [_x(n, len(points)) for n in range(len(points))]
    both = list(zip(xs, points, strict=True))
    high = [f"{x},{_y(p.high, top)}" for x, p in both]
    low = [f"{x},{_y(p.low, top)}" for x, p in both]
    step = max(1, len(points) // 6)
    return {
        "band": " ".join([*high, *low[::-1]]),
        "expected_line": " ".join(f"{x},{_y(p.expected, top)}" for x, p in both),
        "line": " ".join(f"{x},{_y(p.count, top)}" for x, p in both),
        "last": {"x": xs[-1], "y": _y(points[-1].count, top), "label": str(points[-1].count)},
        "marks": [{"x": x, "y": _y(p.count, top)} for x, p in both if p.mark],
        "grid": [{"y": _y(value, top), "label": str(value)} for value in dict.fromkeys((0, top // 2, top))],
        "ticks": [
            {"x": x, "label": p.first.strftime("%m-%d")}
            for n, (x, p) in enumerate(both)
            if (len(both) - 1 - n) % step == 0
        ],
        "rows": [
            {
                "week": p.first.isoformat(),
                "n": p.count,
                "expected": p.expected,
                "low": p.low,
                "high": p.high,
                "mark": p.mark,
                "open": p.open,
            }
            for p in reversed(points)
        ],
        "summary": say(
            "series.chart.summary",
            lang,
            n=len(points),
            top=max(p.count for p in points),
            alarms=sum(bool(p.mark) for p in points),
        ),
    }


def _x(n: int, of: int) -> float:
    """One week alone stands at the right, where the newest always is."""
    return round(RIGHT - (of - 1 - n) * (RIGHT - LEFT) / max(1, of - 1), 1)


def _y(value: float, top: int) -> float:
    return round(BOTTOM - value * (BOTTOM - TOP) / top, 1)
