"""The append-only event streams: dense numbers in commit order and a hash chain per stream.

Stream names: `desk` (intake and warnings), `crisis:<id>`, `house` (people and settings). `seq` starts at 1.
`hash` = SHA-256 over the canonical JSON of (prev_hash, stream, seq, kind, payload, actor, times, op_id).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, String, Text, bindparam, insert, select, text, update

from crisis.store.base import JsonText, Key, UtcTime, canonical, table

PAGE = 200

streams = table(
    "streams",
    Column("name", String(64), primary_key=True),
    Column("last_seq", Integer, nullable=False),
    Column("last_hash", String(64), nullable=False),
)

events = table(
    "events",
    Column("stream", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("actor_id", Key),
    Column("actor_name", Text, nullable=False),
    Column("occurred_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("op_id", String(64)),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
Index("ix_events_stream_occurred", events.c.stream, events.c.occurred_at)

ops = table(
    "ops",
    Column("actor_key", String(100), primary_key=True),
    Column("op_id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("answer", JsonText, nullable=False),
    Column("at", UtcTime, nullable=False),
)


_counter = (
    select(streams.c.last_seq, streams.c.last_hash).where(streams.c.name == bindparam("stream")).with_for_update()
)
_begin = text("INSERT INTO streams (name, last_seq, last_hash) VALUES (:stream, 0, '') ON CONFLICT DO NOTHING")
_add = insert(events)
_advance = update(streams).where(streams.c.name == bindparam("stream"))


@dataclass(frozen=True, slots=True)
class Event:
    """One committed event, its fields in the order of the columns. `payload` = {"params", "rows": {collection: {id: row}}}."""

    stream: str
    seq: int
    kind: str
    payload: dict[str, Any]
    actor_id: int | None
    actor_name: str
    occurred_at: datetime
    recorded_at: datetime
    op_id: str | None
    prev_hash: str
    hash: str


def chained(values: dict[str, Any]) -> str:
    """The hash of an event's values (all columns but `hash`)."""
    return hashlib.sha256(canonical({k: v for k, v in values.items() if k != "hash"}).encode()).hexdigest()


def append(conn: Connection, drafts: list[dict[str, Any]]) -> list[Event]:
    """Number, chain and insert the drafts; the last statements of a transaction, streams in name order.

    Taking the counter rows in one order keeps two processes from waiting for each other in a ring.
    """
    done: list[Event] = []
    for name in sorted({d["stream"] for d in drafts}):
        last_seq, last_hash = _lock(conn, name)
        rows = []
        for draft in (d for d in drafts if d["stream"] == name):
            last_seq += 1
            values = {**draft, "seq": last_seq, "prev_hash": last_hash}
            values["hash"] = last_hash = chained(values)
            rows.append(values)
        conn.execute(_add, rows)
        conn.execute(_advance, {"stream": name, "last_seq": last_seq, "last_hash": last_hash})
        done += [Event(**values) for values in rows]
    return done


def _lock(conn: Connection, name: str) -> tuple[int, str]:
    """The counter row, ours until the commit; two processes may begin the same stream at once."""
    row = conn.execute(_counter, {"stream": name}).first()
    if row is None:
        conn.execute(_begin, {"stream": name})
        row = conn.execute(_counter, {"stream": name}).one()
    return int(row.last_seq), str(row.last_hash)


def head(conn: Connection, stream: str) -> int:
    """The number of the newest event, 0 for a stream that has none."""
    return int(conn.scalar(select(streams.c.last_seq).where(streams.c.name == stream)) or 0)


def after(conn: Connection, stream: str, seq: int, limit: int = PAGE) -> list[Event]:
    """The events that follow `seq`, oldest first, at most `limit`."""
    query = select(events).where(events.c.stream == stream, events.c.seq > seq).order_by(events.c.seq).limit(limit)
    return [Event(*row) for row in conn.execute(query)]


def before(conn: Connection, stream: str, seq: int | None, limit: int = PAGE) -> list[Event]:
    """The newest events below `seq` (None: from the head), oldest first, at most `limit`."""
    query = select(events).where(events.c.stream == stream)
    if seq is not None:
        query = query.where(events.c.seq < seq)
    found = [Event(*row) for row in conn.execute(query.order_by(events.c.seq.desc()).limit(limit))]
    return found[::-1]


def hashes(conn: Connection, stream: str, seqs: Iterable[int]) -> dict[int, str]:
    """The hashes of these events by number; by the chain each stands for all that came before it, too."""
    query = select(events.c.seq, events.c.hash).where(events.c.stream == stream, events.c.seq.in_(list(seqs)))
    return {seq: str(found) for seq, found in conn.execute(query)}


def verify(conn: Connection) -> Iterator[tuple[str, int, str]]:
    """Walk every chain and yield (stream, seq, what) for each row that does not fit."""
    heads = {r.name: (r.last_seq, r.last_hash) for r in conn.execute(select(streams))}
    for name in sorted({*heads, *conn.scalars(select(events.c.stream).distinct())}):
        seq, prev = 0, ""
        for row in conn.execute(select(events).where(events.c.stream == name).order_by(events.c.seq)):
            seq += 1
            if row.seq != seq:
                yield name, row.seq, "number"
                seq = row.seq
            if row.prev_hash != prev or row.hash != chained(dict(row._mapping)):
                yield name, row.seq, "hash"
            prev = row.hash
        if (seq, prev) != heads.get(name):
            yield name, seq, "head"
