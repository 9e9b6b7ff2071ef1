"""Where a command finds the console's data: the folder, database and Redis of its arguments or environment."""

from __future__ import annotations

import argparse

from crisis import config
from crisis.store.database import Database
from crisis.store.schema import migrate
from crisis.store.unit_of_work import Work


def add_data(part: argparse.ArgumentParser) -> None:
    part.add_argument("--data", help="folder of the database and org.json (default var/)")
    part.add_argument("--database", help="URL of another database, e.g. postgresql+psycopg://…")
    part.add_argument("--redis", help="URL of Redis, where several processes serve")


def settings_of(given: argparse.Namespace) -> config.Settings:
    return config.read(given.data, given.database, given.redis)


def open_work(settings: config.Settings) -> Work:
    """The database, brought up to date, ready for commands."""
    database = Database(settings.database)
    migrate(database)
    return Work(database)
