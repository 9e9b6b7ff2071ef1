"""Seats: which must be filled by when, and who may not hold both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.seats import SEATS, claim, fill_by, hand_over, release
from crisis.language.words import known

T0 = datetime(2030, 3, 4, 8, 0, tzinfo=UTC)
APART = (("LEAD", "SCRIBE"),)


def minutes(count: int) -> datetime:
    return T0 + timedelta(minutes=count)


@pytest.mark.parametrize(("opened", "due"), [(0, 60), (59, 60), (60, 90), (75, 105)])
def test_seats_are_filled_an_hour_after_t0_or_half_an_hour_after_a_late_opening(opened: int, due: int) -> None:
    assert fill_by(T0, minutes(opened), timedelta(hours=1), timedelta(minutes=30)) == minutes(due)
    assert fill_by(T0, minutes(opened), None, timedelta(minutes=30)) is None


def test_the_lead_is_never_the_scribe() -> None:
    for first, second in (("LEAD", "SCRIBE"), ("SCRIBE", "LEAD")):
        with pytest.raises(IllegalMove) as refused:
            claim({first: "a"}, second, "a", APART)
        assert refused.value.code == "seat.incompatible"


def test_a_person_holds_at_most_two_seats_and_watching_is_none() -> None:
    two = claim(claim({}, "CRM", "a", APART), "MEDIA", "a", APART)
    with pytest.raises(IllegalMove) as refused:
        claim(two, "CUST", "a", APART)
    assert refused.value.code == "seat.too_many"
    assert claim(two, "EXEC", "a", APART) == {"CRM": "a", "MEDIA": "a", "EXEC": "a"}


def test_a_taken_seat_is_handed_over_with_a_brief_and_never_taken() -> None:
    seated = claim({}, "LEAD", "a", APART)
    with pytest.raises(IllegalMove):
        claim(seated, "LEAD", "b", APART)
    with pytest.raises(IllegalMove):
        hand_over(seated, "LEAD", APART, giver="b", taker="c", brief="all quiet")
    with pytest.raises(Invalid):
        hand_over(seated, "LEAD", APART, giver="a", taker="b", brief=" ")
    assert hand_over(seated, "LEAD", APART, giver="a", taker="b", brief="all quiet") == {"LEAD": "b"}
    assert claim(seated, "LEAD", "a", APART) == seated


def test_a_seat_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Invalid):
        claim({}, "KING", "a", APART)
    with pytest.raises(IllegalMove):
        release({}, "LEAD")


def test_every_seat_has_a_name() -> None:
    assert [s for s in SEATS if not known(f"seat.{s}")] == []
