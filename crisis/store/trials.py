"""Rows of back-tests: a changed rule file on its way through history, how far it has come, and what it showed.

`state` is queued, running, done, failed, cancelled or superseded. `runner` is the process at work on it and `beat_at`
when it was last heard of; `base` the rule file it is compared with, by its number in `rule_files` (0: none).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Row, String, Text, select

from crisis.store.base import JsonText, Key, UtcTime, table

LIVE = ("queued", "running")

trials = table(
    "trials",
    Column("id", Key, primary_key=True),
    Column("text", Text, nullable=False),
    Column("base", Key, nullable=False),
    Column("state", String(12), nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("runner", String(40)),
    Column("beat_at", UtcTime),
    Column("heard", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("held", Integer, nullable=False, default=0),
    Column("since", UtcTime),
    Column("result", JsonText),
    Column("ended_at", UtcTime),
)
Index("ix_trials_state", trials.c.state)


def tried(conn: Connection, text: str, base: int) -> bool:
    """Whether this very text was heard to the end of history beside the rules numbered `base`."""
    done = (trials.c.state == "done", trials.c.base == base, trials.c.text == text)
    return conn.scalar(select(trials.c.id).where(*done).limit(1)) is not None


def newest_trial(conn: Connection) -> Row[Any] | None:
    """The back-test asked for last; an older one is never live."""
    return conn.execute(select(trials).order_by(trials.c.id.desc()).limit(1)).first()
