"""The crisis itself, its seats and members."""

from __future__ import annotations

from typing import Any

from crisis.store.crises import grants, seats
from tests.commands.cast import HOUR, House
from tests.commands.scenario import Wish, scenario
from tests.commands.scenarios_desk import drafted


@scenario("crises.declare", "su", "crisis.open", closed="")
def with_two_playbooks(house: House) -> Wish:
    return {"title": "群体投诉", "playbooks": ["PB-SERVICE", "PB-GROUP"], "t0": house.at - HOUR, "level": "II"}


@scenario("crises.confirm_crisis", "lin", "crisis.confirm")
def from_inside(house: House) -> Wish:
    return {"crisis_id": drafted(house)["crisis_id"]}


@scenario("crises.dismiss_crisis", "lin", "crisis.dismiss")
def off_the_board(house: House) -> Wish:
    return {"crisis_id": drafted(house)["crisis_id"], "reason": "误报"}


def in_room(house: House, **wish: Any) -> Wish:
    return {"crisis_id": house.room, **wish}


@scenario("crises.change_level", "lin", "crisis.level")
def raised(house: House) -> Wish:
    return in_room(house, level="II", reason="媒体开始转载")


@scenario("crises.change_level", "lin", "crisis.level")
def lowered(house: House) -> Wish:
    house.here("crises.change_level", "lin", level="I", reason="媒体开始转载")
    house.later(hours=2)
    return in_room(house, level="III", reason="转载停止")


@scenario("crises.request_stage", "lin", "stage.request")
def to_subsiding(house: House) -> Wish:
    house.later(hours=3)
    return in_room(house, stage=4, reason="无新来件", grounds=["remedy_agreed", "truth_published"])


@scenario("crises.correct_t0", "lin", "crisis.t0")
def an_earlier_post_was_found(house: House) -> Wish:
    return in_room(house, t0=house.at - 3 * HOUR, reason="凌晨已有视频")


@scenario("crises.state_position", "lin", "crisis.level")
def one_line(house: House) -> Wish:
    return in_room(house, position="先救人，后查因")


@scenario("crises.find_responsibility", "lin", "crisis.level")
def it_was_ours(house: House) -> Wish:
    return in_room(house, finding="company", basis="检测报告")


@scenario("crises.retitle", "lin", "crisis.level")
def in_better_words(house: House) -> Wish:
    return in_room(house, title="刹车事件")


@scenario("crises.schedule_update", "he", "entry.add")
def in_an_hour(house: House) -> Wish:
    return in_room(house, next_at=house.at + HOUR)


@scenario("crises.join_playbook", "lin", "crisis.level")
def a_second_one(house: House) -> Wish:
    return in_room(house, playbook="PB-GROUP")


@scenario("crises.tick", "console", closed="silent")
def two_days_later(house: House) -> Wish:
    house.later(hours=49)
    return in_room(house)


@scenario("log.add_entry", "su", "entry.add")
def a_call_an_hour_ago(house: House) -> Wish:
    return in_room(house, entry="客户同意明早面谈", kind="call", occurred_at=house.at - HOUR, pinned=True)


def seat(house: House, role: str) -> int:
    return int(house.rows(seats, crisis_id=house.room, role=role)[0].id)


@scenario("seats.take_seat", "he", "seat.claim")
def for_oneself(house: House) -> Wish:
    return in_room(house, seat_id=seat(house, "MEDIA"))


@scenario("seats.take_seat", "lin", "seat.assign")
def for_another(house: House) -> Wish:
    return in_room(house, seat_id=seat(house, "TECH"), person_id=house.ids["zheng"])


@scenario("seats.leave_seat", "he", "seat.release")
def ones_own(house: House) -> Wish:
    house.here("seats.take_seat", "he", seat_id=seat(house, "MEDIA"))
    return in_room(house, seat_id=seat(house, "MEDIA"))


@scenario("seats.add_member", "zhou", "member.manage")
def somebody_new(house: House) -> Wish:
    return in_room(house, person_id=house.ids["mo"])


@scenario("seats.add_member", "lin", "member.manage")
def somebody_again(house: House) -> Wish:
    house.here("seats.remove_member", "lin", person_id=house.ids["wu"])
    return in_room(house, person_id=house.ids["wu"])


@scenario("seats.remove_member", "lin", "member.manage")
def out_of_room_and_seat(house: House) -> Wish:
    house.here("seats.take_seat", "wu", seat_id=seat(house, "TECH"))
    return in_room(house, person_id=house.ids["wu"])


@scenario("seats.grant", "lin", "member.manage")
def the_engineer_may_write(house: House) -> Wish:
    return in_room(house, person_id=house.ids["wu"], ability="draft.edit")


@scenario("seats.withdraw_grant", "zhou", "member.manage")
def the_key_of_the_lead(house: House) -> Wish:
    return in_room(house, grant_id=house.rows(grants, crisis_id=house.room)[0].id)
