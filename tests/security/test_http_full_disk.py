"""A full disk: each act is refused with 507 and leaves nothing behind, reading goes on, and afterwards writing does."""

from __future__ import annotations

import base64

import pytest

from crisis.store.database import Database
from tests.commands.pictures import PDF
from tests.security.front_acts import ROOM, Act
from tests.security.front_doors import Doors
from tests.security.refusals import clear

pytestmark = pytest.mark.parametrize("lang", ["zh", "en"])


def full(database: Database) -> None:
    """The database takes no page more than it has."""
    with database.writer.connect() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
        assert conn.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar() == pages
    with database.writer.connect() as conn:
        assert conn.exec_driver_sql("PRAGMA max_page_count").scalar() == pages


LETTER = base64.b64encode(PDF + b" " * 500_000).decode()
WORDY: dict[str, Act] = {
    f"{ROOM}/log": Act("entry.add", "lin", {"text": "刹" * 4000}),
    "/complaints": Act("complaint.create", "su", {"text": "刹" * 100_000}),
    "/crises": Act("crisis.open", "lin", {"title": "x"}),
    f"{ROOM}/timeline/<int:seq>/attachments": Act("attachment.add", "lin", {"name": "x.pdf", "content": LETTER}),
}


def test_a_full_disk(doors: Doors, lang: str) -> None:
    callers = {name: doors.speaks(name, lang) for name in ("lin", "su")}
    full(doors.app.extensions["work"].database)
    refused = []
    for rule, act in WORDY.items():
        for _ in range(40):  # what is free in the last pages is used up first
            before = doors.digest()
            answer = callers[act.by].post(doors.path(rule), act.body)
            if answer.status_code == 507:
                told = clear(answer, 507, lang)
                assert (told["type"], doors.digest()) == ("urn:crisis:store.full", before)
                refused.append(rule)
                break
    assert refused == list(WORDY)
    assert callers["lin"].get(doors.path(ROOM)).status_code == 200
    with doors.app.extensions["work"].database.writer.connect() as conn:
        conn.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert callers["lin"].post(doors.path(f"{ROOM}/log"), {"text": "x"}).status_code == 201
