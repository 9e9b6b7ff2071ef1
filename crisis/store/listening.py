"""Rows of what people tell the listener: their own rules, how finely a series is heard, and acts by hand on persons and matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Row, String, Text, delete, func, insert, select

from crisis.store.base import JsonText, Key, UtcTime, table
from crisis.store.intake import checkpoints

# The newest row counts; an empty text means that the firm has no rules of its own any more.
rule_files = table(
    "rule_files",
    Column("id", Key, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("rule_version", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("rules", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
)

sensitivities = table(
    "sensitivities",
    Column("id", Key, primary_key=True),
    Column("series", String(200), nullable=False, unique=True),
    Column("size", String(1), nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False, default=1),
)

# `after` = the last record the listener had heard: a listener that is rebuilt does the act at the same place again.
hand_acts = table(
    "hand_acts",
    Column("id", Key, primary_key=True),
    Column("after", Key, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("intake_id", Key),
    Column("told", JsonText, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
)
Index("ix_hand_acts_intake", hand_acts.c.intake_id)


def newest_rules(conn: Connection) -> Row[Any] | None:
    """The rule file of the firm that is in force, if there ever was one."""
    return conn.execute(select(rule_files).order_by(rule_files.c.id.desc()).limit(1)).first()


def newest_rules_id(conn: Connection) -> int:
    return conn.scalar(select(func.max(rule_files.c.id))) or 0


def acts_after(conn: Connection, id: int) -> list[Row[Any]]:
    """The acts by hand that follow `id`, in order."""
    return list(conn.execute(select(hand_acts).where(hand_acts.c.id > id).order_by(hand_acts.c.id)))


def acts_on(conn: Connection, intake_ids: list[int]) -> list[Row[Any]]:
    """The acts by hand on these records, newest first."""
    return list(
        conn.execute(select(hand_acts).where(hand_acts.c.intake_id.in_(intake_ids)).order_by(hand_acts.c.id.desc()))
    )


def keep_piece(conn: Connection, kept: str, number: int, piece: tuple[str, Any], upto: int, at: datetime) -> None:
    """One piece of the listener's memory; nobody reads it before `keep_whole` names `kept`."""
    state = {"path": piece[0], "rows": piece[1]}
    conn.execute(insert(checkpoints).values(name=f"{kept}/{number:05}", upto=upto, state=state, at=at))


def keep_whole(conn: Connection, name: str, state: dict[str, Any], upto: int, at: datetime) -> None:
    """All pieces of `state["kept"]` are written: they are what `name` remembers; older ones go."""
    others = checkpoints.c.name.like(f"{name}/%") & checkpoints.c.name.not_like(f"{state['kept']}/%")
    conn.execute(delete(checkpoints).where(others | (checkpoints.c.name == name)))
    conn.execute(insert(checkpoints).values(name=name, upto=upto, state=state, at=at))


def pieces(conn: Connection, kept: str) -> Iterator[tuple[str, Any]]:
    """The pieces of one memory, in order."""
    mine = checkpoints.c.name.like(f"{kept}/%")
    for row in conn.execute(select(checkpoints.c.state).where(mine).order_by(checkpoints.c.name)):
        yield row.state["path"], row.state["rows"]
