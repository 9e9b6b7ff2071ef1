"""Rows of what is known and what is said: facts, statements with frozen revisions, approvals, inquiries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Integer, Row, String, Text, select

from crisis.domain.statement import INSIDE
from crisis.store.base import JsonText, Key, UtcTime, marked, table

facts = table(
    "facts",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("key", String(40), nullable=False),
    Column("value", Text, nullable=False),
    Column("unit", String(40), nullable=False, default=""),
    Column("scope", String(200), nullable=False, default=""),
    Column("as_of", UtcTime, nullable=False),
    Column("status", String(12), nullable=False),
    Column("source", Text, nullable=False, default=""),
    Column("approver", String(80)),
    Column("settled_at", UtcTime),
    Column("may_publish", Boolean, nullable=False, default=False),
    Column("entered_by", String(80), nullable=False),
    Column("version", Integer, nullable=False, default=1),
)

statements = table(
    "statements",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("lang", String(2), nullable=False),
    Column("title", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("author_id", Key, ForeignKey("people.id")),
    Column("author_name", String(80), nullable=False),
    Column("editors", JsonText, nullable=False),
    Column("facts", JsonText, nullable=False),
    Column("stale", Boolean, nullable=False, default=False),
    Column("withdraw_asked_by", String(100)),
    Column("withdraw_reason", Text),
    Column("updated_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False, default=1),
)

revisions = table(
    "revisions",
    Column("id", Key, primary_key=True),
    Column("statement_id", Key, ForeignKey("statements.id"), nullable=False, index=True),
    Column("crisis_id", Key, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("facts", JsonText, nullable=False),
    Column("findings", JsonText, nullable=False),
    Column("warning_reason", Text, nullable=False, default=""),
    Column("submitted_by", String(80), nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    Column("voided_at", UtcTime),
    Column("void_reason", String(60)),
    Column("version", Integer, nullable=False, default=1),
)

approvals = table(
    "approvals",
    Column("id", Key, primary_key=True),
    Column("revision_id", Key, ForeignKey("revisions.id"), nullable=False, index=True),
    Column("crisis_id", Key, nullable=False, index=True),
    Column("role", String(8), nullable=False),
    Column("person_id", Key, ForeignKey("people.id"), nullable=False),
    Column("person_name", String(80), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
)

publications = table(
    "publications",
    Column("id", Key, primary_key=True),
    Column("statement_id", Key, ForeignKey("statements.id"), nullable=False, index=True),
    Column("revision_id", Key, ForeignKey("revisions.id"), nullable=False),
    Column("crisis_id", Key, nullable=False, index=True),
    Column("channel", String(40), nullable=False),
    Column("link", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
)

inquiries = table(
    "inquiries",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("outlet", String(120), nullable=False),
    Column("reporter", String(120), nullable=False, default="", info=marked("personal")),
    Column("contact", String(200), nullable=False, default="", info=marked("personal")),
    Column("channel", String(40), nullable=False),
    Column("question", Text, nullable=False),
    Column("angle", Text, nullable=False, default=""),
    Column("received_at", UtcTime, nullable=False),
    Column("deadline_at", UtcTime),
    Column("due_at", UtcTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("handler", String(80)),
    Column("answer", Text),
    Column("revision_id", Key, ForeignKey("revisions.id")),
    Column("answered_by", String(80)),
    Column("answered_at", UtcTime),
    Column("link", Text),
    Column("version", Integer, nullable=False, default=1),
)


def speakable(conn: Connection, crisis_id: int) -> list[Row[Any]]:
    """Revisions with both keys that nothing voided since, newest first; what stays in the house is not among them."""
    said = (statements.c.state.in_(("approved", "published")), statements.c.stale.is_(False))
    query = select(revisions).join(statements, statements.c.id == revisions.c.statement_id)
    query = query.where(statements.c.crisis_id == crisis_id, *said, statements.c.kind.not_in(INSIDE))
    return list(conn.execute(query.where(revisions.c.voided_at.is_(None)).order_by(revisions.c.id.desc())))
