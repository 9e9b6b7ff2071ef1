"""What was acknowledged survives a kill, and a full disk refuses with a clear word and leaves nothing half-written."""

from __future__ import annotations

import random
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from crisis.domain.errors import StorageFull
from crisis.store.database import Database
from crisis.store.events import events, head, ops
from crisis.store.schema import migrate
from crisis.store.unit_of_work import Work
from tests.stack.postgres_cluster import cluster
from tests.stack.processes import stop
from tests.store.acts import DESK, note
from tests.store.test_events import faults, in_parallel, numbers
from tests.store.until_killed import SEED, lines, written_until_killed

ROUNDS, WRITER = 10, "tests.store.writer"


def acknowledged(log: Path) -> dict[str, int]:
    return {op_id: int(seq) for op_id, seq in lines(log)}


def present(database: Database) -> dict[str, int]:
    with database.reader.connect() as conn:
        return {r.op_id: r.seq for r in conn.execute(select(events.c.op_id, events.c.seq))}


@pytest.mark.covers("A")
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    url, log, chance = f"sqlite:///{tmp_path / 'crisis.db'}", tmp_path / "log", random.Random(SEED)
    migrate(Database(url))
    for _ in range(ROUNDS):
        assert written_until_killed(WRITER, url, log, after=chance.uniform(0, 0.15)) == -signal.SIGKILL
        told, kept = acknowledged(log), present(Database(url))
        assert {op_id: kept.get(op_id) for op_id in told} == told
        assert sorted(kept.values()) == list(range(1, len(kept) + 1))
    assert faults(Database(url)) == []
    assert len(told) >= ROUNDS
    print(f"INV A1 sqlite kills={ROUNDS} acked={len(told)} present={len(kept)} lost=0 seed={SEED}")


@pytest.mark.covers("A")
def test_nothing_acknowledged_is_lost_when_postgresql_is_killed(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with cluster(fsync="on") as postgres:
        url, log = postgres.database(), tmp_path / "log"
        migrate(Database(url))
        for _ in range(3):
            assert written_until_killed(WRITER, url, log, after=chance.uniform(0, 0.2)) == -signal.SIGKILL
            told, kept = acknowledged(log), present(Database(url))
            assert {op_id: kept.get(op_id) for op_id in told} == told
            assert sorted(kept.values()) == list(range(1, len(kept) + 1))
        assert faults(Database(url)) == []
        assert stop(postgres.process, signal.SIGINT) == 0
    print(f"INV A1 postgres kills=3 acked={len(told)} present={len(kept)} lost=0 seed={SEED}")


# --- a full disk -----------------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Two megabytes of memory as a file system of its own, where root may mount one."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        yield folder
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def small_pages(database: Database) -> Callable[[], None]:
    """Without a disk of its own: the database may grow by forty pages only; call the answer to let it grow."""
    limited: list[Any] = []

    def limit(raw: Any, _record: Any) -> None:
        raw.execute(f"PRAGMA max_page_count = {raw.execute('PRAGMA page_count').fetchone()[0] + 40}")
        limited.append(raw)

    event.listen(database.writer, "connect", limit)

    def let_grow() -> None:
        event.remove(database.writer, "connect", limit)
        for raw in limited:
            raw.execute("PRAGMA max_page_count = 100000")

    return let_grow


@pytest.fixture
def nearly_full(tmp_path: Path) -> Iterator[tuple[Work, Callable[[], None]]]:
    """A house on a small disk, and what to call when there is to be room again."""
    with small_disk(tmp_path / "disk") as folder:
        database = Database(f"sqlite:///{folder / 'crisis.db'}")
        migrate(database)
        database.close()
        if folder.stat().st_dev != tmp_path.stat().st_dev:
            ballast = folder / "ballast"
            ballast.write_bytes(b"x" * 300_000)
            make_room = ballast.unlink
        else:
            make_room = small_pages(database)
        work = Work(database)
        yield work, make_room
        work.close()


def fill_up(work: Work) -> int:
    """Write until the disk refuses; how many acts were acknowledged."""
    for done in range(5000):
        try:
            note(work, "满" * 1000, op_id=f"filling-{done:06d}")
        except StorageFull:
            return done
    raise AssertionError("the disk never filled: the fault did not fire")


@pytest.mark.covers("A")
def test_a_full_disk_refuses_and_nothing_is_half_written(nearly_full: tuple[Work, Callable[[], None]]) -> None:
    work, _ = nearly_full
    done = fill_up(work)
    assert done > 0
    with work.reading() as conn:
        assert head(conn, DESK) == done
        assert conn.scalar(select(func.count()).select_from(ops)) == done
    assert numbers(work.database) == list(range(1, done + 1))
    assert faults(work.database) == []


@pytest.mark.covers("A")
def test_writing_goes_on_without_a_restart_when_there_is_room_again(
    nearly_full: tuple[Work, Callable[[], None]],
) -> None:
    work, make_room = nearly_full
    done = fill_up(work)
    make_room()
    assert note(work, "满" * 1000, op_id=f"filling-{done:06d}")["seq"] == done + 1
    assert faults(work.database) == []


@pytest.mark.covers("A")
def test_all_who_share_a_commit_that_finds_no_room_are_told_so(nearly_full: tuple[Work, Callable[[], None]]) -> None:
    work, _ = nearly_full
    done = fill_up(work)
    found = in_parallel([lambda n=n: note(work, "满" * 20_000, op_id=f"together-{n:03d}") for n in range(12)])
    refused = [f for f in found if isinstance(f, Exception)]
    assert refused, "the fault did not fire"
    assert [type(f) for f in refused] == [StorageFull] * len(refused)
    assert numbers(work.database) == list(range(1, done + 1 + len(found) - len(refused)))
    assert faults(work.database) == []
