"""Rows of everything that comes in: complaints, media mentions, inquiries from authorities, internal notes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, Integer, Row, String, Text, select

from crisis.store.base import JsonText, Key, UtcTime, marked, table

MENTIONS = ("media", "social", "media_inquiry")

intake = table(
    "intake",
    Column("id", Key, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("external_id", String(120), unique=True),
    Column("content_hash", String(64), nullable=False, unique=True),
    Column("received_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("published_at", UtcTime),
    Column("channel", String(40), nullable=False),
    Column("customer_key", String(120), info=marked("personal")),
    Column("customer_name", String(120), info=marked("personal")),
    Column("customer_masked", String(120), nullable=False, default=""),
    Column("contact", String(200), info=marked("personal")),
    Column("anonymous_reason", String(200)),
    Column("relation", String(80)),
    Column("text", Text, nullable=False, info=marked("personal")),
    Column("title", String(200), nullable=False),
    Column("demand", Text, info=marked("personal")),
    Column("product", String(120)),
    Column("lot", String(120)),
    Column("practice", String(200)),
    Column("branch", String(120)),
    Column("department", String(120)),
    Column("person_concerned", String(120), info=marked("personal")),
    Column("market_segment", String(120)),
    Column("response_due_at", UtcTime),
    Column("immediate_action", Text),
    Column("category", String(40)),
    Column("grade", String(20), nullable=False, default="general"),
    Column("urgency", String(20)),
    Column("scope", String(20)),
    Column("lang", String(10), nullable=False),
    Column("first_receiver", String(120), nullable=False, default=""),
    Column("attrs", JsonText, nullable=False, info=marked("personal")),
    Column("state", String(20), nullable=False, default="registered"),
    Column("level", String(10), nullable=False),
    Column("score", Integer, nullable=False, default=0),
    Column("codes", JsonText, nullable=False),
    Column("matter", String(80)),
    Column("drill", Boolean, nullable=False, default=False),
    Column("warning_id", Key, ForeignKey("warnings.id"), index=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), index=True),
    Column("version", Integer, nullable=False, default=1),
)
Index("ix_intake_received", intake.c.received_at, intake.c.id)
Index("ix_intake_level", intake.c.level, intake.c.id)

# The explanation beside the record: it quotes the original words, so it is as personal as they are.
verdicts = table(
    "verdicts",
    Column("intake_id", Key, ForeignKey("intake.id"), primary_key=True),
    Column("rule_version", String(40), nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("verdict", JsonText, nullable=False, info=marked("personal")),
)

warnings = table(
    "warnings",
    Column("id", Key, primary_key=True),
    Column("level", String(10), nullable=False),
    Column("intake_id", Key, nullable=False),
    Column("title", String(200), nullable=False),
    Column("codes", JsonText, nullable=False),
    Column("matter", String(80)),
    Column("raised_at", UtcTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text),
    Column("decided_by", String(80)),
    Column("decided_at", UtcTime),
    Column("crisis_id", Key, ForeignKey("crises.id"), index=True),
    Column("version", Integer, nullable=False, default=1),
)

# How far the listener's own state has been saved: it is rebuilt from here on.
checkpoints = table(
    "checkpoints",
    Column("name", String(40), primary_key=True),
    Column("upto", Integer, nullable=False),
    Column("state", JsonText, nullable=False, info=marked("personal")),
    Column("at", UtcTime, nullable=False),
)


def number_of(row: Row[Any]) -> str:
    """How people call a record: C-1047 a complaint, M-12 what the media and public posted, N-3 anything else."""
    prefix = "C" if row.kind in ("complaint", "service_order") else "M" if row.kind in MENTIONS else "N"
    return f"{prefix}-{row.id}"


def repeated(conn: Connection, external_id: str | None, content_hash: str) -> Row[Any] | None:
    """The record that this one would double: the same foreign number, else the same content."""
    same = intake.c.external_id == external_id if external_id else intake.c.content_hash == content_hash
    return conn.execute(select(intake).where(same)).first()


def after(conn: Connection, id: int, limit: int) -> list[Row[Any]]:
    """The records that follow `id` in order of arrival."""
    return list(conn.execute(select(intake).where(intake.c.id > id).order_by(intake.c.id).limit(limit)))


def waiting(conn: Connection) -> list[Row[Any]]:
    """The warnings nobody has decided yet, the graver and older first."""
    query = select(warnings).where(warnings.c.state == "waiting")
    return list(conn.execute(query.order_by(warnings.c.level, warnings.c.raised_at)))
