"""`crisis statement check`: the one-voice check of a draft on the command line; 1 when it would be blocked."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crisis.cli.say import WrongInput
from crisis.domain.statement import KINDS
from crisis.language.words import known, say
from crisis.onevoice.check import check
from crisis.onevoice.findings import Findings
from crisis.store.voice_check import as_data

LARGEST = 1_000_000


def add(commands: Any) -> None:
    part = commands.add_parser("statement", help="outgoing words").add_subparsers(required=True, metavar="ACTION")
    one = part.add_parser("check", help="check a draft; exit status 1 when it would be blocked")
    one.add_argument("draft", type=Path)
    one.add_argument("--kind", required=True, choices=KINDS)
    one.add_argument("--facts", type=Path, help="JSON: the facts board, a list or {facts_board: […]}")
    one.add_argument("--against", type=Path, nargs="*", action="extend", default=[], help="texts released before")
    one.add_argument("--responsibility-found", action="store_true", help="the cause has been attributed")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    draft = _text(given.draft)
    lang = "zh" if any("一" <= c <= "鿿" for c in draft) else "en"
    released = [{"source": path.name, "text": _text(path)} for path in given.against]
    found = check(
        draft, given.kind, lang, _facts(given.facts), released, at=datetime.now(UTC),
        responsibility_found=given.responsibility_found,
    )  # fmt: skip
    if given.json:
        print(json.dumps(as_data(found), ensure_ascii=False, indent=1))
    else:
        _say(draft, found)
    return 1 if found.verdict == "block" else 0


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as failure:
        raise WrongInput(f"{path}: {failure.strerror}") from None
    if len(raw) > LARGEST:
        raise WrongInput(f"{path}: larger than {LARGEST} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise WrongInput(f"{path}: line {raw.count(10, 0, failure.start) + 1}: not UTF-8") from None


def _facts(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    text = _text(path)
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError as failure:
        raise WrongInput(f"{path}: line {failure.lineno}: not JSON: {failure.msg}") from None
    rows = loaded.get("facts_board", loaded.get("facts")) if isinstance(loaded, dict) else loaded
    if not isinstance(rows, list):
        raise WrongInput(f"{path}: line 1: a list of facts is needed")
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or not {"key", "value"} <= row.keys():
            raise WrongInput(f"{path}: fact {number + 1}: key and value are needed")
        _as_of(path, number, row)
    return rows


def _as_of(path: Path, number: int, row: dict[str, Any]) -> None:
    if row.get("as_of") is None:
        return
    try:
        row["as_of"] = datetime.fromisoformat(str(row["as_of"]).replace("Z", "+00:00"))
    except ValueError:
        raise WrongInput(f"{path}: fact {number + 1}: as_of {row['as_of']!r} is no time") from None
    if row["as_of"].tzinfo is None:
        raise WrongInput(f"{path}: fact {number + 1}: as_of has no offset")


def _say(draft: str, found: Findings) -> None:
    for hit in found.hits:
        line = draft.count("\n", 0, hit.start) + 1
        against = f" [{hit.against.name}: {hit.against.quote}]" if hit.against is not None else ""
        print(f"line {line}: {hit.code} ({hit.severity}) “{hit.span}”: {_words(hit.reason, dict(hit.params))}{against}")
    for one in found.missing:
        print(_words(f"onevoice.missing.{one.code}", dict(one.params)))
    print(found.verdict)


def _words(key: str, params: dict[str, Any]) -> str:
    try:
        return say(key, "en", **params) if known(key) else key
    except KeyError:
        return key
