"""Marks and comments by command: what they lay over the record, and that they leave it alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crisis.domain.errors import Absent, IllegalMove, NotAllowed
from crisis.store.timeline import comments, marks
from crisis.views import timeline as views
from crisis.views.board_events import SHOWN, key_events
from crisis.views.projection import Audience
from crisis.views.room import crisis_row, snapshot
from crisis.views.today import asked
from tests.commands.cast import HOUR, House
from tests.commands.scenarios_aftermath import record
from tests.commands.scenarios_timeline import noted, seat

LEAD, BOARD = Audience("lead", "zh"), Audience("executive", "zh")


def page(house: House, audience: Audience = LEAD, **wish: Any) -> dict[str, Any]:
    with house.work.reading() as conn:
        return views.timeline(conn, house.room, audience, "Asia/Shanghai", **wish)


def drawn(house: House, seq: int) -> dict[str, Any]:
    return next(row for row in page(house)["rows"] if row["seq"] == seq)


def test_the_record_is_the_same_bytes_after_everything_was_laid_over_it(sqlite_house: House) -> None:
    house = sqlite_house
    seq = noted(house, "su")
    (before,) = (e for e in house.told(f"crisis:{house.room}") if e.seq == seq)
    house.here("timeline.retitle_entry", "su", seq=seq, title="客户接受明日到店")
    house.here("timeline.pin", "lin", seq=seq)
    house.here("timeline.tell", "he", seq=seq)
    house.here("comments.comment", "he", seq=seq, words="@吴桐 请核对")
    house.here("timeline.strike", "su", seq=seq, reason="记错了客户")
    (after,) = (e for e in house.told(f"crisis:{house.room}") if e.seq == seq)
    assert after == before
    shown = drawn(house, seq)
    assert (shown["sentence"], shown["original"]) == ("客户接受明日到店", "苏敏 已与客户通话")
    assert shown["struck"] == {"who": "苏敏", "why": "记错了客户"}
    assert (shown["pinned"], shown["story"], shown["talk"]["all"]) == (True, True, 1)


def test_the_recorded_words_come_back_when_the_better_ones_are_taken_away(sqlite_house: House) -> None:
    seq = noted(sqlite_house, "su")
    sqlite_house.here("timeline.retitle_entry", "su", seq=seq, title="客户接受明日到店")
    sqlite_house.here("timeline.retitle_entry", "su", seq=seq, title="")
    shown = drawn(sqlite_house, seq)
    assert (shown["sentence"], shown["original"], shown["titled_by"]) == ("苏敏 已与客户通话", "", "")


@pytest.mark.parametrize(
    ("act", "wish", "again"),
    [
        ("pin", {}, "entry.pinned"),
        ("tell", {}, "entry.in_story"),
        ("strike", {"reason": "x"}, "entry.struck"),
        ("retitle_entry", {"title": "x"}, "entry.same_title"),
    ],
)
def test_what_lies_over_an_entry_already_is_refused(
    sqlite_house: House, act: str, wish: dict[str, Any], again: str
) -> None:
    seq = noted(sqlite_house, "lin")
    sqlite_house.here(f"timeline.{act}", "lin", seq=seq, **wish)
    with pytest.raises(IllegalMove) as refused:
        sqlite_house.here(f"timeline.{act}", "lin", seq=seq, **wish)
    assert refused.value.code == again


def test_only_what_was_typed_can_be_struck(sqlite_house: House) -> None:
    seq = sqlite_house.here("crises.state_position", "lin", position="不回避")["seq"]
    with pytest.raises(IllegalMove) as refused:
        sqlite_house.here("timeline.strike", "lin", seq=seq, reason="x")
    assert refused.value.code == "entry.not_typed"


@pytest.mark.parametrize("seq", [0, -1, 9_999, 2**31, 2**70])
def test_an_entry_that_is_none_is_absent(sqlite_house: House, seq: int) -> None:
    with pytest.raises(Absent):
        sqlite_house.here("timeline.pin", "lin", seq=seq)


def test_a_colleague_may_not_strike_what_another_wrote(sqlite_house: House) -> None:
    seq = noted(sqlite_house, "su")
    with pytest.raises(NotAllowed):
        sqlite_house.here("timeline.strike", "he", seq=seq, reason="x")
    assert sqlite_house.rows(marks) == []


def test_an_entry_pinned_when_it_is_typed_stands_among_the_pins(sqlite_house: House) -> None:
    seq = sqlite_house.here("log.add_entry", "su", entry="王先生明早到店", pinned=True)["seq"]
    assert [row["seq"] for row in page(sqlite_house)["pins"]] == [seq]


# --- pages -----------------------------------------------------------------------------------------------------


def test_pages_of_fifty_hold_every_entry_once_in_either_order(sqlite_house: House) -> None:
    house = sqlite_house
    for n in range(120):
        house.here("log.add_entry", "su", entry=f"第{n}条", occurred_at=house.at - timedelta(minutes=(n * 37) % 90))
    for order in ("recorded", "occurred"):
        told, before, sizes = [], None, []
        while True:
            found = page(house, order=order, before=before)
            told += found["rows"]
            sizes.append(len(found["rows"]))
            before = found["older"]
            if before is None:
                break
        keys = [(row["happened_at"], row["seq"]) if order == "occurred" else row["seq"] for row in told]
        assert keys == sorted(set(keys), reverse=True)
        assert set(sizes[:-1]) == {50}
        with house.work.reading() as conn:
            every = snapshot(conn, house.room, LEAD, recent=10_000)["timeline"]
        assert {str(row["seq"]) for row in told} == set(every)


def test_a_filter_fills_its_page_with_its_own_kind(sqlite_house: House) -> None:
    for n in range(4):
        sqlite_house.here("log.add_entry", "lin", entry=f"决定{n}", kind="decision")
        for m in range(20):
            sqlite_house.here("log.add_entry", "su", entry=f"记录{n}-{m}")
    found = page(sqlite_house, only="decision")
    assert {row["group"] for row in found["rows"]} == {"decision"}
    assert sum("决定：决定" in row["sentence"] for row in found["rows"]) == 4


def test_the_board_gets_no_words_that_people_typed(sqlite_house: House) -> None:
    house = sqlite_house
    seq = house.here("seats.take_seat", "wu", seat_id=seat(house, "TECH"))["seq"]
    house.here("timeline.retitle_entry", "lin", seq=seq, title="秘密的说法")
    house.here("timeline.pin", "lin", seq=seq)
    house.here("comments.comment", "he", seq=seq, words="秘密的评论")
    found = page(house, BOARD)
    assert found["pins"] == []
    (row,) = (r for r in found["rows"] if r["seq"] == seq)
    assert (row["original"], row["talk"], row["pinned"]) == ("", {"all": 0, "last": None}, False)
    assert "秘密" not in str(found)
    with house.work.reading() as conn, pytest.raises(Absent):
        views.story(conn, house.room, BOARD, "Asia/Shanghai")


def test_the_story_is_told_in_the_order_in_which_it_happened(sqlite_house: House) -> None:
    house = sqlite_house
    late = noted(house, "su", "到店")
    early = house.here("log.add_entry", "su", entry="接到电话", occurred_at=house.at - HOUR)["seq"]
    for seq in (late, early):
        house.here("timeline.tell", "he", seq=seq)
    with house.work.reading() as conn:
        assert [row["seq"] for row in views.story(conn, house.room, LEAD, "Asia/Shanghai")] == [early, late]


# --- comments --------------------------------------------------------------------------------------------------


def waits_for(house: House, name: str) -> list[str]:
    with house.work.reading() as conn:
        return [one["title"] for one in asked(conn, house.who(name), {house.room: "INC"}, "zh")]


def test_a_comment_waits_for_whoever_it_names_until_it_is_resolved(sqlite_house: House) -> None:
    house = sqlite_house
    told = house.here("comments.comment", "he", seq=noted(house, "su"), words="@吴桐 请核对，@莫言之 不在场")
    assert (waits_for(house, "wu"), waits_for(house, "mo"), waits_for(house, "he")) == (
        ["@吴桐 请核对，@莫言之 不在场"],
        [],
        [],
    )
    with pytest.raises(NotAllowed):
        house.here("comments.resolve", "su", comment_id=told["id"])
    house.here("comments.resolve", "wu", comment_id=told["id"])
    assert waits_for(house, "wu") == []
    with pytest.raises(IllegalMove):
        house.here("comments.resolve", "he", comment_id=told["id"])
    assert [row.resolved_by for row in house.rows(comments)] == ["吴桐"]


def test_what_is_pinned_stays_on_top_of_the_board_and_typed_words_stay_off_it(sqlite_house: House) -> None:
    house = sqlite_house
    stream = f"crisis:{house.room}"
    first = next(e.seq for e in house.told(stream) if e.kind.startswith("crisis."))
    typed = noted(house, "su")
    for level in ("III", "II", "I", "II") * 2:
        house.here("crises.change_level", "lin", level=level, reason="x")
    for seq in (first, typed):
        house.here("timeline.pin", "lin", seq=seq)
    with house.work.reading() as conn:
        told = key_events(conn, crisis_row(conn, house.room), BOARD)
    assert [(e["seq"] == first, e["pinned"]) for e in told] == [(True, True), *[(False, False)] * SHOWN]
    assert typed not in {e["seq"] for e in told}


def test_no_words_are_laid_over_what_only_a_few_may_read(sqlite_house: House) -> None:
    house = sqlite_house
    record(house)
    (written,) = [e for e in house.told(f"crisis:{house.room}") if e.kind == "record.written"]
    wishes = {"comments.comment": {"words": "罚款太轻"}, "timeline.retitle_entry": {"title": "罚款"}}
    for name, words in wishes.items():
        with pytest.raises(IllegalMove) as refused:
            house.here(name, "lin", seq=written.seq, **words)
        assert refused.value.code == "entry.for_fewer"
    assert (house.rows(comments), house.rows(marks)) == ([], [])
