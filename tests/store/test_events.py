"""Events are numbered without holes in the order of their commits, chained, and never changed or removed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from crisis.store.append_only import TABLES
from crisis.store.base import metadata
from crisis.store.database import Database, is_busy
from crisis.store.events import events, verify
from crisis.store.unit_of_work import Op, Work
from tests.store.acts import AT, DESK, LIN, note, token
from tests.store.tamper import past_the_triggers

THREADS, EACH = 20, 10


def in_parallel(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run all at once and give what each gave or raised."""
    found: list[Any] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(place: int) -> None:
        gate.wait()
        try:
            found[place] = jobs[place]()
        except Exception as failure:
            found[place] = failure

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def numbers(database: Database, stream: str = DESK) -> list[int]:
    with database.reader.connect() as conn:
        return list(conn.scalars(select(events.c.seq).where(events.c.stream == stream).order_by(events.c.seq)))


def faults(database: Database) -> list[tuple[str, int, str]]:
    with database.reader.connect() as conn:
        return list(verify(conn))


@pytest.mark.covers("A", "B")
def test_twenty_writers_leave_numbers_without_holes_and_nobody_sees_a_later_one_first(work: Work) -> None:
    stop, seen = threading.Event(), []

    def watch() -> None:
        while not stop.is_set():
            seen.append(numbers(work.database))

    def write(writer: int) -> list[int]:
        return [note(work, f"{writer}/{n}")["seq"] for n in range(EACH)]

    watcher = threading.Thread(target=watch)
    watcher.start()
    answered = in_parallel([lambda w=w: write(w) for w in range(THREADS)])
    stop.set()
    watcher.join()
    assert sorted(seq for own in answered for seq in own) == list(range(1, THREADS * EACH + 1))
    assert all(own == sorted(own) for own in answered)
    assert seen and all(view == list(range(1, len(view) + 1)) for view in seen)
    assert faults(work.database) == []


def test_processes_that_begin_the_same_stream_at_once_share_its_numbers(database: Database) -> None:
    houses = [Work(Database(database.url)) for _ in range(4)]
    for stream in ("crisis:1", "crisis:2", "crisis:3"):
        answered = in_parallel([lambda h=h, s=stream: tried(h, s) for _ in range(3) for h in houses])
        assert [a for a in answered if isinstance(a, Exception)] == []
        assert sorted(a["seq"] for a in answered) == list(range(1, 13))
    for house in houses:
        house.close()
    assert faults(database) == []


def tried(work: Work, stream: str) -> dict[str, Any]:
    """As `commands.command` does: a collision with another process is run again."""
    for _ in range(6):
        try:
            return note(work, "said", stream=stream)
        except Exception as failure:
            if not is_busy(failure):
                raise
    raise AssertionError("always busy")


def test_each_stream_counts_for_itself_and_one_act_may_speak_in_several(work: Work) -> None:
    for _ in range(2):
        with work(LIN, "crisis:1", Op(None), AT) as change:
            change.record("log.note", text="here", pinned=False)
            change.record("log.note", stream="desk", text="there", pinned=False)
            change.record("log.note", text="again", pinned=False)
    assert (numbers(work.database, "crisis:1"), numbers(work.database, "desk")) == ([1, 2, 3, 4], [1, 2])
    assert [e.payload["params"]["text"] for e in change.events] == ["here", "there", "again"]
    assert change.answer == {"stream": "crisis:1", "seq": 4}


def test_late_entries_keep_both_times_and_their_place(work: Work) -> None:
    note(work, "first")
    with work(LIN, DESK, Op(None), AT) as change:
        change.record("log.note", text="yesterday", pinned=False, occurred_at=AT - timedelta(days=1))
    with work.reading() as conn:
        rows = conn.execute(
            select(events.c.seq, events.c.occurred_at, events.c.recorded_at).order_by(events.c.seq)
        ).all()
    assert rows == [(1, AT, AT), (2, AT - timedelta(days=1), AT)]


# --- the chain -------------------------------------------------------------------------------------------------

OTHER: dict[str, Any] = {
    "kind": "log.call",
    "payload": '{"params":{"pinned":false,"text":"forged"},"rows":{}}',
    "actor_id": 7,
    "actor_name": "somebody else",
    "occurred_at": AT - timedelta(hours=3),
    "recorded_at": AT + timedelta(hours=3),
    "op_id": "another-op",
    "prev_hash": "0" * 64,
    "hash": "f" * 64,
}


@pytest.fixture
def tampered(work: Work) -> Callable[..., list[tuple[str, int, str]]]:
    """Five events; `tampered(statement, …)` changes them behind the back of the console and gives what is found."""
    for n in range(5):
        note(work, f"line {n}", op_id=f"op-number-{n}")

    def tamper(*statements: Any) -> list[tuple[str, int, str]]:
        with past_the_triggers(work.database) as conn:
            changed = sum(conn.execute(statement).rowcount for statement in statements)
        assert changed >= 1
        return faults(work.database)

    return tamper


def test_an_untouched_chain_verifies(work: Work) -> None:
    for n in range(5):
        note(work, f"line {n}")
    assert faults(work.database) == []


@pytest.mark.covers("A", "B")
@pytest.mark.parametrize("column", OTHER)
def test_a_changed_column_is_found_and_its_row_named(tampered: Callable[..., Any], column: str) -> None:
    change = text(f"UPDATE events SET {column} = :value WHERE seq = 3")
    found = tampered(change.bindparams(value=OTHER[column]))
    assert ("desk", 3, "hash") in found


def test_every_column_of_an_event_is_tried() -> None:
    assert set(OTHER) | {"stream", "seq"} == set(events.c.keys())


def test_a_removed_row_is_found(tampered: Callable[..., Any]) -> None:
    assert ("desk", 4, "number") in tampered(text("DELETE FROM events WHERE seq = 3"))


def test_an_inserted_row_is_found(tampered: Callable[..., Any]) -> None:
    copy = ", ".join(name if name != "seq" else "6" for name in events.c.keys())  # noqa: SIM118
    found = tampered(text(f"INSERT INTO events ({', '.join(events.c.keys())}) SELECT {copy} FROM events WHERE seq = 5"))
    assert found == [("desk", 6, "hash"), ("desk", 6, "head")]


def test_two_rows_that_changed_places_are_found(tampered: Callable[..., Any]) -> None:
    swap = [f"UPDATE events SET seq = {new} WHERE seq = {old}" for old, new in ((2, 99), (3, 2), (99, 3))]
    assert {seq for _, seq, _ in tampered(*map(text, swap))} >= {2, 3}


def test_a_row_moved_to_another_stream_is_found(tampered: Callable[..., Any]) -> None:
    found = tampered(text("UPDATE events SET stream = 'house' WHERE seq = 5"))
    assert ("desk", 4, "head") in found


def test_rows_cut_off_at_the_end_are_found(tampered: Callable[..., Any]) -> None:
    assert tampered(text("DELETE FROM events WHERE seq > 3")) == [("desk", 3, "head")]


def test_a_whole_stream_that_was_removed_with_its_counter_is_found(tampered: Callable[..., Any], work: Work) -> None:
    note(work, "elsewhere", stream="house")
    found = tampered(text("DELETE FROM events WHERE stream = 'desk'"))
    assert found == [("desk", 0, "head")]


def test_events_of_a_stream_without_a_counter_are_found(tampered: Callable[..., Any]) -> None:
    assert tampered(text("DELETE FROM streams WHERE name = 'desk'")) == [("desk", 5, "head")]


# --- append-only -----------------------------------------------------------------------------------------------


def fill(database: Database) -> None:
    """One row in every append-only table, past the foreign keys; the triggers stay."""
    with database.reader.connect() as conn:
        off = "PRAGMA foreign_keys = OFF" if database.embedded else "SET session_replication_role = replica"
        conn.connection.cursor().execute(off)
        for name in TABLES:
            table = metadata.tables[name]
            conn.execute(table.insert().values({c.name: any_value(c) for c in table.columns}))
        conn.commit()
        conn.invalidate()


def any_value(column: Any) -> Any:
    try:
        return {int: 1, str: "x", bytes: b"x"}.get(column.type.python_type, AT)
    except NotImplementedError:
        return {}


@pytest.mark.covers("A", "B")
@pytest.mark.parametrize("name", TABLES)
def test_the_database_refuses_to_change_or_remove_a_row_of_the_record(database: Database, name: str) -> None:
    fill(database)
    table = metadata.tables[name]
    column = table.columns.keys()[-1]
    wishes = [f"UPDATE {name} SET {column} = {column}", f"DELETE FROM {name}"]
    if not database.embedded:
        wishes.append(f"TRUNCATE {name} CASCADE")
    with database.reader.connect() as conn:
        before = conn.execute(select(table)).all()
    assert len(before) == 1
    for wish in wishes:
        with pytest.raises(DBAPIError, match=f"append-only: {name}"), database.writer.begin() as conn:
            conn.exec_driver_sql(wish)
    with database.reader.connect() as conn:
        assert conn.execute(select(table)).all() == before


def test_a_table_that_is_not_append_only_takes_the_same_wish(database: Database, work: Work) -> None:
    token(work, "shop")
    with database.writer.begin() as conn:
        assert conn.exec_driver_sql("UPDATE tokens SET scope = scope").rowcount == 1
