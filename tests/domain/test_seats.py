"""Seats: which must be filled by when, and who may not hold both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.seats import (
    SEATS,
    claim,
    deputy_leads,
    fill_by,
    hand_over,
    hand_over_due,
    may_investigate,
    missing,
    release,
    required,
)
from crisis.language.words import known

T0 = datetime(2030, 3, 4, 8, 0, tzinfo=UTC)


def minutes(count: int) -> datetime:
    return T0 + timedelta(minutes=count)


@pytest.mark.parametrize(("level", "count"), [("I", 6), ("II", 6), ("III", 6), ("IV", 0)])
def test_six_seats_are_required_from_level_three_upward(level: str, count: int) -> None:
    assert len(required(level)) == count


def test_one_of_service_manager_and_customer_liaison_is_enough() -> None:
    seated = {"LEAD": "a", "TECH": "b", "CUST": "c", "LEGAL": "d", "MEDIA": "e", "SCRIBE": "f"}
    assert missing("II", seated) == ()
    assert missing("II", release(seated, "CUST")) == (("SVC", "CUST"),)


@pytest.mark.parametrize(("opened", "due"), [(0, 60), (59, 60), (60, 90), (75, 105)])
def test_seats_are_filled_an_hour_after_t0_or_half_an_hour_after_a_late_opening(opened: int, due: int) -> None:
    assert fill_by(T0, minutes(opened)) == minutes(due)


def test_the_lead_is_never_the_scribe() -> None:
    for first, second in (("LEAD", "SCRIBE"), ("SCRIBE", "LEAD")):
        with pytest.raises(IllegalMove) as refused:
            claim({first: "a"}, second, "a")
        assert refused.value.code == "seat.incompatible"


def test_a_person_holds_at_most_two_seats_and_watching_is_none() -> None:
    two = claim(claim({}, "CRM", "a"), "MEDIA", "a")
    with pytest.raises(IllegalMove) as refused:
        claim(two, "CUST", "a")
    assert refused.value.code == "seat.too_many"
    assert claim(two, "EXEC", "a") == {"CRM": "a", "MEDIA": "a", "EXEC": "a"}


def test_a_taken_seat_is_handed_over_with_a_brief_and_never_taken() -> None:
    seated = claim({}, "LEAD", "a")
    with pytest.raises(IllegalMove):
        claim(seated, "LEAD", "b")
    with pytest.raises(IllegalMove):
        hand_over(seated, "LEAD", giver="b", taker="c", brief="all quiet")
    with pytest.raises(Invalid):
        hand_over(seated, "LEAD", giver="a", taker="b", brief=" ")
    assert hand_over(seated, "LEAD", giver="a", taker="b", brief="all quiet") == {"LEAD": "b"}
    assert claim(seated, "LEAD", "a") == seated


def test_a_seat_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Invalid):
        claim({}, "KING", "a")
    with pytest.raises(IllegalMove):
        release({}, "LEAD")


@pytest.mark.parametrize(
    ("level", "acknowledged", "at", "leads"),
    [
        ("I", None, 14, False),
        ("I", None, 15, True),
        ("II", 10, 20, False),
        ("II", 16, 20, True),
        ("III", None, 60, False),
    ],
)
def test_the_deputy_leads_after_15_minutes_of_silence(
    level: str, acknowledged: int | None, at: int, leads: bool
) -> None:
    answered = None if acknowledged is None else minutes(acknowledged)
    assert deputy_leads(level, paged_at=T0, acknowledged_at=answered, at=minutes(at)) is leads


def test_a_shift_ends_after_12_hours_and_nobody_investigates_themselves() -> None:
    assert hand_over_due(T0) == minutes(720)
    assert (may_investigate("a", "b"), may_investigate("a", "a")) == (True, False)


def test_every_seat_has_a_name_and_a_duty() -> None:
    assert [s for s in SEATS if not (known(f"seat.{s}") and known(f"seat.duty.{s}"))] == []
