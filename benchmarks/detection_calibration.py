"""How many years simulated quiet series take to a false alarm, against what the score says; nothing of ../shared is used.

usage: python benchmarks/detection_calibration.py
"""

import datetime as dt
import math
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crisis.detection.alarms import detect_alarms  # noqa: E402

FIRST_DAY = dt.date(2020, 1, 6)
SCATTER, YEARS, MERGED_DAYS = 0.2, 5, 30
COUNTED_TO = 150  # more than any simulated day brings


def negative_binomial(dice: random.Random, mean: float) -> int:
    rate = dice.gammavariate(1 / SCATTER, mean * SCATTER)
    left, term, count = dice.random(), math.exp(-rate), 0
    while left > term and count < COUNTED_TO:
        left -= term
        count += 1
        term *= rate / count
    return count


def quiet(series: int, step: int, dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for number in range(series):
        mean = math.exp(dice.gauss(-1, 1.2)) * step
        for k in range(YEARS * 365 // step):
            day = FIRST_DAY + dt.timedelta(k * step)
            rows.append({"series": f"s{number}", "time": day.isoformat(), "count": negative_binomial(dice, mean)})
    return rows


def measure(series: int, step: int, seed: int) -> None:
    told = defaultdict(list)
    for line in detect_alarms(quiet(series, step, random.Random(seed))):
        day = dt.date.fromisoformat(line["time"])
        if (day - FIRST_DAY).days > 365:
            told[line["series"]].append((day, line["score"]))
    for knob in (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0):
        alarms = 0
        for lines in told.values():
            last = None
            for day, score in lines:
                if score >= knob and (last is None or (day - last).days > MERGED_DAYS):
                    alarms, last = alarms + 1, day
        years = f"{series * (YEARS - 1) / alarms:.2f}" if alarms else "none"
        print(f"rows of {step} d: score {knob:4.1f} says {10**knob:7.2f} years; measured {years} ({alarms} alarms)")


if __name__ == "__main__":
    measure(150, 1, 1)
    measure(600, 7, 2)
