"""Rows of the golden-48-hours checklist, of trajectory and level history, and of legal duties."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Text

from crisis.store.base import JsonText, Key, UtcTime, table

items = table(
    "items",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("refs", JsonText, nullable=False),
    Column("title_zh", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("evidence_zh", Text, nullable=False, default=""),
    Column("evidence_en", Text, nullable=False, default=""),
    Column("owners", JsonText, nullable=False),
    Column("person_id", Key, ForeignKey("people.id")),
    Column("person_name", String(80)),
    Column("track", String(12), nullable=False),
    Column("principles", JsonText, nullable=False),
    Column("prevents", JsonText, nullable=False),
    Column("due_rule", String(12), nullable=False, default=""),
    Column("due_at", UtcTime),
    Column("late_start", Boolean, nullable=False, default=False),
    Column("needs_visit", Boolean, nullable=False, default=False),
    Column("state", String(12), nullable=False, default="open"),
    Column("evidence", Text),
    Column("reason", Text),
    Column("decided_by", String(80)),
    Column("decided_at", UtcTime),
    Column("added_at", UtcTime, nullable=False),
    Column("origin", String(12), nullable=False, default="playbook"),
    Column("version", Integer, nullable=False, default=1),
)

stages = table(
    "stages",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("stage", Integer, nullable=False),
    Column("from_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("figures", JsonText, nullable=False),
)

levels = table(
    "levels",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("level", String(4), nullable=False),
    Column("from_at", UtcTime, nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("rule", JsonText, nullable=False),
    Column("note", Text, nullable=False, default=""),
)

duties = table(
    "duties",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("duty_zh", Text, nullable=False),
    Column("duty_en", Text, nullable=False),
    Column("owed_by", String(40), nullable=False),
    Column("jurisdiction", String(10), nullable=False),
    Column("start_at", UtcTime, nullable=False),
    Column("due_at", UtcTime),
    Column("phrase_zh", Text),
    Column("phrase_en", Text),
    Column("owed", Boolean, nullable=False, default=True),
    Column("legal_check", Boolean, nullable=False, default=True),
    Column("confidence", String(60), nullable=False),
    Column("source", Text, nullable=False),
    Column("done_at", UtcTime),
    Column("done_by", String(80)),
    Column("proof", Text),
    Column("version", Integer, nullable=False, default=1),
)
