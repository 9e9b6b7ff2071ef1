"""Files laid over entries of a room, and their bytes, kept once under their SHA-256 in the database itself.

In the database and not in a folder: they are committed, backed up (`crisis backup`, `pg_dump`) and replicated with the
row and the event that name them, every process behind a balancer reads them, and a kill or a full disk between bytes and
row leaves neither. The price is that a file passes through the one writer: ten megabytes cost it some 50 ms of processor
time. Bytes lie in pieces, so that sending a file takes the memory of one piece; they are never changed or removed, also
not when a file is withdrawn: what the record names can be shown to be what it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Text,
    func,
    select,
    text,
)  # fmt: skip

from crisis.store.base import Key, UtcTime, table
from crisis.store.events import events

PIECE = 256 * 1024

file_pieces = table(
    "file_pieces",
    Column("sha256", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

attachments = table(
    "attachments",
    Column("id", Key, primary_key=True),
    Column("crisis_id", Key, ForeignKey("crises.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),
    Column("name", String(80), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sent_sha256", String(64), nullable=False),
    Column("person_id", Key),
    Column("person_name", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("withdrawn_reason", Text),
    Column("withdrawn_by", String(80)),
    Column("withdrawn_at", UtcTime),
)


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep(conn: Connection, sha256: str, content: bytes) -> None:
    """Store the bytes under their fingerprint unless they are there; two processes may keep the same at once."""
    if conn.scalar(select(file_pieces.c.number).where(file_pieces.c.sha256 == sha256).limit(1)) is None:
        insert = "INSERT INTO file_pieces (sha256, number, content) VALUES (:sha256, :number, :content) "
        starts = enumerate(range(0, len(content), PIECE))
        rows = [{"sha256": sha256, "number": n, "content": content[at : at + PIECE]} for n, at in starts]
        conn.execute(text(insert + "ON CONFLICT DO NOTHING"), rows)


def piece(conn: Connection, sha256: str, number: int) -> bytes | None:
    """One piece of the bytes, from 0; None past the last."""
    one = (file_pieces.c.sha256 == sha256, file_pieces.c.number == number)
    found: bytes | None = conn.scalar(select(file_pieces.c.content).where(*one))
    return found


def pieces(conn: Connection, sha256: str) -> Iterator[bytes]:
    """The bytes in order, a piece at a time."""
    number = 0
    while (found := piece(conn, sha256, number)) is not None:
        yield found
        number += 1


def attachments_of(conn: Connection, crisis_id: int, seqs: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """The attachments of these entries by number, oldest first, withdrawn ones among them."""
    query = select(attachments).where(attachments.c.crisis_id == crisis_id, attachments.c.seq.in_(list(seqs)))
    found: dict[int, list[Row[Any]]] = {}
    for row in conn.execute(query.order_by(attachments.c.id)):
        found.setdefault(row.seq, []).append(row)
    return found


def taken(conn: Connection, crisis_id: int, seq: int | None) -> dict[str, int]:
    """How much was ever laid over the entry and in the room: {on_entry, in_room, bytes_in_room}."""
    count, size = func.count(), func.coalesce(func.sum(attachments.c.size), 0)
    here = select(count, size).where(attachments.c.crisis_id == crisis_id)
    in_room, bytes_in_room = conn.execute(here).one()
    on_entry = conn.scalar(select(count).where(attachments.c.crisis_id == crisis_id, attachments.c.seq == seq))
    return {"on_entry": int(on_entry or 0), "in_room": int(in_room), "bytes_in_room": int(bytes_in_room)}


def verify(conn: Connection) -> Iterator[tuple[str, int, str]]:
    """Yield (stream, seq, "file") for each event of the record whose file is not there with the bytes it names."""
    told = select(events.c.stream, events.c.seq, events.c.payload).where(events.c.kind == "attachment.added")
    for stream, seq, payload in conn.execute(told.order_by(events.c.stream, events.c.seq)).all():
        named = payload["params"]["sha256"]
        held = hashlib.sha256()
        for part in pieces(conn, named):
            held.update(part)
        rows = select(attachments.c.sha256).where(attachments.c.id.in_(map(int, payload["rows"]["attachments"])))
        if held.hexdigest() != named or conn.scalars(rows).all() != [named]:
            yield stream, seq, "file"
