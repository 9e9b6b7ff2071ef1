"""Money, improvements, the review and closing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisis.store import checklist
from crisis.store.crises import crises
from tests.commands.cast import THANKS, House
from tests.commands.scenario import Wish, scenario
from tests.commands.scenarios_crisis import in_room
from tests.commands.scenarios_desk import came


def record(house: House, tier: str = "leadership", **more: Any) -> int:
    values = {"tier": tier, "role": f"{tier} 负责人", "measures": ["检讨"], "finding": "巡检缺失", **more}
    return int(house.here("accountability.write_record", "lin", **values)["id"])


def action(house: House) -> int:
    told = house.here(
        "aftermath.add_action", "lin", problem="刹车油路老化", action="更换全部油管", type="prevent", owner="吴桐",
        due_at=house.at + timedelta(days=3), metric="返修率降到 0", verifier="苏敏",
    )  # fmt: skip
    return int(told["id"])


def customer(house: House) -> int:
    return int(house.here("aftermath.add_settlement", "su", label="客户甲")["id"])


@scenario("accountability.write_record", "zhou", "accountability.write", closed="done")
def the_leader_first(house: House) -> Wish:
    return in_room(
        house, tier="leadership", role="总经理", measures=["检讨", "罚款"], finding="巡检缺失", amount_cents=5_000_000_000,
        currency="cny", legal_basis="规章第五条", person_name="赵某",
    )  # fmt: skip


@scenario("accountability.approve_record", "zhou", "accountability.approve", closed="done")
def by_somebody_else(house: House) -> Wish:
    return in_room(house, record_id=record(house))


@scenario("accountability.clear_record", "zhou", "accountability.clear", closed="done")
def with_a_basis(house: House) -> Wish:
    fined = record(house, measures=["罚款"], amount_cents=100_000, currency="CNY")
    return in_room(house, record_id=fined, legal_basis="规章第五条")


@scenario("aftermath.add_action", "wu", "action.add")
def that_can_be_measured(house: House) -> Wish:
    return in_room(
        house, problem="刹车油路老化", action="更换全部油管", type="prevent", owner="吴桐",
        due_at=house.at + timedelta(days=3), metric="返修率降到 0", verifier="苏敏",
    )  # fmt: skip


@scenario("aftermath.verify_action", "su", "action.verify")
def by_another_than_the_owner(house: House) -> Wish:
    return in_room(house, action_id=action(house), result="抽检 50 台合格")


@scenario("aftermath.add_settlement", "su", "customer.contact")
def one_customer(house: House) -> Wish:
    return in_room(house, label="客户甲", intake_id=came(house, THANKS)["id"])


@scenario("aftermath.move_settlement", "su", "customer.contact")
def to_agreed(house: House) -> Wish:
    return in_room(house, settlement_id=customer(house), state="agreed", note="双方签字")


@scenario("aftermath.plan_greeting", "su", "customer.contact")
def in_a_month(house: House) -> Wish:
    return in_room(house, settlement_id=customer(house), greeting_at=house.at + timedelta(days=30))


@scenario("aftermath.write_review", "wu", "review.write")
def summary_and_cause(house: House) -> Wish:
    return in_room(house, summary="经过", root_cause="油管老化", truth_note="已当面说明")


@scenario("aftermath.approve_review", "lin", "review.approve")
def a_complete_one(house: House) -> Wish:
    house.here("aftermath.write_review", "wu", summary="经过", root_cause="油管老化")
    return in_room(house)


@scenario("closing.file_archive", "lin", "review.approve", closed="done")
def with_a_number(house: House) -> Wish:
    house.here("aftermath.write_review", "wu", summary="经过", root_cause="油管老化")
    return in_room(house, number="A-2026-7")


def worked_through(house: House) -> None:
    """All that the gates ask for, and a quiet week."""
    house.later(hours=3)
    house.here("crises.request_stage", "lin", stage=4, reason="平息", grounds=["remedy_agreed", "truth_published"])
    for row in house.rows(checklist.items, crisis_id=house.room):
        house.here("checklist.skip_item", "lin", item_id=row.id, reason="不适用")
    served = customer(house)
    house.here("aftermath.move_settlement", "su", settlement_id=served, state="performed")
    house.here("aftermath.plan_greeting", "su", settlement_id=served, greeting_at=house.at + timedelta(days=30))
    for tier in ("leadership", "management", "direct"):
        house.here("accountability.approve_record", "zhou", record_id=record(house, tier))
    action(house)
    house.here("aftermath.write_review", "wu", summary="经过", root_cause="油管老化", truth_note="已当面说明")
    house.here("aftermath.approve_review", "lin")
    house.here("closing.file_archive", "lin", number="A-2026-7")
    house.later(days=8)


@scenario("closing.close_crisis", "lin", "crisis.close")
def when_every_gate_is_passed(house: House) -> Wish:
    worked_through(house)
    return in_room(house)


@scenario("closing.reopen_crisis", "lin", "crisis.reopen", closed="done")
def under_the_same_number(house: House) -> Wish:
    worked_through(house)
    house.here("closing.close_crisis", "lin")
    assert house.rows(crises, id=house.room)[0].state == "closed"
    return in_room(house, reason="新的投诉")
