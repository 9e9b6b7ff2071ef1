"""What no sensible person sends gets a refusal with a field, on both databases, and leaves nothing behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from crisis.domain.errors import Absent, IllegalMove, Invalid, NotAllowed, Refused
from crisis.domain.people import Actor
from crisis.store.intake import intake
from tests.commands.cast import HOUR, START, THANKS, House

NAIVE = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001
SURROGATE = "坏\ud800字"


def refused(house: House, command: str, who: str | Actor, **wish: Any) -> Refused:
    before = house.ledger()
    with pytest.raises(Refused) as refusal:
        house.do(command, who, **wish)
    assert house.ledger() == before
    return refusal.value


ENTRY = {"entry": "记录"}
FACT = {"key": "place", "value": "一号车间"}
ASKED = {"outlet": "晚报", "question": "几人？"}


@pytest.mark.parametrize(
    ("command", "wish", "field"),
    [
        ("log.add_entry", {"entry": ""}, "text"),
        ("log.add_entry", {"entry": "x" * 4001}, "text"),
        ("log.add_entry", {"entry": "a\x00b"}, "text"),
        ("log.add_entry", {"entry": SURROGATE}, "text"),
        ("log.add_entry", {"entry": 7}, "text"),
        ("log.add_entry", {"entry": ["a"]}, "text"),
        ("log.add_entry", {**ENTRY, "kind": "rumour"}, "kind"),
        ("log.add_entry", {**ENTRY, "kind": ["note"]}, "kind"),
        ("log.add_entry", {**ENTRY, "occurred_at": NAIVE}, "occurred_at"),
        ("log.add_entry", {**ENTRY, "occurred_at": START + HOUR}, "occurred_at"),
        ("facts.enter_fact", {**FACT, "key": "Place!"}, "key"),
        ("facts.enter_fact", {**FACT, "value": SURROGATE}, "value"),
        ("facts.enter_fact", {**FACT, "as_of": NAIVE}, "as_of"),
        ("inquiries.log_inquiry", {**ASKED, "deadline_at": NAIVE}, "deadline_at"),
        ("inquiries.log_inquiry", {**ASKED, "received_at": START + HOUR}, "received_at"),
        ("inquiries.log_inquiry", {**ASKED, "outlet": "报" * 121}, "outlet"),
        ("crises.change_level", {"level": "V", "reason": "x"}, "level"),
        ("crises.change_level", {"level": "II", "reason": " "}, "reason"),
        ("crises.correct_t0", {"t0": NAIVE, "reason": "x"}, "t0"),
        ("crises.schedule_update", {"next_at": START}, "due_at"),
        ("crises.join_playbook", {"playbook": "PB-NONE"}, "playbooks"),
        ("checklist.add_item", {"title": "标" * 201, "owner": "SVC"}, "title"),
        ("checklist.add_item", {"title": "x", "owner": "NOBODY"}, "owner"),
        ("checklist.add_item", {"title": "x", "owner": "SVC", "due_at": NAIVE}, "due_at"),
        ("statements.draft", {"kind": "POEM", "lang": "zh", "title": "x", "body": "y"}, "kind"),
        ("statements.draft", {"kind": "PRESS", "lang": "fr", "title": "x", "body": "y"}, "lang"),
        ("statements.draft", {"kind": "PRESS", "lang": "zh", "title": "x", "body": "y" * 20_001}, "body"),
    ],
)
def test_a_field_of_the_wrong_shape_is_named(
    sqlite_house: House, command: str, wish: dict[str, Any], field: str
) -> None:
    refusal = refused(sqlite_house, command, "lin", crisis_id=sqlite_house.room, **wish)
    assert (type(refusal), refusal.params["field"]) == (Invalid, field)


@pytest.mark.parametrize("number", [0, -1, 999_999, 2**31, 2**63, 2**90])
@pytest.mark.parametrize(
    ("command", "wish"),
    [
        ("log.add_entry", {"entry": "x"}),
        ("checklist.check_item", {"item_id": 1}),
        ("checklist.add_item", {"title": "x", "owner": "SVC"}),
        ("statements.edit", {"statement_id": 1, "version": 1, "body": "x"}),
    ],
)
def test_a_room_with_an_impossible_number_is_absent(
    house: House, command: str, wish: dict[str, Any], number: int
) -> None:
    assert isinstance(refused(house, command, "lin", crisis_id=number, **wish), Absent)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 2**90])
@pytest.mark.parametrize(
    ("command", "name", "wish"),
    [
        ("checklist.check_item", "item_id", {}),
        ("checklist.assign_item", "item_id", {"person_id": 1}),
        ("seats.take_seat", "seat_id", {}),
        ("seats.add_member", "person_id", {}),
        ("facts.settle_fact", "fact_id", {"status": "confirmed"}),
        ("facts.enter_fact", "supersedes", {"key": "place", "value": "x"}),
        ("statements.withdraw", "statement_id", {"reason": "x"}),
        ("aftermath.verify_action", "action_id", {"result": "x"}),
    ],
)
def test_a_thing_with_an_impossible_number_is_absent(
    house: House, command: str, name: str, wish: dict[str, Any], number: int
) -> None:
    assert isinstance(refused(house, command, "lin", crisis_id=house.room, **{name: number}, **wish), Absent)


@pytest.mark.covers("T10")
def test_a_thing_of_another_room_is_absent_in_this_one(house: House) -> None:
    other = house.do("crises.declare", "lin", title="另一起")["id"]
    entered = house.do("facts.enter_fact", "wu", crisis_id=other, key="place", value="别处")
    refusal = refused(house, "facts.settle_fact", "lin", crisis_id=house.room, fact_id=entered["id"], status="refuted")
    assert isinstance(refusal, Absent)


# --- records ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": SURROGATE}, "text"),
        ({"text": THANKS, "colour": "red"}, "colour"),
        ({"text": THANKS, "kind": "rumour"}, "kind"),
        ({"text": THANKS, "received_at": NAIVE}, "received_at"),
        ({"text": THANKS, "received_at": START + timedelta(days=1)}, "received_at"),
        ({"text": THANKS, "attrs": "x"}, "attrs"),
        ({"text": THANKS, "attrs": {"a": [1]}}, "attrs"),
        ({"text": THANKS, "attrs": {"a": SURROGATE}}, "attrs"),
        ({"text": THANKS, "attrs": {SURROGATE: "a"}}, "attrs"),
        ({"text": THANKS, "attrs": {"a": "x\x00y"}}, "attrs"),
        ({"text": THANKS, "attrs": {"a": float("nan")}}, "attrs"),
        ({"text": THANKS, "attrs": {"a": 10**400}}, "attrs"),
        ({"text": THANKS, "attrs": {str(n): n for n in range(50)}}, "attrs"),
        ({"text": THANKS, "customer_name": "名" * 121}, "customer_name"),
    ],
)
def test_a_bad_record_is_named_and_its_neighbours_stay(house: House, record: dict[str, Any], field: str) -> None:
    answer = house.do("intake.receive", "shop", records=[{"text": "第一条"}, record, {"text": "第三条"}])
    first, bad, third = answer["results"]
    assert (bad["status"], bad["field"]) == (422, field)
    assert [row.id for row in house.rows(intake)] == [first["id"], third["id"]]


def test_the_same_record_twice_is_kept_once(house: House) -> None:
    for _ in range(2):
        answer = house.do("intake.receive", "shop", records=[{"text": THANKS, "external_id": "A-1"}] * 2)
    assert [r["repeated"] for r in answer["results"]] == [True, True]
    assert len(house.rows(intake)) == 1


# --- names as long as they may be ------------------------------------------------------------------------------


def test_a_token_with_the_longest_name_can_be_used(house: House) -> None:
    house.do("tokens.add_token", "shen", name="门" * 80, scope="intake")
    token = Actor(None, "门" * 80, "intake", via="token")
    assert house.do("intake.receive", token, records=[{"text": THANKS}])["results"][0]["id"]


def test_the_longest_of_everything_fits_both_databases(house: House) -> None:
    house.do("people.add_person", "shen", login="l" * 80, name="名" * 80, role="pr", password="long enough words")
    house.here("statements.draft", "he", kind="PRESS", lang="zh", title="标" * 200, body="文" * 20_000)
    house.here(
        "facts.enter_fact", "wu", key="k" * 40, value="值" * 2000, unit="单" * 40, scope="范" * 200, source="源" * 200
    )
    house.here(
        "inquiries.log_inquiry", "he", outlet="报" * 120, question="问" * 4000, reporter="记" * 120, contact="话" * 200
    )
    house.here("checklist.add_item", "lin", title="题" * 200, owner="SVC", evidence_wanted="证" * 200)
    house.here("log.add_entry", "su", entry="记" * 4000)
    record = {"text": "文" * 100_000, "customer_name": "名" * 120, "contact": "话" * 200, "external_id": "e" * 120}
    assert house.do("intake.receive", "shop", records=[record])["results"][0]["id"]


# --- who is a member -------------------------------------------------------------------------------------------


def test_a_seat_is_not_for_somebody_outside_the_room(sqlite_house: House) -> None:
    from crisis.store.crises import seats

    seat = sqlite_house.rows(seats, crisis_id=sqlite_house.room, role="TECH")[0].id
    refusal = refused(
        sqlite_house,
        "seats.take_seat",
        "lin",
        crisis_id=sqlite_house.room,
        seat_id=seat,
        person_id=sqlite_house.ids["mo"],
    )
    assert (type(refusal), refusal.code) == (IllegalMove, "member.absent")


def test_a_removed_member_meets_nothing_any_more(sqlite_house: House) -> None:
    sqlite_house.here("log.add_entry", "wu", entry="还在")
    sqlite_house.here("seats.remove_member", "lin", person_id=sqlite_house.ids["wu"])
    assert isinstance(refused(sqlite_house, "log.add_entry", "wu", crisis_id=sqlite_house.room, entry="还在"), Absent)


@pytest.mark.covers("T11")
def test_nobody_gives_themselves_another_role(sqlite_house: House) -> None:
    shen = sqlite_house.ids["shen"]
    for role in ("lead", "admin", "auditor"):
        assert isinstance(refused(sqlite_house, "people.change_person", "shen", person_id=shen, role=role), NotAllowed)
    with pytest.raises(TypeError):
        sqlite_house.do("people.choose", "wu", role="admin")
