"""`crisis verify`, `backup` and `restore`: is the record whole, with the files it names, and a copy of it."""

from __future__ import annotations

import argparse
import os
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import select

from crisis.cli.home import add_data, open_work, settings_of
from crisis.cli.say import WrongInput
from crisis.store import attachments, events


def add(commands: Any) -> None:
    verify = commands.add_parser("verify", help="check the chain of events and the files it names")
    add_data(verify)
    verify.set_defaults(run=run_verify)
    backup = commands.add_parser("backup", help="a consistent copy, also under load")
    backup.add_argument("file", type=Path)
    add_data(backup)
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="put a copy into an empty data folder")
    restore.add_argument("file", type=Path)
    add_data(restore)
    restore.set_defaults(run=run_restore)


def run_verify(given: argparse.Namespace) -> int:
    """Name the first bad row, or say how far the record was checked and up to where it can be trusted."""
    work = open_work(settings_of(given))
    with work.reading() as conn:
        for stream, seq, what in chain(events.verify(conn), attachments.verify(conn)):
            print(f"{stream} {seq}: {what} does not fit", file=sys.stderr)
            return 1
        heads = conn.execute(select(events.streams).order_by(events.streams.c.name)).all()
    for head in heads:
        print(f"{head.name} 1–{head.last_seq} whole, head {head.last_hash[:16]}")
    print("rows removed after the last copy of a head kept elsewhere cannot be noticed from here", file=sys.stderr)
    return 0


def run_backup(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    if not settings.database.startswith("sqlite"):
        raise WrongInput("a PostgreSQL database is copied with pg_dump")
    source = sqlite.connect(str(settings.data / "crisis.db"))
    if given.file.exists():
        raise WrongInput(f"{given.file} exists already")
    source.execute("VACUUM INTO ?", (str(given.file),))
    handle = os.open(given.file, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    print(f"{given.file} {given.file.stat().st_size} bytes")
    return 0


def run_restore(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    target = settings.data / "crisis.db"
    if target.exists():
        raise WrongInput(f"{target} exists already; restore into an empty folder")
    if not given.file.exists():
        raise WrongInput(f"{given.file}: no such file")
    copy = sqlite.connect(f"file:{given.file}?mode=ro", uri=True)
    if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise WrongInput(f"{given.file}: not a whole database")
    copy.execute("VACUUM INTO ?", (str(target),))
    return run_verify(given)
