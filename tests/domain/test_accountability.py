"""Accountability: the leader first, nobody in their own cause, money only with a basis and inside the cap."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crisis.domain.accountability import (
    MEASURES,
    TIERS,
    House,
    Record,
    appeal_until,
    approve,
    cap,
    clear,
    hand_in,
    legal_check,
    missing_tiers,
    with_basis,
)
from crisis.domain.corrective import Action, propose
from crisis.domain.errors import IllegalMove, Invalid, NotAllowed, Refused
from crisis.domain.workdays import MONDAY_TO_FRIDAY
from crisis.language.words import known

AT = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)
HEAD = Record("leadership", "gm", "总经理", ("self-criticism", "fine"), "gm", 250_000, "CNY", self_imposed=True)
CHIEF = Record(
    "management", "svc", "服务经理", ("fine", "public self-criticism"), "gm", 100_000, "CNY", cause_node="检验"
)
HAND = Record("direct", "tom", "技工", ("training",), "gm")
HOUSE = House()


@pytest.mark.covers("R2-63")
def test_in_every_order_nothing_stands_before_the_leaders_record() -> None:
    for order in itertools.permutations([HEAD, CHIEF, HAND]):
        standing: list[Record] = []
        for record in order:
            if record == HEAD or standing:
                standing.append(hand_in(standing, record))
                continue
            with pytest.raises(IllegalMove) as refused:
                hand_in(standing, record)
            assert refused.value.code == "accountability.leader_first"
        assert standing[0] == HEAD
        assert len(standing) == 3 - order.index(HEAD)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"tier": "galactic"}, Invalid),
        ({"role": " "}, Invalid),
        ({"measures": ()}, Invalid),
        ({"measures": (" ",)}, Invalid),
        ({"finding": "长" * 2_001}, Invalid),
        ({"amount": -1}, Invalid),
        ({"amount": 10**11}, Invalid),
        ({"amount": True}, Invalid),
        ({"amount": 5_000, "currency": None}, Invalid),
        ({"proposer": "tom"}, NotAllowed),
        ({"self_imposed": True}, NotAllowed),
    ],
)
def test_a_record_that_cannot_stand_is_refused(change: dict[str, object], error: type[Refused]) -> None:
    with pytest.raises(error):
        hand_in([HEAD], dataclasses.replace(HAND, **change))  # type: ignore[arg-type]


def test_the_same_record_twice_is_refused() -> None:
    with pytest.raises(IllegalMove):
        hand_in([HEAD, HAND], HAND)


def test_a_record_is_handed_in_neither_approved_nor_cleared() -> None:
    bold = dataclasses.replace(CHIEF, approver="gm", cleared_by="gm")
    assert hand_in([HEAD], bold) == CHIEF


@pytest.mark.parametrize(
    ("record", "approver", "allowed"),
    [(CHIEF, "lex", True), (CHIEF, "svc", False), (CHIEF, "gm", False), (HEAD, "gm", True), (HEAD, "lex", True)],
)
def test_nobody_approves_their_own_record_unless_self_imposed(record: Record, approver: str, allowed: bool) -> None:
    if allowed:
        done = approve(record, approver)
        assert done.approver == approver
        with pytest.raises(IllegalMove):
            approve(done, "lex")
    else:
        with pytest.raises(NotAllowed):
            approve(record, approver)


@pytest.mark.covers("R2-65")
def test_money_is_checked_and_other_measures_are_not() -> None:
    based = with_basis(dataclasses.replace(CHIEF, cleared_by="lex"), "员工手册第8条")
    assert [legal_check(r) for r in (HAND, CHIEF, based)] == [None, "missing_basis", "pending"]
    assert legal_check(clear(based, "lex", HOUSE)) == "cleared"


def test_clearing_needs_a_basis_another_person_and_money() -> None:
    based = dataclasses.replace(CHIEF, legal_basis="员工手册第8条")
    for record, person, error in ((CHIEF, "lex", IllegalMove), (HAND, "lex", IllegalMove), (based, "svc", NotAllowed)):
        with pytest.raises(error):
            clear(record, person, HOUSE)


@pytest.mark.parametrize(
    ("wage", "region", "minimum", "limit"),
    [
        (500_000, "default", None, 100_000),
        (500_000, "shenzhen", None, 150_000),
        (500_000, "default", 450_000, 50_000),
        (300_000, "default", 320_000, 0),
        (None, "default", None, None),
    ],
)
def test_the_cap_is_a_share_of_the_wage_and_leaves_the_minimum(
    wage: int | None, region: str, minimum: int | None, limit: int | None
) -> None:
    house = House(region=region, minimum_wage=minimum)
    record = dataclasses.replace(CHIEF, month_wage=wage, legal_basis="员工手册第8条")
    assert cap(record, house) == limit
    for amount, cleared in ((limit or 1, limit is None or limit > 0), ((limit or 0) + 1, limit is None)):
        asked = dataclasses.replace(record, amount=amount)
        if cleared:
            assert clear(asked, "lex", house).cleared_by == "lex"
        else:
            with pytest.raises(IllegalMove):
                clear(asked, "lex", house)


def test_what_a_leader_gives_freely_has_no_cap_but_still_needs_its_basis() -> None:
    free = dataclasses.replace(HEAD, month_wage=100_000)
    assert (cap(free, HOUSE), legal_check(free)) == (None, "missing_basis")


def test_a_tier_is_missing_until_it_has_a_record() -> None:
    assert missing_tiers([]) == TIERS
    assert missing_tiers([HEAD.tier, HAND.tier]) == ("management",)
    assert missing_tiers(TIERS) == ()


def test_every_measure_has_a_word() -> None:
    assert [code for code in MEASURES if not known(f"accountability.measure.{code}")] == []


ACTION = Action("螺栓漏紧", "交检增加力矩复核", "prevent", "tom", AT + timedelta(days=14), "复核率 100%", "ann")


@pytest.mark.covers("R0-32")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"problem": "差"}, "problem"),
        ({"action": "改进"}, "action"),
        ({"metric": "有所提高"}, "metric"),
        ({"type": "hope"}, "type"),
        ({"owner": " "}, "owner"),
        ({"verifier": "tom"}, "verifier"),
        ({"verifier": ""}, "verifier"),
        ({"due": AT}, "due"),
        ({"due": ACTION.due.replace(tzinfo=None)}, "due"),
        ({"action": "长" * 2_001}, "action"),
    ],
)
def test_an_action_that_is_not_smart_is_refused_with_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        propose(dataclasses.replace(ACTION, **change), AT)  # type: ignore[arg-type]
    assert refused.value.params["field"] == field


def test_whoever_is_named_may_appeal_for_five_working_days_of_the_house() -> None:
    approved = datetime(2026, 9, 11, 8, 0, tzinfo=UTC)  # a Friday
    until = appeal_until(approved, MONDAY_TO_FRIDAY, ZoneInfo("Asia/Shanghai"))
    assert until == datetime(2026, 9, 18, 15, 59, tzinfo=UTC)
