"""The legitimate acts over a timeline: marks, comments, hand-overs and the cadence of updates."""

from __future__ import annotations

from datetime import timedelta

from crisis.playbooks.policies import load_policy
from crisis.store.crises import seats
from crisis.store.timeline import comments
from tests.commands.cast import HOUR, House
from tests.commands.scenario import Wish, scenario


def noted(house: House, who: str, words: str = "已与客户通话") -> int:
    """An entry that this person typed; its number."""
    return int(house.here("log.add_entry", who, entry=words)["seq"])


def seat(house: House, role: str) -> int:
    return int(house.rows(seats, crisis_id=house.room, role=role)[0].id)


@scenario("timeline.pin", "lin", "entry.pin")
def what_matters(house: House) -> Wish:
    return {"crisis_id": house.room, "seq": noted(house, "lin")}


@scenario("timeline.pin", "su", "entry.pin")
def ones_own_entry_let_go(house: House) -> Wish:
    seq = noted(house, "su")
    house.here("timeline.pin", "su", seq=seq)
    return {"crisis_id": house.room, "seq": seq, "on": False}


@scenario("timeline.retitle_entry", "su", "entry.retitle")
def ones_own_words_put_better(house: House) -> Wish:
    return {"crisis_id": house.room, "seq": noted(house, "su"), "title": "客户接受明日到店"}


@scenario("timeline.retitle_entry", "lin", "entry.retitle")
def the_recorded_words_again(house: House) -> Wish:
    seq = noted(house, "lin")
    house.here("timeline.retitle_entry", "lin", seq=seq, title="客户接受明日到店")
    return {"crisis_id": house.room, "seq": seq, "title": ""}


@scenario("timeline.strike", "su", "entry.strike")
def what_was_wrong(house: House) -> Wish:
    return {"crisis_id": house.room, "seq": noted(house, "su"), "reason": "记错了客户"}


@scenario("timeline.tell", "he", "entry.story", closed="done")
def into_the_story(house: House) -> Wish:
    return {"crisis_id": house.room, "seq": noted(house, "su")}


@scenario("timeline.tell", "lin", "entry.story", closed="done")
def out_of_the_story(house: House) -> Wish:
    seq = noted(house, "su")
    house.here("timeline.tell", "he", seq=seq)
    return {"crisis_id": house.room, "seq": seq, "on": False}


@scenario("comments.comment", "he", "comment.add")
def calling_upon_a_colleague(house: House) -> Wish:
    return {"crisis_id": house.room, "seq": noted(house, "su"), "words": "@吴桐 请核对维修单，@周衡 看措辞"}


@scenario("comments.resolve", "wu", "comment.resolve")
def by_whoever_was_called_upon(house: House) -> Wish:
    told = house.here("comments.comment", "lin", seq=noted(house, "su"), words="@吴桐 请核对维修单")
    (row,) = house.rows(comments)
    return {"crisis_id": house.room, "comment_id": told["id"], "version": row.version}


@scenario("hand_overs.hand_over", "wu", "seat.hand_over")
def at_the_end_of_the_shift(house: House) -> Wish:
    house.here("seats.take_seat", "wu", seat_id=seat(house, "TECH"))
    house.at += load_policy().shift
    return {
        "crisis_id": house.room,
        "seat_id": seat(house, "TECH"),
        "person_id": house.ids["su"],
        "brief": "拆检明早九点",
    }


@scenario("hand_overs.accept", "su", "seat.accept")
def by_the_next_shift(house: House) -> Wish:
    wish = at_the_end_of_the_shift(house)
    told = house.do("hand_overs.hand_over", "wu", **wish)
    return {"crisis_id": house.room, "hand_over_id": told["id"], "version": 1}


@scenario("cadence.report", "he", "update.send")
def an_update_went_out(house: House) -> Wish:
    return {"crisis_id": house.room, "note": "第 1 次进展通报已发全体"}


@scenario("cadence.snooze", "he", "update.send")
def put_off_by_an_hour(house: House) -> Wish:
    return {"crisis_id": house.room, "until": house.at + HOUR}


@scenario("cadence.snooze", "lin", "update.send")
def put_off_for_the_third_time(house: House) -> Wish:
    for n in (1, 2):
        house.here("cadence.snooze", "he", until=house.at + n * HOUR)
    return {"crisis_id": house.room, "until": house.at + timedelta(hours=3), "reason": "等检测报告"}
