"""Files by command, on both databases: what they lay over the record, who is refused, and what a withdrawn one leaves."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import func, select

from crisis.commands.attachments import add_entry_with
from crisis.domain import attachment as rules
from crisis.domain.errors import Absent, IllegalMove, Invalid, NotAllowed, Refused, TooLarge
from crisis.store import attachments as store
from crisis.store.attachments import attachments, file_pieces
from crisis.views import attachments as views, timeline
from crisis.views.envelope import envelope
from crisis.views.projection import Audience
from tests.commands.cast import House
from tests.commands.pictures import HTML, PDF, PLACE, jpeg, png
from tests.commands.scenarios_attachments import laid
from tests.commands.scenarios_timeline import noted

LEAD, BOARD, AUDIT = Audience("lead", "zh"), Audience("executive", "zh"), Audience("auditor", "en")


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def shown(house: House, seq: int, audience: Audience = LEAD) -> list[dict[str, Any]]:
    with house.work.reading() as conn:
        (part,) = timeline.at(conn, house.room, [seq], audience, "Asia/Shanghai")
    return list(part["files"])


def fetched(house: House, attachment_id: int, audience: Audience = LEAD) -> bytes:
    with house.work.reading() as conn:
        row = views.readable(conn, house.room, attachment_id, audience)
    return b"".join(views.content(house.work, row.sha256))


def test_the_event_names_the_hash_of_the_bytes_that_are_kept(house: House) -> None:
    photo = jpeg()
    seq = noted(house, "su")
    told = house.here("attachments.attach", "wu", seq=seq, files=[("零件.jpg", photo), ("来函.pdf", PDF)])
    kept = [fetched(house, one["id"]) for one in told["attachments"]]
    said = [e.payload["params"] for e in house.told(f"crisis:{house.room}") if e.kind == "attachment.added"]
    assert (
        [one["sha256"] for one in said]
        == [sha(content) for content in kept]
        == [one["sha256"] for one in told["attachments"]]
    )
    assert kept[1] == PDF and PLACE in photo and PLACE not in kept[0]
    assert [row.sent_sha256 for row in house.rows(attachments)] == [sha(photo), sha(PDF)]
    assert [(one["name"], one["open"]) for one in shown(house, seq)] == [("零件.jpg", True), ("来函.pdf", True)]


def test_the_same_bytes_are_kept_once_for_all_who_attach_them(house: House) -> None:
    first, second = laid(house, "su", "a.pdf", PDF), laid(house, "wu", "b.pdf", PDF)
    assert [row.sha256 for row in house.rows(file_pieces)] == [sha(PDF)]
    house.here("attachments.withdraw_attachment", "su", attachment_id=first, reason="x")
    assert fetched(house, second) == PDF


def test_a_large_file_comes_back_piece_by_piece_as_it_was(house: House) -> None:
    letter = PDF + bytes(range(256)) * (3 * store.PIECE // 256) + b"end"
    number = laid(house, "su", "a.pdf", letter)
    assert fetched(house, number) == letter
    assert [row.number for row in house.rows(file_pieces)] == [0, 1, 2, 3]


def test_one_file_that_may_not_be_kept_refuses_all(house: House) -> None:
    seq = noted(house, "su")
    before = house.ledger()
    with pytest.raises(Invalid) as refused:
        house.here("attachments.attach", "su", seq=seq, files=[("a.png", png()), ("b.png", HTML)])
    assert (refused.value.params["name"], house.ledger()) == ("b.png", before)


def test_a_full_entry_takes_no_more_and_a_withdrawn_file_makes_no_room(house: House) -> None:
    seq = noted(house, "su")
    many = [(f"{n}.png", png(n + 1, 1)) for n in range(rules.MOST_ON_ENTRY)]
    told = house.here("attachments.attach", "su", seq=seq, files=many)
    house.here("attachments.withdraw_attachment", "su", attachment_id=told["attachments"][0]["id"], reason="x")
    before = house.ledger()
    with pytest.raises(IllegalMove) as refused:
        house.here("attachments.attach", "su", seq=seq, files=[("a.png", png())])
    assert (refused.value.code, house.ledger()) == ("attachment.entry_full", before)
    assert laid(house, "su") > 0


def test_a_withdrawn_file_is_named_and_out_of_everybodys_reach(house: House) -> None:
    number = laid(house, "su", "客户.png")
    (row,) = house.rows(attachments)
    house.here("attachments.withdraw_attachment", "lin", attachment_id=number, reason="附错了客户")
    for audience in (LEAD, AUDIT):
        (one,) = shown(house, row.seq, audience)
        assert (one["name"], one["gone"], one["open"]) == ("客户.png", {"who": "林岚", "why": "附错了客户"}, False)
        with pytest.raises(Absent) as absent:
            fetched(house, number, audience)
        assert absent.value.code == "attachment.gone"
    with pytest.raises(IllegalMove):
        house.here("attachments.withdraw_attachment", "su", attachment_id=number, reason="x")
    assert sha(b"".join(r.content for r in house.rows(file_pieces, sha256=row.sha256))) == row.sha256


def test_what_is_struck_takes_its_files_out_of_reach_and_carries_no_more(house: House) -> None:
    number = laid(house, "su")
    (row,) = house.rows(attachments)
    house.here("timeline.strike", "su", seq=row.seq, reason="记错了客户")
    (one,) = shown(house, row.seq)
    assert (one["open"], one["gone"]) == (False, None)
    with pytest.raises(Absent) as absent:
        fetched(house, number)
    assert absent.value.code == "attachment.struck"
    with pytest.raises(IllegalMove) as refused:
        house.here("attachments.attach", "su", seq=row.seq, files=[("a.png", png())])
    assert refused.value.code == "entry.struck"


def test_a_colleague_withdraws_nothing_that_another_attached(house: House) -> None:
    number = laid(house, "su")
    with pytest.raises(NotAllowed):
        house.here("attachments.withdraw_attachment", "wu", attachment_id=number, reason="x")
    assert fetched(house, number) == png()


def test_a_file_of_another_room_is_in_no_reach_of_this_one(house: House) -> None:
    number, here = laid(house, "su"), house.room
    house.room = house.do("crises.declare", "lin", title="另一件事")["id"]
    with pytest.raises(Absent):
        fetched(house, number)
    with pytest.raises(Absent):
        house.here("attachments.withdraw_attachment", "lin", attachment_id=number, reason="x")
    house.room = here
    assert fetched(house, number) == png()


def test_the_board_hears_of_no_file_and_sees_none(house: House) -> None:
    number = laid(house, "su", "客户张三.png")
    told = house.told(f"crisis:{house.room}")
    assert "客户张三" in repr([envelope(e, AUDIT) for e in told])
    assert "客户张三" not in repr([envelope(e, BOARD) for e in told])
    with pytest.raises(Absent):
        fetched(house, number, BOARD)
    with pytest.raises(Absent):
        fetched(house, number, Audience("admin", "zh"))


def test_an_entry_that_fewer_may_read_carries_no_file(house: House) -> None:
    written = {"tier": "leadership", "role": "x", "measures": ["检讨"], "finding": "x"}
    seq = house.here("accountability.write_record", "lin", **written)["seq"]
    with pytest.raises(IllegalMove) as refused:
        house.here("attachments.attach", "lin", seq=seq, files=[("a.png", png())])
    assert refused.value.code == "attachment.not_here"


# --- an entry that brings files --------------------------------------------------------------------------------


def typed(house: House, who: str, files: list[tuple[str, bytes]], op_id: str = "typed-with-files") -> dict[str, Any]:
    wish: dict[str, Any] = {
        "crisis_id": house.room,
        "entry": "拆下的螺栓",
        "files": files,
        "op_id": op_id,
        "at": house.at,
    }
    return add_entry_with(house.work, house.who(who), **wish)


def test_an_entry_brings_its_files_and_the_same_wish_again_adds_nothing(house: House) -> None:
    told = typed(house, "su", [("a.png", png()), ("b.pdf", PDF)])
    after = house.ledger()
    assert typed(house, "su", [("a.png", png()), ("b.pdf", PDF)]) == told
    assert house.ledger() == after
    assert [one["name"] for one in shown(house, told["seq"])] == ["a.png", "b.pdf"]


def test_a_wish_that_was_cut_off_after_its_entry_is_made_whole_by_sending_it_again(house: House) -> None:
    entry = house.here("log.add_entry", "su", entry="拆下的螺栓", op_id="typed-with-files")
    assert typed(house, "su", [("a.png", png())])["seq"] == entry["seq"]
    assert [one["name"] for one in shown(house, entry["seq"])] == ["a.png"]


@pytest.mark.parametrize(
    ("who", "files", "refusal"),
    [
        ("su", [("a.png", HTML)], Invalid),
        ("su", [("a.pdf", PDF + b" " * rules.MOST_BYTES)], TooLarge),
        ("shop", [("a.png", png())], NotAllowed),
        ("zheng", [("a.png", png())], NotAllowed),
        ("mo", [("a.png", png())], Absent),
    ],
)
def test_an_entry_whose_files_are_refused_is_not_recorded(
    house: House, who: str, files: list[tuple[str, bytes]], refusal: type[Refused]
) -> None:
    before = house.ledger()
    with pytest.raises(refusal):
        typed(house, who, files)
    assert house.ledger() == before


# --- the record proves its files -------------------------------------------------------------------------------


def faults(house: House) -> list[str]:
    with house.work.reading() as conn:
        return [what for _, _, what in store.verify(conn)]


def test_the_record_finds_a_file_that_was_changed_or_removed(sqlite_house: House) -> None:
    house = sqlite_house
    laid(house, "su", "a.pdf", PDF)
    laid(house, "su", "b.png", png())
    assert faults(house) == []
    with house.work.database.writer.begin() as conn:
        for verb in ("update", "delete"):
            with pytest.raises(Exception, match="append-only: file_pieces"):
                conn.exec_driver_sql(
                    {"update": "UPDATE file_pieces SET number = 1", "delete": "DELETE FROM file_pieces"}[verb]
                )
            conn.exec_driver_sql(f"DROP TRIGGER file_pieces_no_{verb}")
        conn.execute(file_pieces.update().where(file_pieces.c.sha256 == sha(PDF)).values(content=PDF + b" "))
    assert faults(house) == ["file"]
    with house.work.database.writer.begin() as conn:
        conn.execute(file_pieces.delete())
    assert faults(house) == ["file", "file"]


def test_the_record_finds_a_row_that_names_another_file(sqlite_house: House) -> None:
    laid(sqlite_house, "su", "a.pdf", PDF)
    laid(sqlite_house, "su", "b.png", png())
    with sqlite_house.work.database.writer.begin() as conn:
        conn.execute(attachments.update().where(attachments.c.name == "a.pdf").values(sha256=sha(png())))
    assert faults(sqlite_house) == ["file"]


def test_nothing_is_kept_for_whoever_may_not_attach(sqlite_house: House) -> None:
    seq = noted(sqlite_house, "su")
    for who in ("zheng", "han", "shop"):
        with pytest.raises(NotAllowed):
            sqlite_house.here("attachments.attach", who, seq=seq, files=[("a.png", png())])
    with sqlite_house.work.reading() as conn:
        assert conn.scalar(select(func.count()).select_from(file_pieces)) == 0
