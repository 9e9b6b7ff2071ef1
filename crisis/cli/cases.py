"""`crisis case run` and `crisis case play`: a written case through the real commands, alone or in a running console."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from crisis.cli.say import Progress, WrongInput
from crisis.jobs.case import run_case
from crisis.jobs.case_file import BadCase, Case, read_case


def add(commands: Any) -> None:
    part = commands.add_parser("case", help="written cases").add_subparsers(required=True, metavar="ACTION")
    one = part.add_parser("run", help="feed a case with a simulated clock and write how it came out")
    one.add_argument("case", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(run=run)


def read(path: Path) -> Case:
    try:
        return read_case(path)
    except BadCase as failure:
        raise WrongInput(str(failure)) from None


def run(given: argparse.Namespace) -> int:
    case = read(given.case)
    progress = Progress(case.id, len(case.stream), given.quiet)
    progress.total = 0
    result = run_case(case)
    try:
        given.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as failure:
        raise WrongInput(f"{given.out}: {failure.strerror}") from None
    return 0
