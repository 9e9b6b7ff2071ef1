"""Alarms on many series of counts: rows in time order, one line wherever a series runs above what is usual for it."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crisis.detection.baseline import YEAR_DAYS, Pool
from crisis.detection.series import Series

MOST_A_ROW = 1_000_000
WORTH_WRITING = 2.5  # e^2.5: once in 12 days


# The sum forgets, so chance takes this much longer to reach A than A days; by simulated quiet series, daily and weekly
# (benchmarks/detection_calibration.py).
PATIENCE = {1: 4.0, 7: 15.0}


def day_number(text: str) -> int:
    return dt.date.fromisoformat(str(text)[:10]).toordinal() - 1


def detect_alarms(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows {series, time, count} in any order, several of one day are added; weekly when all lie whole weeks apart."""
    counts: Counter[tuple[int, str]] = Counter()
    for row in rows:
        count = float(row["count"])
        counts[day_number(row["time"]), str(row["series"])] += (
            min(MOST_A_ROW, max(0, round(count))) if count == count else 0
        )
    step = 7 if len({day % 7 for day, _ in counts}) == 1 else 1
    pool = Pool()
    known: dict[str, Series] = {}
    for (day, name), count in sorted(counts.items()):
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
                "score": round(math.log10(years_between_false_alarms(score, step)), 3),
                "reason": explain(series),
            }


def years_between_false_alarms(score: float, step: int) -> float:
    """The one knob: how long chance alone takes to bring one series this far."""
    return PATIENCE[step] * math.exp(score) / YEAR_DAYS


def explain(series: Series) -> str:
    """Observed against expected over the window that says most, and how often chance alone would go so far."""
    count, days, mean, low, high = series.strongest_window()
    years = years_between_false_alarms(series.score, series.step)
    return (
        f"{count:g} in {days} days, expected {mean:.1f} ({low}-{high}); "
        f"about one false alarm in {years:.2g} years for this series"
    )
