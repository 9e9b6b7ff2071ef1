"""The demo of `crisis serve --demo`: people to sign in as, and the dealer story played live as a drill."""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from crisis import config
from crisis.cli.accounts import TERMINAL
from crisis.cli.home import open_work
from crisis.commands import people as people_commands
from crisis.jobs.drill_play import begin
from crisis.jobs.drill_story import load_story
from crisis.store.people import people


def prepare(settings: config.Settings, address: str) -> list[str]:
    """The demo's people and firm, only where nobody is known yet; the lines to print, passwords shown this once."""
    story = load_story()
    work = open_work(settings)
    try:
        with work.reading() as conn:
            if conn.scalar(select(func.count()).select_from(people)):
                return [f"Demo: the people of this console are kept; sign in at {address}/signin"]
        lines = [f"Demo: sign in at {address}/signin as one of"]
        for role, name in story.people.items():
            password = secrets.token_urlsafe(12)
            wish = {"login": role, "name": name, "role": role, "password": password}
            people_commands.add_person(work, TERMINAL, **wish, at=datetime.now(UTC))
            lines.append(f"  {role:<10} {password}   {name}")
    finally:
        work.close()
    _found(settings, story.org)
    return lines


def _found(settings: config.Settings, org: dict[str, Any]) -> None:
    """The story's firm becomes the console's, unless it has one."""
    path = settings.data / "org.json"
    if path.exists() or "CRISIS_ORG" in os.environ:
        return
    path.write_text(json.dumps(org, ensure_ascii=False, indent=1) + "\n", "utf-8")
    settings.org.update(org)


def play(app: Any) -> None:
    """Begin the story in a thread of the served console."""
    begin(app.extensions["work"], load_story(), now=app.config.get("CLOCK"))
