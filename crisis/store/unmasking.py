"""Rows of who opened a masked record, why, and until when they read it whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Index, Text, select

from crisis.store.base import Key, UtcTime, table

unmaskings = table(
    "unmaskings",
    Column("id", Key, primary_key=True),
    Column("intake_id", Key, ForeignKey("intake.id"), nullable=False),
    Column("person_id", Key, ForeignKey("people.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
)
Index("ix_unmaskings_person", unmaskings.c.person_id, unmaskings.c.intake_id)


def unmasked(conn: Connection, intake_id: int, person_id: int | None, now: datetime) -> bool:
    """Whether this person may read the record whole at this moment."""
    mine = (unmaskings.c.intake_id == intake_id, unmaskings.c.person_id == person_id, unmaskings.c.until > now)
    return conn.execute(select(unmaskings.c.id).where(*mine).limit(1)).first() is not None


def opened_since(conn: Connection, person_id: int | None, since: datetime) -> int:
    """How many records this person opened since then."""
    rows = select(unmaskings.c.id).where(unmaskings.c.person_id == person_id, unmaskings.c.at > since)
    return len(conn.execute(rows).all())
