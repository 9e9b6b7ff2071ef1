"""Persons and matters put right by hand: what counts afterwards, what stays so after a restart, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from crisis.commands.desk import Desk
from crisis.detection.lattice import Lattice
from crisis.domain.errors import IllegalMove, Invalid
from crisis.store.crises import crises
from crisis.store.intake import intake, warnings
from crisis.store.listening import hand_acts
from tests.commands.cast import ORG, House
from tests.commands.scenarios_desk import came
from tests.commands.scenarios_listening import HOT, WHY

ABOUT = {"product": "Q3", "branch": "东门店"}


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def voice(house: House, key: str, words: str = HOT, **more: Any) -> dict[str, Any]:
    house.later(minutes=30)
    return came(house, f"{words}{key}", customer_key=key, customer_name=f"顾客{key}", **{**ABOUT, **more})


def persons(house: House, intake_id: int) -> int:
    """Distinct reporters of the matter of this record, as the listener has them now."""
    matter = house.rows(intake, id=intake_id)[0].matter
    with house.work.reading() as conn, house.work.desk.reading():
        return len(house.work.desk.standing(conn).matters.all[matter].reporters)


def restarted(house: House) -> House:
    """The same rows, and a listener that has to hear everything again."""
    house.work.desk = Desk(ORG)
    return house


def test_two_who_are_one_count_once_also_after_a_restart(house: House) -> None:
    first, second = voice(house, "A1")["id"], voice(house, "B2")["id"]
    assert persons(house, second) == 2
    house.do("groups.merge_senders", "su", intake_id=second, other_id=first, reason=WHY)
    assert persons(house, second) == 1
    assert persons(restarted(house), second) == 1


def test_a_later_message_of_either_is_the_same_person(house: House) -> None:
    first, second = voice(house, "A1")["id"], voice(house, "B2")["id"]
    house.do("groups.merge_senders", "su", intake_id=second, other_id=first, reason=WHY)
    voice(house, "A1", "空调今天还是热风。")
    third = voice(house, "B2", "空调还是不制冷。")["id"]
    assert persons(house, third) == 1


def test_one_who_is_two_counts_twice_and_no_mark_joins_them_again(house: House) -> None:
    voice(house, "A1", attrs={"phone": "13800138000"})
    second = voice(house, "B2", attrs={"phone": "13800138000"})["id"]
    assert persons(house, second) == 1
    house.do("groups.split_sender", "su", intake_id=second, reason="两位车主合用一部电话")
    assert persons(house, second) == 2
    again = voice(house, "B2", "空调又不行了。", attrs={"phone": "13800138000"})["id"]
    assert persons(house, again) == 2
    assert persons(restarted(house), again) == 2


def test_a_group_that_becomes_full_by_hand_waits_on_the_desk_and_opens_no_room(house: House) -> None:
    first, _ = voice(house, "A1")["id"], voice(house, "B2")["id"]
    third = voice(house, "C3", "你们空调的事我也想说，坏了。", product=None, branch=None)["id"]
    before = len(house.rows(crises))
    if house.rows(intake, id=third)[0].matter != house.rows(intake, id=first)[0].matter:
        house.do("groups.attach", "su", intake_id=third, other_id=first, reason="电话里确认是同一款车")
    waiting = [w for w in house.rows(warnings, state="waiting") if "T-GROUP" in w.codes]
    assert len(house.rows(crises)) == before
    assert len({w.matter for w in waiting}) == len(waiting) <= 1


def test_a_record_taken_out_stands_alone_and_its_matter_forgets_its_sender(house: House) -> None:
    first, second = voice(house, "A1")["id"], voice(house, "B2")["id"]
    house.do("groups.detach", "lin", intake_id=second, reason="说的是另一家店的事")
    one, two = house.rows(intake, id=first)[0], house.rows(intake, id=second)[0]
    assert one.matter != two.matter
    assert (persons(house, first), persons(house, second)) == (1, 1)
    assert (persons(restarted(house), first), persons(house, second)) == (1, 1)


def test_a_record_joins_a_room_and_leaves_it(house: House) -> None:
    record = voice(house, "A1")["id"]
    house.do("groups.attach", "lin", intake_id=record, crisis_id=house.room, reason=WHY)
    assert house.rows(intake, id=record)[0].crisis_id == house.room
    assert house.crisis().matter == house.rows(intake, id=record)[0].matter
    assert [e.kind for e in house.told(f"crisis:{house.room}")].count("intake.joined") == 1
    house.do("groups.detach", "lin", intake_id=record, reason="说的是别家的车")
    assert house.rows(intake, id=record)[0].crisis_id is None


def test_the_record_that_opened_a_room_cannot_leave_it(house: House) -> None:
    opened = came(house, "刹车失灵撞上护栏，我妻子受伤住院。", customer_key="K-9", **ABOUT)
    assert opened["crisis_id"] is not None
    with pytest.raises(IllegalMove) as refused:
        house.do("groups.detach", "lin", intake_id=opened["id"], reason=WHY)
    assert refused.value.code == "group.opened_the_room"


@pytest.mark.parametrize(
    ("command", "wish", "code"),
    [
        ("groups.merge_senders", {"other_id": 1, "reason": WHY}, "group.same_already"),
        ("groups.merge_senders", {"other_id": 1, "reason": " "}, "field.required"),
        ("groups.split_sender", {"reason": WHY}, "group.tied_to_nobody"),
        ("groups.attach", {"other_id": 1, "reason": WHY}, "field.required"),
        ("groups.detach", {"reason": WHY}, "group.alone"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    house: House, command: str, wish: dict[str, Any], code: str
) -> None:
    record = voice(house, "A1")["id"]
    assert record == 1
    with pytest.raises((IllegalMove, Invalid)) as refused:
        house.do(command, "lin", intake_id=record, **wish)
    assert refused.value.code == code
    assert house.rows(hand_acts) == []


def test_a_decision_is_done_again_by_a_listener_that_is_rebuilt(house: House) -> None:
    record = voice(house, "A1", "再没人管我就去媒体曝光你们。")
    house.do("warnings.dismiss", "lin", warning_id=record["warning_id"], reason="已经和解")
    matter = house.rows(intake, id=record["id"])[0].matter
    with house.work.reading() as conn:
        assert restarted(house).work.desk.standing(conn).matters.all[matter].dismissed is not None


@pytest.mark.parametrize("told", [{"series": "product/Q3", "size": "XL"}, {"series": "", "size": "L"}, {"size": "L"}])
def test_a_stored_sensitivity_that_no_door_takes_is_passed_over_and_said(
    house: House, told: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    voice(house, "A1")
    house.do("sensitivity.tune_series", "lin", series="product/Q3", size="S")
    with house.work.database.writer.begin() as conn:
        kept = {"after": 1, "intake_id": None, "reason": "", "by_name": "林岚", "at": house.at}
        conn.execute(insert(hand_acts).values(kind="tuned", told=told, **kept))
    with house.work.reading() as conn:
        assert restarted(house).work.desk.standing(conn).counts.sizes == {"product/Q3": "S"}
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_checkpoint_with_an_unknown_size_is_read_as_delivered(house: House) -> None:
    voice(house, "A1")
    with house.work.reading() as conn:
        state = house.work.desk.standing(conn).counts.state()
    assert Lattice.restore({**state, "sizes": {"product/Q3": "XL", "branch/东门店": "L"}}).sizes == {
        "branch/东门店": "L"
    }
