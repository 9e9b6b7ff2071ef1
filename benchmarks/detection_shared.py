"""Measures alarms, pairs, groups and crises by the evaluators in ../shared, on the whole development half and on parts.

usage: python benchmarks/detection_shared.py [alarms] [pairs] [groups] [crises]
"""

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
sys.path[:0] = [str(ROOT), str(SHARED / "eval")]

from crisis.detection.alarms import detect_alarms  # noqa: E402
from crisis.detection.grouping import detect_groups  # noqa: E402
from crisis.detection.incidents import detect_crises  # noqa: E402
from crisis.detection.similarity import detect_pairs  # noqa: E402

Row = dict[str, Any]


def lines(name: str) -> list[Row]:
    return [json.loads(line) for line in (SHARED / "data" / name).open(encoding="utf-8")]


def truth(name: str) -> Row:
    found: Row = json.loads((SHARED / "data" / name).read_text(encoding="utf-8"))
    return found


def timed(detect: Callable[[Iterable[Row]], Iterable[Row]], rows: list[Row]) -> tuple[list[Row], float]:
    start = time.process_time()
    found = list(detect(rows))
    return found, time.process_time() - start


def alarms() -> None:
    from evaluate_alarms import score

    for name, false_alarms in (("sim", 0.01), ("outbreak", 0.5)):
        with (SHARED / "data" / f"{name}_dev.csv").open(encoding="utf-8") as file:
            rows: list[Row] = list(csv.DictReader(file))
        whole = truth(f"{name}_dev_truth.json")
        found, seconds = timed(detect_alarms, rows)
        series = sorted(whole["controls"])
        half = len(series) // 2
        for part, names in (
            ("all", set(series)),
            ("first half", set(series[:half])),
            ("second half", set(series[half:])),
        ):
            some = {
                **whole,
                "controls": [s for s in whole["controls"] if s in names],
                "crises": [c for c in whole["crises"] if c["series"][0] in names],
            }
            mine = [line for line in found if line["series"] in names]
            if some["crises"]:
                print(name, part, round(len(rows) / seconds), "rows/s", score(some, mine, false_alarms))


def pairs() -> None:
    from evaluate_pairs import score

    rows = lines("pairs_dev.jsonl")
    found, seconds = timed(detect_pairs, rows)
    print("pairs", round(2 * len(rows) / seconds), "texts/s")
    print(json.dumps(score(truth("pairs_dev_truth.json"), found, {str(r["pair"]): r["set"] for r in rows})))


def groups() -> None:
    from evaluate_groups import score

    rows = lines("zh_events_dev.jsonl")
    whole = truth("zh_events_dev_truth.json")
    half = len(rows) // 2
    for part, some in (("all", rows), ("earlier half", rows[:half]), ("later half", rows[half:])):
        ids = {r["id"] for r in some}
        events = {}
        for name, event in whole["events"].items():
            members = [m for m in event["members"] if m in ids]
            if len(members) >= 5:
                events[name] = {**event, "members": members}
        found, seconds = timed(detect_groups, some)
        flat = [{**line, "time": line["time"].replace("T", " ")[:19]} for line in found]
        result = score(
            [{**r, "time": r["time"].replace("T", " ")[:19]} for r in some], {**whole, "events": events}, flat
        )
        result.pop("per_event")
        print("groups", part, round(len(some) / seconds), "texts/s", result)


def crises() -> None:
    from evaluate_crises import score

    rows = lines("odi_dev.jsonl")
    whole = truth("odi_dev_truth.json")
    products = sorted({c["product"] for c in whole["crises"]})
    parts = [("all", None), *((f"without {p}", p) for p in products)]
    for part, left_out in parts:
        some = [r for r in rows if r["product"] != left_out]
        known = {**whole, "crises": [c for c in whole["crises"] if c["product"] != left_out]}
        found, seconds = timed(detect_crises, some)
        result = score(some, known, list(enumerate(found, 1)))
        shown = (
            "detected",
            "crises",
            "detected_in_time",
            "lead_scored_crises",
            "mean_lead_days",
            "median_complaints_seen",
        )
        told = {n: [result[f"at_{n}_per_1000"][k] for k in shown] for n in (5, 10)}
        print("crises", part, round(len(some) / seconds), "texts/s", told)


if __name__ == "__main__":
    chosen = sys.argv[1:] or ["alarms", "pairs", "groups", "crises"]
    for measure in (alarms, pairs, groups, crises):
        if measure.__name__ in chosen:
            measure()
