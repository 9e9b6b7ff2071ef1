"""Alarms on many series of counts: rows in time order, one line wherever a series runs above what is usual for it."""
import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crisis.detection.baseline import Pool
from crisis.detection.series import Series

WORTH_WRITING = 2.5  # e^2.5: once in 12 days


def day_number(text: str) -> int:
    return dt.date.fromisoformat(str(text)[:10]).toordinal() - 1


def detect_alarms(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows {series, time, count}; daily, or weekly when every series' rows lie whole weeks apart."""
    ordered = sorted((day_number(r["time"]), str(r["series"]), float(r["count"])) for r in rows)
    step = 7 if len({day % 7 for day, _, _ in ordered}) == 1 else 1
    pool = Pool()
    known: dict[str, Series] = {}
    for day, name, count in ordered:
        series = known.get(name)
        if series is None:
            series = known[name] = Series(pool, step)
        series.skip_to(day)
        score = series.take(day, count)
        if step == 1:
            pool.weekday_counts[day % 7] += min(count, 5.0)
        if count and series.reaches_a_new_high(WORTH_WRITING):
            yield {
                "series": name,
                "time": dt.date.fromordinal(day + 1 + step - 1).isoformat(),
                "score": round(score / math.log(10.0), 3),
                "reason": explain(series),
            }


def explain(series: Series) -> str:
    best = max((window_surprise(series, w), w) for w in (7, 14, 28, 56))[1]
    rows = list(series.recent)[-max(1, best // series.step):]
    seen, mean = sum(r[1] for r in rows), sum(r[2] for r in rows)
    return f"{seen:g} in {len(rows) * series.step} d, expected {mean:.1f}"


def window_surprise(series: Series, days: int) -> float:
    rows = list(series.recent)[-max(1, days // series.step):]
    seen, mean = sum(r[1] for r in rows), sum(r[2] for r in rows)
    return (seen - mean) / math.sqrt(mean + 0.3 * mean * mean + 0.1)
