"""Files over the entries of a room, as one reader may see them; what was withdrawn or struck is named and out of reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.domain.attachment import KINDS
from crisis.domain.errors import Absent
from crisis.store import attachments as store
from crisis.store.base import image
from crisis.store.timeline import marks_of
from crisis.store.unit_of_work import Work
from crisis.views.projection import Audience, project

Data = dict[str, Any]


def file_part(row: Mapping[str, Any]) -> Data:
    """One file as templates take it; `open`: whether it can be fetched as far as it is up to the file."""
    names = ("id", "name", "kind", "size", "sha256", "person_id", "person_name", "at")
    gone = {"who": row["withdrawn_by"], "why": row["withdrawn_reason"]} if row["withdrawn_at"] else None
    told = {name: row[name] for name in names}
    return {**told, "picture": KINDS[row["kind"]].picture, "gone": gone, "open": gone is None}


def files_of(conn: Connection, crisis_id: int, seqs: Iterable[int], audience: Audience) -> dict[int, list[Data]]:
    """The files of these entries by number, oldest first, as far as this audience may see them."""
    found: dict[int, list[Data]] = {}
    for seq, rows in store.attachments_of(conn, crisis_id, seqs).items():
        seen = (project("attachments", image(store.attachments, row), audience) for row in rows)
        found[seq] = [file_part(row) for row in seen if row is not None]
    return found


def readable(conn: Connection, crisis_id: int, attachment_id: int, audience: Audience) -> Row[Any]:
    """The file, for whoever may fetch it now; `Absent` with the reason where it was withdrawn or its entry struck."""
    own = (store.attachments.c.id == attachment_id, store.attachments.c.crisis_id == crisis_id)
    row = conn.execute(select(store.attachments).where(*own)).first()
    if row is None or project("attachments", image(store.attachments, row), audience) is None:
        raise Absent("absent", what="attachments")
    if row.withdrawn_at is not None:
        raise Absent("attachment.gone", name=row.name, who=row.withdrawn_by, why=row.withdrawn_reason)
    mark = marks_of(conn, crisis_id, [row.seq]).get(row.seq)
    if mark is not None and mark.struck_at is not None:
        raise Absent("attachment.struck", name=row.name)
    return row


def media_type(row: Row[Any]) -> str:
    """By what the bytes were found to be when they came, never by the name."""
    return KINDS[row.kind].media_type


def content(work: Work, sha256: str) -> Iterator[bytes]:
    """The bytes, a piece at a time, each in a short read of its own: a slow reader holds no connection."""
    number = 0
    while True:
        with work.reading() as conn:
            found = store.piece(conn, sha256, number)
        if found is None:
            return
        yield found
        number += 1
