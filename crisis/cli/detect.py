"""`crisis detect`: the listening alone on a file, one pass in time order; one JSON object a line comes out."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crisis.cli.say import Progress, WrongInput
from crisis.detection.alarms import detect_alarms
from crisis.detection.grouping import detect_groups
from crisis.detection.incidents import detect_crises
from crisis.detection.similarity import detect_pairs
from crisis.detection.text_labels import label_texts

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """What to call, and which fields a row cannot do without; `ordered` rows must not go back in time."""

    detect: Callable[[Iterable[Mapping[str, Any]]], Iterator[Row]]
    needs: tuple[str, ...]
    ordered: bool = False


TASKS = {
    "alarms": Task(detect_alarms, ("series", "time", "count")),
    "signals": Task(label_texts, ("id", "text")),
    "pairs": Task(detect_pairs, ("pair", "text_a", "text_b")),
    "groups": Task(detect_groups, ("id", "time", "text"), ordered=True),
    "crises": Task(detect_crises, ("id", "time", "text"), ordered=True),
}


def add(commands: Any) -> None:
    part = commands.add_parser("detect", help="the detector alone on a file")
    part.add_argument("what", choices=list(TASKS))
    part.add_argument("input", type=Path)
    part.add_argument("--out", type=Path, required=True)
    part.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    task = TASKS[given.what]
    rows = list(read_rows(given.input, task))
    if task.ordered:
        rows.sort(key=lambda row: str(row["time"]))
    progress = Progress(given.what, len(rows), given.quiet)
    found = 0
    try:
        with given.out.open("w", encoding="utf-8") as out:
            for line in task.detect(_watched(rows, progress)):
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                found += 1
    except OSError as failure:
        raise WrongInput(f"{given.out}: {failure.strerror}") from None
    progress.end()
    print(f"read {len(rows)}, wrote {found}")
    return 0


def _watched(rows: list[Row], progress: Progress) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        yield row
        progress.at(number)


def read_rows(path: Path, task: Task) -> Iterator[Row]:
    """Rows of a CSV or JSON-lines file; the first one that cannot be used stops with file and line."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise WrongInput(f"{path}: line {failure.object[: failure.start].count(10) + 1}: not UTF-8") from None
    except OSError as failure:
        raise WrongInput(f"{path}: {failure.strerror}") from None
    source = _objects(path, text) if text.lstrip()[:1] == "{" else _table(path, text)
    for line, row in source:
        missing = next((name for name in task.needs if row.get(name) is None), None)
        if missing is not None:
            raise WrongInput(f"{path}: line {line}: {missing} is missing")
        if "count" in task.needs:
            _count(path, line, row)
        yield row


def _objects(path: Path, text: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as failure:
            raise WrongInput(f"{path}: line {number}: not JSON: {failure}") from None
        if not isinstance(row, dict):
            raise WrongInput(f"{path}: line {number}: not a JSON object")
        yield number, row


def _table(path: Path, text: str) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(10_000_000)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as failure:
        raise WrongInput(f"{path}: line {reader.line_num}: {failure}") from None


def _count(path: Path, line: int, row: Row) -> None:
    try:
        row["count"] = float(row["count"])
        if not 0 <= row["count"] < 1e12:
            raise ValueError
        int(str(row["time"])[:4])
    except ValueError:
        raise WrongInput(f"{path}: line {line}: count must be a number from 0, time a date") from None
