"""Rows of what people taught the rules: warnings they dismissed or confirmed, and those the rules had missed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Row, String, Text, select

from crisis.store.base import JsonText, Key, UtcTime, table

# `decision`: dismissed, confirmed, or missed (raised by hand where the rules were silent).
# `intake_ids`: the record that raised the warning first, then the others of its matter that waited with it.
lessons = table(
    "lessons",
    Column("id", Key, primary_key=True),
    Column("warning_id", Key, nullable=False),
    Column("intake_ids", JsonText, nullable=False),
    Column("matter", String(80)),
    Column("decision", String(10), nullable=False),
    Column("level", String(10), nullable=False),
    Column("score", Integer, nullable=False),
    Column("codes", JsonText, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rule_version", String(40), nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
)
Index("ix_lessons_at", lessons.c.at)


def newest(conn: Connection, limit: int) -> list[Row[Any]]:
    """The latest lessons, newest first."""
    return list(conn.execute(select(lessons).order_by(lessons.c.id.desc()).limit(limit)))
