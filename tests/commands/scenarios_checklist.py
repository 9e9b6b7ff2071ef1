"""The checklist of a room."""

from __future__ import annotations

from crisis.store import checklist
from crisis.store.unit_of_work import Op
from tests.commands.cast import HOUR, House
from tests.commands.scenario import Wish, scenario
from tests.commands.scenarios_crisis import in_room


def item(house: House) -> int:
    """An open item that asks for no proof and no visit."""
    rows = house.rows(checklist.items, crisis_id=house.room, state="open")
    return int(next(r.id for r in rows if "STD" not in r.principles and not r.needs_visit))


@scenario("checklist.start_item", "lin", "item.check")
def somebody_is_on_it(house: House) -> Wish:
    return in_room(house, item_id=item(house))


@scenario("checklist.check_item", "lin", "item.check")
def with_evidence(house: House) -> Wish:
    return in_room(house, item_id=item(house), evidence="录音 3 号", visited=True)


@scenario("checklist.check_item", "su", "item.check")
def by_the_one_it_was_given_to(house: House) -> Wish:
    mine = item(house)
    house.here("checklist.assign_item", "lin", item_id=mine, person_id=house.ids["su"])
    return in_room(house, item_id=mine, evidence="已完成")


@scenario("checklist.skip_item", "lin", "item.skip")
def not_applicable(house: House) -> Wish:
    return in_room(house, item_id=item(house), reason="无人受伤")


@scenario("checklist.reopen_item", "lin", "item.check")
def it_was_not_done(house: House) -> Wish:
    todo = item(house)
    house.here("checklist.check_item", "lin", item_id=todo, evidence="录音")
    return in_room(house, item_id=todo)


@scenario("checklist.assign_item", "lin", "item.assign")
def to_the_engineer(house: House) -> Wish:
    return in_room(house, item_id=item(house), person_id=house.ids["wu"])


@scenario("checklist.add_item", "lin", "item.add")
def with_a_due_time(house: House) -> Wish:
    return in_room(house, title="联系拖车", owner="SVC", due_at=house.at + HOUR, person_id=house.ids["su"])


@scenario("duty_rows.fulfil_duty", "zhou", "duty.file")
def reported(house: House) -> Wish:
    return in_room(house, duty_id=duty(house), proof="回执 12 号")


def duty(house: House) -> int:
    """A duty that runs."""
    values = {"code": "D-TEST", "duty_zh": "报告", "duty_en": "Report", "owed_by": "dealer", "jurisdiction": "CN"}
    with house.work(house.who("console"), f"crisis:{house.room}", Op(None), house.at) as change:
        row = change.insert(
            checklist.duties, crisis_id=house.room, start_at=house.at, due_at=house.at + HOUR, confidence="law",
            source="letter 1", **values,
        )  # fmt: skip
        change.record("duty.started", duty={"zh": "报告", "en": "Report"}, due={"time": (house.at + HOUR).isoformat()})
    return int(row.id)
