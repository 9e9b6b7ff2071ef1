"""Persons: who is the same, by which mark, and what a person may correct."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crisis.detection.identity import Identity
from crisis.detection.item import Item
from tests.detection.streams import hear, items, org

AT = datetime(2026, 5, 12, 1, 0, tzinfo=UTC)


def item(name: str, text: str = "", **given: Any) -> Item:
    return Item(name, AT, given.pop("kind", "complaint"), text, branch=given.pop("branch", "一店"), **given)


@pytest.mark.covers("R3-29")
@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"customer_key": "k1"}, {"customer_key": "k1"}, "key"),
        ({"phone": "138 0000 1234"}, {"phone": "13800001234"}, "phone"),
        ({"attrs": {"source_phone": "13800001234"}}, {"phone": "138-0000-1234"}, "phone"),
        ({"account": "A-77"}, {"account": "a77"}, "account"),
        ({"plate": "沪A12345"}, {"text": "我的车沪A·12345坏了"}, "plate"),
        ({"vin": "LSVAA49J132047371"}, {"text": "vin LSVAA49J132047371"}, "vin"),
        ({"order_no": "SO-1"}, {"order_no": "so1"}, "order"),
        (
            {"customer_key": "a", "attrs": {"device": "D77"}},
            {"customer_key": "b", "attrs": {"device": "D77"}},
            "device",
        ),
        ({"customer_key": "a"}, {"customer_key": "b", "attrs": {"linked_to": "a"}}, "key"),
        ({"customer_key": "a", "attrs": {"payee": "6222"}}, {"customer_key": "b", "attrs": {"payee": "6222"}}, "payee"),
        ({"customer_name": "欧阳小北"}, {"customer_name": "欧阳小北"}, "name"),
    ],
)
def test_the_same_mark_is_the_same_person(first: dict[str, Any], second: dict[str, Any], reason: str) -> None:
    identity = Identity()
    one, two = identity.recognise(item("1", **first)), identity.recognise(item("2", **second))
    assert (two.person, reason in two.reasons) == (one.person, True)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"customer_key": "a", "customer_name": "王先生"}, {"customer_key": "b", "customer_name": "王先生"}),
        ({"customer_name": "王小北"}, {"customer_name": "王小北", "branch": "二店"}),
        ({"customer_name": "匿名用户"}, {"customer_name": "匿名用户"}),
        ({"customer_key": "a", "text": "骗子电话13800001234"}, {"customer_key": "b", "text": "骗子电话13800001234"}),
    ],
)
def test_what_does_not_make_one_person_of_two(first: dict[str, Any], second: dict[str, Any]) -> None:
    identity = Identity()
    one, two = identity.recognise(item("1", **first)), identity.recognise(item("2", **second))
    assert one.person is None or one.person != two.person


def test_a_journalist_is_no_complainant() -> None:
    assert (
        Identity().recognise(item("1", kind="media_inquiry", customer_name="某台记者", phone="1380000")).person is None
    )


def test_a_message_that_ties_two_persons_merges_them_and_keeps_the_history() -> None:
    identity = Identity()
    one = identity.recognise(item("1", customer_key="a", phone="13800001234"))
    identity.recognise(item("2", customer_key="b"))
    both = identity.recognise(item("3", customer_key="b", phone="13800001234"))
    assert (both.person, both.absorbed) == (one.person, ("p2",))
    assert identity.person("p2") == one.person
    assert identity.history == [{"merge": ["p1", "p2"], "by": "marks", "item": "3"}]


def test_a_person_may_split_and_merge_by_hand() -> None:
    identity = Identity()
    identity.recognise(item("1", customer_key="a", phone="13800001234"))
    fresh = identity.split("p1", ["phone:13800001234"], "王经理", "shared office phone")
    assert identity.recognise(item("2", phone="13800001234")).person == fresh
    assert identity.recognise(item("3", customer_key="a")).person == "p1"
    assert identity.merge("p1", fresh, "王经理", "it was she after all") == "p1"
    assert [sorted(entry.keys() & {"merge", "split"}) for entry in identity.history] == [["split"], ["merge"]]


def test_persons_survive_a_restart() -> None:
    identity = Identity()
    identity.recognise(item("1", customer_key="a", phone="13800001234"))
    again = Identity.restore(identity.state())
    assert again.recognise(item("2", phone="13800001234")).person == "p1"


def test_senders_whom_a_later_mark_joins_are_one_in_the_group_they_seemed_to_be_two_of() -> None:
    fault = "门板开裂了，合不上"
    listener, verdicts = hear(org(), (0.0, "a", fault, {"phone": "13800001234"}), (1.0, "b", fault, {}))
    assert (verdicts[1].group is not None, verdicts[1].persons) == (True, 2)
    joined = listener.hear(items((2.0, "b", fault + "，电话同上", {"phone": "13800001234"}))[0])
    assert (joined.group, joined.persons) == (None, 1)
    assert [entry.person for entry in listener.matters.all["m1"].entries] == ["p1", "p1", "p1"]


def test_who_reports_a_fault_counts_also_when_they_threaten_or_call_on_others() -> None:
    about = {"product": "Q3", "branch": "一店"}
    _, verdicts = hear(
        org(),
        (0.0, "a", "倒车时刹车异响", about),
        (1.0, "b", "倒车刹车异响，再不解决就找媒体曝光", about),
        (2.0, "c", "刹车异响，大家一起去维权", about),
    )
    assert [verdict.persons for verdict in verdicts] == [1, 2, 3]
    assert "T-GROUP" in verdicts[2].codes
