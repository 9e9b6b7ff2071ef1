"""Rows of what remains: accountability records, corrective actions, customers to be settled, the review."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Text

from crisis.store.base import JsonText, Key, UtcTime, marked, table

records = table(
    "records",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("tier", String(12), nullable=False),
    Column("role", String(80), nullable=False),
    Column("person_id", Key, ForeignKey("people.id")),
    Column("person_name", String(80), nullable=False, default="", info=marked("blame")),
    Column("finding", Text, nullable=False, info=marked("blame")),
    Column("cause_node", String(200), nullable=False, default=""),
    Column("measures", JsonText, nullable=False),
    Column("amount_cents", BigInteger, nullable=False, default=0),
    Column("currency", String(3)),
    Column("self_imposed", Boolean, nullable=False, default=False),
    Column("legal_basis", Text),
    Column("legal_check", String(16)),
    Column("proposed_by_id", Key),
    Column("proposed_by", String(80), nullable=False),
    Column("approved_by", String(80)),
    Column("approved_at", UtcTime),
    Column("recorded_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False, default=1),
)

actions = table(
    "actions",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("problem", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("type", String(10), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("metric", Text, nullable=False),
    Column("verifier", String(80), nullable=False),
    Column("state", String(12), nullable=False),
    Column("result", Text, nullable=False, default=""),
    Column("verified_at", UtcTime),
    Column("version", Integer, nullable=False, default=1),
)

settlements = table(
    "settlements",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("label", String(120), nullable=False),
    Column("intake_id", Key),
    Column("state", String(12), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("greeting_at", UtcTime),
    Column("greeted_at", UtcTime),
    Column("version", Integer, nullable=False, default=1),
)

reviews = table(
    "reviews",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, unique=True),
    Column("opened_at", UtcTime, nullable=False),
    Column("summary", Text, nullable=False, default=""),
    Column("root_cause", Text, nullable=False, default=""),
    Column("approved_by", String(80)),
    Column("approved_at", UtcTime),
    Column("truth_note", Text, nullable=False, default=""),
    Column("archive_number", String(40)),
    Column("retention_until", UtcTime),
    Column("version", Integer, nullable=False, default=1),
)
