"""The statements of a room with their revisions, approvals and publications, read once for the whole page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from crisis.language.words import say
from crisis.store.people import people
from crisis.store.voice import approvals, publications, revisions, statements
from crisis.views.sentence import clock_time

Data = dict[str, Any]
NEWEST = 1_000_000


@dataclass
class File:
    """One statement with all that belongs to it; revisions, approvals and publications from the oldest on."""

    row: Row[Any]
    editors: list[str] = field(default_factory=list)
    revisions: list[Row[Any]] = field(default_factory=list)
    approvals: list[Row[Any]] = field(default_factory=list)
    publications: list[Row[Any]] = field(default_factory=list)

    @property
    def living(self) -> Row[Any] | None:
        """The newest revision, unless something voided it."""
        newest = self.revisions[-1] if self.revisions else None
        return newest if newest is not None and newest.voided_at is None else None

    @property
    def number(self) -> int:
        """The number of the revision that is frozen, or of the one to come."""
        return len(self.revisions) + (1 if self.row.state == "draft" else 0)

    def given(self, role: str) -> Row[Any] | None:
        """The approval of the living revision in this role."""
        living = self.living
        if living is None:
            return None
        return next((a for a in self.approvals if a.role == role and a.revision_id == living.id), None)


def files(conn: Connection, crisis_id: int) -> dict[int, File]:
    """By the statement's id, in order of their numbers."""
    found = {row.id: File(row) for row in _all(conn, statements, crisis_id)}
    owner: dict[int, int] = {}
    for revision in _all(conn, revisions, crisis_id):
        owner[revision.id] = revision.statement_id
        found[revision.statement_id].revisions.append(revision)
    for approval in _all(conn, approvals, crisis_id):
        found[owner[approval.revision_id]].approvals.append(approval)
    for publication in _all(conn, publications, crisis_id):
        found[publication.statement_id].publications.append(publication)
    names = _names(conn, {key for file in found.values() for key in file.row.editors})
    for file in found.values():
        file.editors = [names[key] for key in file.row.editors if names[key]] or [file.row.author_name]
    return found


def _all(conn: Connection, of: Table, crisis_id: int) -> list[Row[Any]]:
    return list(conn.execute(select(of).where(of.c.crisis_id == crisis_id).order_by(of.c.id)))


def _names(conn: Connection, keys: set[str]) -> defaultdict[str, str]:
    ids = [int(key) for key in keys if key.isdigit()]
    found = conn.execute(select(people.c.id, people.c.name).where(people.c.id.in_(ids)))
    return defaultdict(str, {str(row.id): row.name for row in found})


def row_part(file: File, lang: str, zone: str) -> Data:
    """One line of the list."""
    row = file.row
    legal, lead = file.given("legal") is not None, file.given("gm") is not None
    return {
        "id": row.id,
        "title": row.title,
        "revision": file.number,
        "state": row.state,
        "who": _who(file, lang, zone),
        "legal_given": legal,
        "lead_given": lead,
        "keys_given": int(legal) + int(lead),
        "stale": row.stale,
        "sort": f"{NEWEST - row.number:07d}",
    }


def _who(file: File, lang: str, zone: str) -> str:
    """Who wrote in it, or once it is out: when and where."""
    comma = say("list.comma", lang)
    if not file.publications:
        return comma.join(file.editors)
    when = clock_time(file.publications[0].at.isoformat(), lang, zone)
    channels = dict.fromkeys(one.channel for one in file.publications)
    return say("desk.published", lang, time=when, channels=comma.join(channels))
