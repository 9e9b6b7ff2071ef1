"""Kept bytes of the log: the same as telling it anew, for the audience they were told for, within their bound."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import update

from crisis.domain.people import ROLES
from crisis.store.base import canonical
from crisis.store.events import Event, events
from crisis.views.envelope import envelope
from crisis.views.kept_log import BLOCK, KeptLog, Told
from crisis.views.projection import Audience
from tests.commands.cast import House
from tests.commands.crowd import crowd
from tests.commands.scenarios_voice import published
from tests.views.plain_reading import page

ZONE = "Asia/Shanghai"
LEAD, BOARD = Audience("lead", "zh"), Audience("executive", "zh")
AUDIENCES = [Audience(role, lang) for role in ROLES for lang in ("zh", "en")]


class Reader:
    """Reads a room through one kept log; `told` are the numbers of the events that had to be told."""

    def __init__(self, house: House, log: KeptLog) -> None:
        self.house, self.log, self.told = house, log, list[int]()

    def read(self, after: int, upto: int, audience: Audience = LEAD) -> list[dict[str, Any]]:
        def tell(event: Event) -> Told:
            self.told.append(event.seq)
            told = envelope(event, audience, ZONE)
            return Told(canonical(told).encode(), bool(told["data"].keys() - {"timeline"}))

        with self.house.work.reading() as conn:
            blocks = list(self.log.read(conn, self.stream, after, upto, (audience, ZONE), tell))
        self.moved = [json.loads(body) for block in blocks for body in block.moves(after, upto)]
        parts = [part for block in blocks if (part := block.part(after, upto))]
        return list(json.loads(b"[" + b",".join(parts) + b"]"))

    def anew(self, after: int, upto: int, audience: Audience = LEAD) -> list[dict[str, Any]]:
        with self.house.work.reading() as conn:
            return page(conn, self.stream, after, upto - after, audience, ZONE)

    @property
    def stream(self) -> str:
        return f"crisis:{self.house.room}"


@pytest.fixture
def reader(house: House) -> Reader:
    return Reader(house, KeptLog())


def test_an_event_is_read_with_its_fields_in_the_order_of_the_columns() -> None:
    assert [field.name for field in fields(Event)] == [column.name for column in events.columns]


@pytest.mark.covers("T22")
def test_every_audience_reads_its_own_words_whoever_read_before(reader: Reader) -> None:
    published(reader.house)
    reader.house.here("crises.change_level", "lin", level="II", reason="canary-reason")
    newest = crowd(reader.house, BLOCK)
    for _ in range(2):
        for audience in AUDIENCES:
            assert reader.read(0, newest, audience) == reader.anew(0, newest, audience), audience
    assert "canary-reason" in json.dumps(reader.read(0, newest, LEAD))
    assert "canary-reason" not in json.dumps(reader.read(0, newest, BOARD))
    assert len(reader.told) == newest * len(AUDIENCES)


def test_any_part_of_the_log_is_the_same_from_kept_bytes(reader: Reader) -> None:
    newest = crowd(reader.house, BLOCK * 2 + 7)
    for after in (0, 1, BLOCK - 1, BLOCK, BLOCK + 1, newest - 200, newest - 1, newest):
        for upto in (after, after + 1, BLOCK, newest - 1, newest):
            assert reader.read(after, upto) == (reader.anew(after, upto) if after < upto else [])
    assert sorted(reader.told) == list(range(1, newest + 1))


def test_only_what_came_since_is_told_and_only_what_is_asked_for_is_read(reader: Reader) -> None:
    newest = crowd(reader.house, BLOCK * 3)
    reader.read(newest - 5, newest)
    assert reader.told == list(range(newest // BLOCK * BLOCK + 1, newest + 1))
    reader.told.clear()
    newer = crowd(reader.house, 3)
    assert reader.read(newest - 5, newer) == reader.anew(newest - 5, newer)
    assert reader.told == [newest + 1, newest + 2, newest + 3]


def test_the_events_that_change_rows_can_be_picked_out(reader: Reader) -> None:
    newest = crowd(reader.house, 3)
    told = reader.read(0, newest)
    assert reader.moved == [one for one in told if one["data"].keys() - {"timeline"}]
    assert 0 < len(reader.moved) < len(told)


def test_bytes_of_a_log_that_became_another_are_not_used(sqlite_house: House) -> None:
    reader = Reader(sqlite_house, KeptLog())
    newest = crowd(reader.house, 5)
    reader.read(0, newest)
    reader.told.clear()
    of_newest = (events.c.stream == reader.stream, events.c.seq == newest)
    with reader.house.work.database.writer.begin() as conn:  # as after going back to an older copy of the data
        conn.exec_driver_sql("DROP TRIGGER events_no_update")
        conn.execute(update(events).where(*of_newest).values(hash="0" * 64))
    assert reader.read(0, newest) == reader.anew(0, newest)
    assert reader.told == list(range(1, newest + 1))


def test_no_more_than_so_many_bytes_are_kept_and_the_longest_unused_make_room(sqlite_house: House) -> None:
    measured = Reader(sqlite_house, KeptLog())
    newest = crowd(measured.house, BLOCK * 4) // BLOCK * BLOCK
    size = len(canonical(measured.read(newest - BLOCK, newest)).encode())
    reader = Reader(sqlite_house, KeptLog(size * 2 + size // 2))
    for first in (newest - BLOCK * 3, newest - BLOCK * 2, newest - BLOCK * 3, newest - BLOCK):
        reader.read(first, first + BLOCK)
        assert reader.log._bytes == sum(len(block.body) for block in reader.log._kept.values()) <= size * 2.5
    reader.told.clear()
    assert reader.read(newest - BLOCK * 3, newest - BLOCK * 2) == reader.anew(newest - BLOCK * 3, newest - BLOCK * 2)
    assert reader.told == []
    reader.read(newest - BLOCK * 2, newest - BLOCK)
    assert reader.told == list(range(newest - BLOCK * 2 + 1, newest - BLOCK + 1))


def test_a_block_beyond_the_bound_is_told_and_not_kept(sqlite_house: House) -> None:
    reader = Reader(sqlite_house, KeptLog(10))
    newest = crowd(reader.house, 3)
    assert reader.read(0, newest) == reader.read(0, newest) == reader.anew(0, newest)
    assert (reader.log._kept, reader.log._bytes) == ({}, 0)
