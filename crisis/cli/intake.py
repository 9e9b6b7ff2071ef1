"""`crisis import`: a file of complaints or mentions, with its bad rows named and nothing recorded twice."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crisis.cli.home import add_data, settings_of
from crisis.cli.say import Progress, WrongInput
from crisis.commands.desk import Desk
from crisis.commands.importing import Imported, import_file
from crisis.domain.errors import Refused
from crisis.domain.people import Actor
from crisis.language.words import known, say
from crisis.store.database import Database
from crisis.store.schema import migrate
from crisis.store.unit_of_work import Work

IMPORT = Actor(None, "import", "console", via="cli")


def add(commands: Any) -> None:
    part = commands.add_parser("import", help="take in complaints or mentions from CSV, XLSX or JSON lines")
    part.add_argument("file", type=Path)
    part.add_argument("--kind", choices=("complaints", "mentions"), default="complaints")
    part.add_argument("--map", type=Path, help="YAML: one line “column: field” for each column with a name of its own")
    part.add_argument("--zone", help="time zone of times that name none, e.g. Asia/Shanghai")
    part.add_argument("--dry-run", action="store_true", help="check only, record nothing")
    add_data(part)
    part.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    raw, own_map, zone = _read(given.file), _text(given.map), _zone(given.zone)
    settings = settings_of(given)
    database = Database(settings.database)
    migrate(database)
    work = Work(database, Desk(settings.org))
    progress = Progress("import", raw.count(b"\n"), given.quiet)

    def tell(done: int, total: int) -> None:
        progress.total = total
        progress.at(done)

    try:
        done = import_file(
            work, IMPORT, raw, given.file.name, at=datetime.now(UTC), kind=given.kind, own_map=own_map, zone=zone,
            dry_run=given.dry_run, tell=tell,
        )  # fmt: skip
    except Refused as failure:
        if "line" not in failure.params and not failure.code.startswith("file."):
            raise
        file = given.map if failure.code.startswith("map.") else given.file
        raise WrongInput(
            f"{file}: line {failure.params.get('line', 1)}: {_sentence(failure.code, failure.params)}"
        ) from None
    finally:
        work.close()
    progress.end()
    return _tell(done, given)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise WrongInput(f"{path}: {failure.strerror}") from None


def _text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return _read(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongInput(f"{path}: line 1: not UTF-8") from None


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        raise WrongInput(f"--zone: there is no time zone {name}") from None


def _tell(done: Imported, given: argparse.Namespace) -> int:
    """Every refused row with row and column, then the line that counts."""
    if done.unread and not given.quiet:
        print(f"not read: {', '.join(done.unread)}", file=sys.stderr)
    for row in done.refused:
        where = f"row {row.row}" + (f", column {row.column}" if row.column else "")
        print(f"{given.file}: {where}: {_sentence(row.code, row.params)}", file=sys.stderr)
    if given.dry_run and not given.quiet:
        print("dry run: nothing was recorded", file=sys.stderr)
    print(f"imported {done.imported}, repeated {done.repeated}, refused {len(done.refused)}")
    return 1 if done.refused else 0


def _sentence(code: str, params: dict[str, Any]) -> str:
    key = f"error.{code}"
    return say(key, "en", **{"field": "", "limit": "", **params}) if known(key) else code
