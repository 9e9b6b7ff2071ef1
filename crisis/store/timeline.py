"""Rows that lie over the timeline and never change it: marks, comments, hand-overs, updates sent, and who has seen what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Text,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
)  # fmt: skip

from crisis.store.base import JsonText, Key, UtcTime, table
from crisis.store.events import Event, events

PAGE = 50

marks = table(
    "marks",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("pinned", Boolean, nullable=False, default=False),
    Column("story", Boolean, nullable=False, default=False),
    Column("title", String(300)),
    Column("titled_by", String(80)),
    Column("struck_reason", Text),
    Column("struck_by", String(80)),
    Column("struck_at", UtcTime),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("crisis_id", "seq"),
)

comments = table(
    "comments",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),
    Column("person_id", Key),
    Column("person_name", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("mentions", JsonText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("resolved_at", UtcTime),
    Column("resolved_by", String(80)),
    Column("version", Integer, nullable=False, default=1),
)

hand_overs = table(
    "hand_overs",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("seat_id", Key, ForeignKey("seats.id"), nullable=False),
    Column("role", String(8), nullable=False),
    Column("giver_id", Key, nullable=False),
    Column("giver_name", String(80), nullable=False),
    Column("taker_id", Key, nullable=False, index=True),
    Column("taker_name", String(80), nullable=False),
    Column("brief", Text, nullable=False),
    Column("open_items", JsonText, nullable=False),
    Column("state", String(10), nullable=False),
    Column("offered_at", UtcTime, nullable=False),
    Column("accepted_at", UtcTime),
    Column("version", Integer, nullable=False, default=1),
)

updates = table(
    "updates",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by_name", String(80), nullable=False),
    Column("due_at", UtcTime, nullable=False),
)

seen = table(
    "seen",
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
)


def entries(
    conn: Connection,
    stream: str,
    kinds: Collection[str],
    before: int | None = None,
    *,
    by_occurrence: bool = False,
    limit: int = PAGE,
) -> list[Event]:
    """The newest events of these kinds below event `before`, newest first, in the recorded order or as they happened."""
    query = select(events).where(events.c.stream == stream, events.c.kind.in_(kinds))
    order = (events.c.occurred_at.desc(), events.c.seq.desc()) if by_occurrence else (events.c.seq.desc(),)
    if before is not None and by_occurrence:
        at = select(events.c.occurred_at).where(events.c.stream == stream, events.c.seq == before).scalar_subquery()
        same = and_(events.c.occurred_at == at, events.c.seq < before)
        query = query.where(or_(events.c.occurred_at < at, same))
    elif before is not None:
        query = query.where(events.c.seq < before)
    return [Event(*row) for row in conn.execute(query.order_by(*order).limit(limit))]


def entries_at(conn: Connection, stream: str, seqs: Iterable[int]) -> list[Event]:
    """The events with these numbers, oldest first."""
    query = select(events).where(events.c.stream == stream, events.c.seq.in_(list(seqs))).order_by(events.c.seq)
    return [Event(*row) for row in conn.execute(query)]


def marks_of(conn: Connection, crisis_id: int, seqs: Iterable[int]) -> dict[int, Row[Any]]:
    """The marks of these entries by number."""
    query = select(marks).where(marks.c.crisis_id == crisis_id, marks.c.seq.in_(list(seqs)))
    return {row.seq: row for row in conn.execute(query)}


def comments_of(conn: Connection, crisis_id: int, seqs: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """The comments of these entries by number, oldest first."""
    query = select(comments).where(comments.c.crisis_id == crisis_id, comments.c.seq.in_(list(seqs)))
    found: dict[int, list[Row[Any]]] = {}
    for row in conn.execute(query.order_by(comments.c.id)):
        found.setdefault(row.seq, []).append(row)
    return found


def marked_entries(conn: Connection, crisis_id: int, column: Column[bool], limit: int) -> list[int]:
    """The numbers of the newest entries that are pinned, or in the story."""
    query = select(marks.c.seq).where(marks.c.crisis_id == crisis_id, column.is_(True))
    return list(conn.scalars(query.order_by(marks.c.seq.desc()).limit(limit)))


def counted_after(conn: Connection, stream: str, seq: int) -> dict[str, int]:
    """How many events of each kind follow `seq`."""
    query = select(events.c.kind, func.count()).where(events.c.stream == stream, events.c.seq > seq)
    return {kind: int(n) for kind, n in conn.execute(query.group_by(events.c.kind))}


def asked_of(conn: Connection, person_id: int, crisis_ids: Collection[int]) -> list[Row[Any]]:
    """Comments of these rooms that name the person and are not resolved, oldest first."""
    query = select(comments).where(comments.c.crisis_id.in_(crisis_ids), comments.c.resolved_at.is_(None))
    return [row for row in conn.execute(query.order_by(comments.c.id)) if person_id in row.mentions]


def offered_to(conn: Connection, person_id: int, crisis_ids: Collection[int]) -> list[Row[Any]]:
    """Hand-overs that wait for this person's acceptance."""
    waits = (hand_overs.c.taker_id == person_id, hand_overs.c.state == "offered")
    return list(conn.execute(select(hand_overs).where(*waits, hand_overs.c.crisis_id.in_(crisis_ids))))


def last_seen(conn: Connection, person_id: int | None, crisis_id: int) -> Row[Any] | None:
    return conn.execute(select(seen).where(seen.c.person_id == person_id, seen.c.crisis_id == crisis_id)).first()


def snoozes(conn: Connection, crisis_id: int) -> int:
    """How often the next update was put off since the last one was sent."""
    sent = select(func.max(updates.c.id)).where(updates.c.crisis_id == crisis_id, updates.c.kind == "sent")
    after = func.coalesce(sent.scalar_subquery(), 0)
    query = select(func.count()).select_from(updates)
    return int(conn.scalar(query.where(updates.c.crisis_id == crisis_id, updates.c.id > after)) or 0)


def last_sent(conn: Connection, crisis_id: int) -> datetime | None:
    sent = (updates.c.crisis_id == crisis_id, updates.c.kind == "sent")
    found: datetime | None = conn.scalar(select(updates.c.at).where(*sent).order_by(updates.c.id.desc()).limit(1))
    return found
