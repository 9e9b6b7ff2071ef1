"""Scenarios of what people tell the listener: persons and matters by hand, rules of the firm, series, the firm itself."""

from __future__ import annotations

from typing import Any

from crisis.jobs.backtests import run_next
from tests.commands.cast import HOUR, House
from tests.commands.scenario import Wish, scenario
from tests.commands.scenarios_crisis import in_room
from tests.commands.scenarios_desk import came, drafted

HOT = "空调坏了，吹出来全是热风，修过一次还是不行。"
WHY = "两人在电话里说是同一家人的同一辆车"
OWN = """version: "1"
words:
  own_queue:
    zh: 排队三小时
    en: queued for three hours
rules:
  - {id: OWN-1, code: T-REPEAT, level: watch, points: 42, kind: brush_off, needs: [own_queue],
     fires: ["我在你们店排队三小时没人理"], silent: ["没有排队三小时"]}
"""
FIRM: dict[str, Any] = {
    "name": "青禾出行", "sector": "auto_dealer", "role": "dealer", "jurisdictions": ["CN", "EU"], "timezone": "Asia/Shanghai",
    "branches": ["东门店"], "aliases": ["青禾"], "products": ["Q3"],
}  # fmt: skip


def two(house: House, **second: Any) -> tuple[int, int]:
    """Two records of one matter from two persons."""
    about = {"product": "Q3", "branch": "东门店"}
    first = came(house, HOT, **about)["id"]
    house.at += HOUR
    other = {"customer_name": "孙立", "customer_key": "K-2", "contact": "13900002222", **second}
    return first, came(house, "保养后空调就坏了，不制冷。", **about, **other)["id"]


@scenario("groups.merge_senders", "su", "complaint.handle", closed="")
def two_are_one(house: House) -> Wish:
    first, second = two(house)
    return {"intake_id": second, "other_id": first, "reason": WHY}


@scenario("groups.split_sender", "lin", "complaint.handle", closed="")
def one_is_two(house: House) -> Wish:
    _, second = two(house, customer_key="K-1")
    return {"intake_id": second, "reason": "同一公司账号，两位车主"}


@scenario("groups.attach", "su", "complaint.handle", closed="")
def to_another_record(house: House) -> Wish:
    first = came(house, HOT, product="Q3")["id"]
    second = came(house, "谢谢你们上周的回访。", customer_name="孙立", customer_key="K-2")["id"]
    return {"intake_id": second, "other_id": first, "reason": WHY}


@scenario("groups.attach", "lin", "complaint.handle", closed="refused")
def to_the_open_room(house: House) -> Wish:
    return in_room(house, intake_id=came(house, HOT, product="Q3")["id"], reason=WHY)


@scenario("groups.detach", "su", "complaint.handle", closed="")
def out_of_a_group(house: House) -> Wish:
    _, second = two(house)
    return {"intake_id": second, "reason": "另一家门店的另一件事"}


@scenario("groups.detach", "lin", "complaint.handle", closed="")
def out_of_a_room(house: House) -> Wish:
    drafted(house)
    later = came(house, "刹车又失灵了，还好没事。", customer_name="孙立", customer_key="K-2")
    house.do("groups.attach", "lin", intake_id=later["id"], crisis_id=house.room, reason=WHY)
    return {"intake_id": later["id"], "reason": "说的是别家的车"}


def tried_out(house: House, rules: str = OWN) -> None:
    """The file was heard over history to the end."""
    house.do("trials.try_rules", "lin", rules=rules)
    assert run_next(house.work, lambda: house.at)


@scenario("own_rules.save_rules", "lin", "rule.edit", closed="")
def a_first_file(house: House) -> Wish:
    tried_out(house)
    return {"rules": OWN, "reason": "门店常见的说法"}


@scenario("own_rules.save_rules", "shen", "rule.edit", closed="")
def a_file_that_cannot_wait(_: House) -> Wish:
    return {"rules": OWN, "reason": "谣言正在传开", "untried": True}


@scenario("own_rules.withdraw_rules", "shen", "rule.edit", closed="")
def the_file(house: House) -> Wish:
    house.do("own_rules.save_rules", "lin", rules=OWN, reason="门店常见的说法", untried=True)
    return {"reason": "误报太多"}


@scenario("trials.try_rules", "lin", "rule.edit", closed="")
def a_file_over_history(house: House) -> Wish:
    house.do("trials.try_rules", "shen", rules=OWN)
    return {"rules": OWN.replace("42", "44")}


@scenario("trials.stop_trial", "shen", "rule.edit", closed="")
def a_trial_under_way(house: House) -> Wish:
    return {"trial_id": house.do("trials.try_rules", "lin", rules=OWN)["trial"]}


@scenario("sensitivity.tune_series", "su", "series.tune", closed="")
def a_second_time(house: House) -> Wish:
    house.do("sensitivity.tune_series", "lin", series="product/Q3", size="L")
    return {"series": "product/Q3", "size": "S", "version": 1}


@scenario("firm.describe_firm", "shen", "settings.manage", closed="")
def who_we_are(_: House) -> Wish:
    return dict(FIRM)
