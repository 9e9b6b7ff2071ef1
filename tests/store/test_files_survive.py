"""A file that was acknowledged survives a kill with its entry, its row and every byte; what was cut off is made whole again."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import select

from crisis.cli import main
from crisis.domain.errors import StorageFull
from crisis.store import attachments as store
from crisis.store.attachments import attachments, file_pieces
from crisis.store.database import Database
from crisis.store.events import events, verify
from crisis.store.unit_of_work import Work
from tests.commands.cast import House, move_in
from tests.store.attacher import letter, wish
from tests.store.until_killed import ROOT, SEED, lines, written_until_killed

ROUNDS = 5


def held(work: Work) -> dict[str, tuple[int, str]]:
    """Of every wish whose entry is there: the entry's number and the hash that its file's row names ("" without one)."""
    with work.reading() as conn:
        typed = conn.execute(select(events.c.op_id, events.c.seq).where(events.c.kind == "log.note")).all()
        rows = {row.seq: row.sha256 for row in conn.execute(select(attachments))}
    return {row.op_id: (row.seq, rows.get(row.seq, "")) for row in typed}


def faults(work: Work) -> list[tuple[str, int, str]]:
    with work.reading() as conn:
        return [*verify(conn), *store.verify(conn)]


def acknowledged(log: Path) -> dict[str, tuple[int, str]]:
    return {op_id: (int(seq), sha256) for op_id, seq, sha256 in lines(log)}


def made_whole(work: Work, house: House, unanswered: Iterable[str]) -> None:
    """Whoever was not answered sends the same wish again: it has one entry, and its file."""
    before = held(work)
    for op_id in unanswered:
        seq = wish(work, house.ids["lin"], house.room, op_id)["seq"]
        assert held(work)[op_id] == (before[op_id][0], store.fingerprint(letter(op_id))) == (seq, held(work)[op_id][1])
    assert faults(work) == []


def killed_again_and_again(url: str, log: Path, house: House, rounds: int) -> None:
    chance, unanswered = random.Random(SEED), 0
    who = (str(house.ids["lin"]), str(house.room))
    for _ in range(rounds):
        pause = chance.uniform(0, 0.3)
        assert written_until_killed("tests.store.attacher", url, log, *who, after=pause) == -signal.SIGKILL
        work, told = Work(Database(url)), acknowledged(log)
        there = held(work)
        assert {op_id: there.get(op_id) for op_id in told} == told
        assert faults(work) == []
        made_whole(work, house, there.keys() - told.keys())
        unanswered += len(there.keys() - told.keys())
        work.close()
    print(f"INV A2 {url.partition(':')[0]} kills={rounds} acked={len(told)} unanswered={unanswered} lost=0 seed={SEED}")


@pytest.mark.covers("A")
def test_no_acknowledged_file_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'crisis.db'}"
    house = move_in(Database(url))
    house.work.close()
    killed_again_and_again(url, tmp_path / "log", house, ROUNDS)


@pytest.mark.covers("A")
def test_no_acknowledged_file_is_lost_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    house = move_in(Database(postgres_url))
    house.work.close()
    killed_again_and_again(postgres_url, tmp_path / "log", house, 2)


@pytest.mark.covers("A")
@pytest.mark.parametrize(("fatal", "file"), [("log.note", False), ("attachment.added", True)])
def test_a_kill_between_the_entry_and_its_file_is_made_good_by_the_same_wish(
    tmp_path: Path, fatal: str, file: bool
) -> None:
    house = move_in(Database(f"sqlite:///{tmp_path / 'crisis.db'}"))
    words = [house.work.database.url, str(tmp_path / "log"), str(house.ids["lin"]), str(house.room), fatal]
    assert subprocess.call([sys.executable, "-m", "tests.store.attacher", *words], cwd=ROOT) == -signal.SIGKILL
    there = held(house.work)
    assert acknowledged(tmp_path / "log") == {}
    assert file in {bool(sha256) for _, sha256 in there.values()}
    assert faults(house.work) == []
    made_whole(house.work, house, there)
    house.work.close()


@pytest.mark.covers("A")
def test_bytes_that_no_row_came_to_name_are_in_nobodys_way(house: House) -> None:
    """A kill between the bytes and the entry leaves these; the same file attached later finds them there."""
    content = letter("cut-off-there")
    with house.work.database.writer.begin() as conn:
        store.keep(conn, store.fingerprint(content), content)
    before = house.rows(file_pieces)
    assert len(before) == 3 and faults(house.work) == []
    wish(house.work, house.ids["lin"], house.room, "cut-off-there")
    assert house.rows(file_pieces) == before
    assert [row.sha256 for row in house.rows(attachments)] == [store.fingerprint(content)]


# --- a full disk and a copy ------------------------------------------------------------------------------------


@pytest.mark.covers("A")
def test_a_file_that_finds_no_room_is_refused_with_its_entry_and_leaves_nothing(tmp_path: Path) -> None:
    house = move_in(Database(f"sqlite:///{tmp_path / 'crisis.db'}"))
    house.work.close()
    with house.work.database.writer.connect() as conn:  # an entry fits in, a large file does not
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + 100}")
    before = house.ledger()
    with pytest.raises(StorageFull):
        wish(house.work, house.ids["lin"], house.room, "finds-no-room")
    assert house.ledger() == before
    seq = house.here("log.add_entry", "lin", entry="还能写")["seq"]
    with pytest.raises(StorageFull):
        house.here("attachments.attach", "lin", seq=seq, files=[("来函.pdf", letter("finds-no-room"))])
    assert house.rows(attachments) == [] == house.rows(file_pieces)
    assert faults(house.work) == []
    house.work.close()
    roomy = Work(Database(house.work.database.url))
    assert wish(roomy, house.ids["lin"], house.room, "finds-no-room")["seq"] > seq
    assert faults(roomy) == []
    roomy.close()


def test_a_copy_holds_every_file_and_says_when_one_is_not_what_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "var").mkdir()
    house = move_in(Database(f"sqlite:///{tmp_path / 'var' / 'crisis.db'}"))
    wish(house.work, house.ids["lin"], house.room, "kept-in-a-copy")
    house.work.close()
    copy, other = str(tmp_path / "copy.db"), str(tmp_path / "other")
    assert main(["backup", copy, "--data", str(tmp_path / "var")]) == 0
    assert main(["restore", copy, "--data", other]) == 0
    restored = Database(f"sqlite:///{other}/crisis.db")
    with restored.reader.connect() as conn:
        assert b"".join(store.pieces(conn, store.fingerprint(letter("kept-in-a-copy")))) == letter("kept-in-a-copy")
    with restored.writer.begin() as conn:
        conn.exec_driver_sql("DROP TRIGGER file_pieces_no_delete")
        conn.execute(file_pieces.delete().where(file_pieces.c.number == 1))
    restored.close()
    capsys.readouterr()
    assert main(["verify", "--data", other]) == 1
    assert "file does not fit" in capsys.readouterr().err
