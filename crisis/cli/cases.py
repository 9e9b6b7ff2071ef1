"""`crisis case run` and `crisis case play`: a written case through the real commands, alone or in a running console."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crisis.cli.accounts import TERMINAL
from crisis.cli.home import add_data, open_work, settings_of
from crisis.cli.say import Progress, WrongInput
from crisis.commands import tokens
from crisis.jobs.case import run_case
from crisis.jobs.case_file import BadCase, Case, Data, read_case
from crisis.jobs.case_play import Send, play_case

ADDRESS = "http://127.0.0.1:8000"
SPEED = 3600.0
PATIENCE = 30


def add(commands: Any) -> None:
    part = commands.add_parser("case", help="written cases").add_subparsers(required=True, metavar="ACTION")
    one = part.add_parser("run", help="feed a case with a simulated clock and write how it came out")
    one.add_argument("case", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(run=run)
    two = part.add_parser("play", help="play a case into a running console as a drill")
    two.add_argument("case", type=Path)
    two.add_argument("--speed", type=float, default=SPEED, help="story seconds in a second (default: an hour)")
    two.add_argument("--url", default=ADDRESS, help=f"where the console is served (default {ADDRESS})")
    two.add_argument("--token", help="token of scope intake or lead; else CRISIS_TOKEN, else one for this drill alone")
    add_data(two)
    two.set_defaults(run=play)


def read(path: Path) -> Case:
    try:
        return read_case(path)
    except BadCase as failure:
        raise WrongInput(str(failure)) from None


def run(given: argparse.Namespace) -> int:
    case = read(given.case)
    progress = Progress(case.id, len(case.stream), given.quiet)

    def tell(done: int, total: int) -> None:
        progress.total = total
        progress.at(done)

    result = run_case(case, tell)
    progress.end()
    try:
        given.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as failure:
        raise WrongInput(f"{given.out}: {failure.strerror}") from None
    return 0


def play(given: argparse.Namespace) -> int:
    case = read(given.case)
    if not given.speed > 0:
        raise WrongInput("--speed must be above 0")
    if not given.url.startswith(("http://", "https://")):
        raise WrongInput(f"--url: {given.url} is no http address")
    token, drop = _token(given)
    progress = Progress(case.id, len(case.stream), given.quiet)
    name = f"{case.id}-{datetime.now(UTC):%y%m%d%H%M%S}"
    try:
        done = play_case(
            case, _sender(given.url.rstrip("/"), token), run=name, speed=given.speed, now=lambda: datetime.now(UTC),
            pause=time.sleep, tell=lambda number, _: progress.at(number),
        )  # fmt: skip
    except urllib.error.URLError as failure:
        print(f"crisis: {given.url}: {failure.reason}", file=sys.stderr)
        return 3
    finally:
        drop()
    progress.end()
    for item, why in done.refused.items():
        print(f"{given.case}: item {item}: {why}", file=sys.stderr)
    print(f"played {done.taken}, repeated {done.repeated}, refused {len(done.refused)}")
    return 1 if done.refused else 0


def _token(given: argparse.Namespace) -> tuple[str, Any]:
    """The token to send with, and what takes it back afterwards."""
    token = given.token or os.environ.get("CRISIS_TOKEN")
    if token:
        return token, lambda: None
    work = open_work(settings_of(given))
    made = tokens.add_token(work, TERMINAL, name="case play", scope="intake", at=datetime.now(UTC))

    def drop() -> None:
        tokens.revoke_token(work, TERMINAL, token_id=made["id"], at=datetime.now(UTC))
        work.close()

    return str(made["token"]), drop


def _sender(url: str, token: str) -> Send:
    def send(path: str, record: Data) -> Data:
        body = json.dumps(record, ensure_ascii=False).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        headers["Idempotency-Key"] = str(record["external_id"])[-64:]
        asked = urllib.request.Request(f"{url}/api/v1/{path}", body, headers)  # noqa: S310 (play checks the scheme)
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
                told: Data = json.load(answer)
                return told
        except urllib.error.HTTPError as refusal:
            return {"refused": _why(refusal)}

    return send


def _why(refusal: urllib.error.HTTPError) -> str:
    try:
        return f"{refusal.code} {json.load(refusal).get('title', '')}"
    except ValueError:
        return str(refusal.code)
