"""Hand-overs, the cadence of reports and what a late joiner missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crisis.commands.seen import see
from crisis.domain.errors import Absent, IllegalMove, Invalid, NotAllowed
from crisis.playbooks.policies import load_policy
from crisis.store.checklist import items
from crisis.store.crises import seats
from crisis.store.timeline import hand_overs, last_sent, seen, snoozes
from crisis.views.mine import mine
from crisis.views.projection import Audience
from crisis.views.room import snapshot
from tests.commands.cast import HOUR, House
from tests.commands.scenarios_timeline import noted, seat

LEAD, BOARD = Audience("lead", "zh"), Audience("executive", "zh")


# --- hand-over -------------------------------------------------------------------------------------------------


def offer(house: House) -> dict[str, Any]:
    house.here("seats.take_seat", "wu", seat_id=seat(house, "TECH"))
    house.at += load_policy().shift
    return house.here(
        "hand_overs.hand_over", "wu", seat_id=seat(house, "TECH"), person_id=house.ids["su"], brief="拆检明早九点"
    )


def test_a_seat_changes_hands_when_the_other_accepts_and_not_before(sqlite_house: House) -> None:
    house = sqlite_house
    told = offer(house)
    (row,) = house.rows(hand_overs)
    wanted = {i.id for i in house.rows(items) if i.state == "open" and (i.owners or [""])[0] == "TECH"}
    assert wanted <= {one["id"] for one in row.open_items}
    assert house.rows(seats, crisis_id=house.room, role="TECH")[0].person_name == "吴桐"
    with pytest.raises(NotAllowed):
        house.here("hand_overs.accept", "he", hand_over_id=told["id"])
    house.here("hand_overs.accept", "su", hand_over_id=told["id"])
    taken = house.rows(seats, crisis_id=house.room, role="TECH")[0]
    assert (taken.person_name, taken.since) == ("苏敏", house.at)
    with pytest.raises(IllegalMove):
        house.here("hand_overs.accept", "su", hand_over_id=told["id"])


def test_a_newer_offer_takes_the_place_of_the_older(sqlite_house: House) -> None:
    house = sqlite_house
    first = offer(house)
    house.here("hand_overs.hand_over", "wu", seat_id=seat(house, "TECH"), person_id=house.ids["he"], brief="改由何冬")
    with pytest.raises(IllegalMove):
        house.here("hand_overs.accept", "su", hand_over_id=first["id"])
    assert [row.state for row in house.rows(hand_overs)] == ["replaced", "offered"]


@pytest.mark.parametrize(
    ("who", "to", "brief", "refusal"),
    [
        ("he", "su", "x", NotAllowed),
        ("wu", "wu", "x", IllegalMove),
        ("wu", "mo", "x", IllegalMove),
        ("wu", "su", " ", Invalid),
    ],
)
def test_a_hand_over_that_is_none_is_refused(
    sqlite_house: House, who: str, to: str, brief: str, refusal: type[Exception]
) -> None:
    house = sqlite_house
    house.here("seats.take_seat", "wu", seat_id=seat(house, "TECH"))
    with pytest.raises(refusal):
        house.here("hand_overs.hand_over", who, seat_id=seat(house, "TECH"), person_id=house.ids[to], brief=brief)
    assert house.rows(hand_overs) == []


# --- cadence ---------------------------------------------------------------------------------------------------


def test_an_update_that_was_sent_arms_the_next_and_snoozes_never_move_it(sqlite_house: House) -> None:
    house = sqlite_house
    every = load_policy().levels[house.crisis().level].situation_report
    house.here("cadence.report", "he", note="第 1 次通报")
    sent = house.at
    assert house.crisis().next_update_at == sent + every
    for n in (1, 2):
        house.later(hours=1)
        house.here("cadence.snooze", "he", until=house.at + n * HOUR)
    with pytest.raises(Invalid) as refused:
        house.here("cadence.snooze", "he", until=house.at + 3 * HOUR)
    assert refused.value.code == "cadence.reason"
    house.here("cadence.snooze", "he", until=house.at + 3 * HOUR, reason="等检测报告")
    with house.work.reading() as conn:
        assert (last_sent(conn, house.room), snoozes(conn, house.room)) == (sent, 3)
    assert house.crisis().next_update_at == house.at + 3 * HOUR
    house.here("cadence.report", "he", note="第 2 次通报")
    with house.work.reading() as conn:
        assert (last_sent(conn, house.room), snoozes(conn, house.room)) == (house.at, 0)


# --- what a late joiner missed ---------------------------------------------------------------------------------


def of(house: House, name: str, audience: Audience = LEAD) -> dict[str, Any]:
    with house.work.reading() as conn:
        found = snapshot(conn, house.room, audience, recent=0)
        return mine(conn, house.room, house.ids[name], found, audience, house.at)


def test_whoever_was_away_learns_what_was_missed_and_what_comes_next(sqlite_house: House) -> None:
    house = sqlite_house
    see(house.work, house.who("lin"), house.room, house.told(f"crisis:{house.room}")[-1].seq, house.at)
    left = house.at
    house.later(minutes=30)
    assert of(house, "lin")["digest"] is None
    for n in range(3):
        house.here("log.add_entry", "he", entry=f"决定{n}", kind="decision")
    noted(house, "su")
    missed = of(house, "lin")["digest"]
    assert missed["parts"] == ["3 项决定", "1 条记录"]
    assert missed["since"] == left.isoformat().replace("+00:00", "Z")
    assert missed["next"]["title"]
    see(house.work, house.who("lin"), house.room, missed["seq"], house.at)
    house.later(hours=1)
    assert of(house, "lin")["digest"] is None


def test_nobody_has_left_who_was_gone_for_a_moment(sqlite_house: House) -> None:
    house = sqlite_house
    see(house.work, house.who("lin"), house.room, 0, house.at)
    noted(house, "su")
    house.later(minutes=9)
    assert of(house, "lin")["digest"] is None
    house.later(minutes=2)
    assert of(house, "lin")["digest"] is not None


def test_what_was_seen_never_goes_back_or_beyond_what_there_is(sqlite_house: House) -> None:
    house = sqlite_house
    head = house.told(f"crisis:{house.room}")[-1].seq
    reached = [see(house.work, house.who("lin"), house.room, seq, house.at) for seq in (3, 2, head + 50, 1)]
    assert reached == [3, 3, head, head]
    assert [row.seq for row in house.rows(seen)] == [head]
    with pytest.raises(Absent):
        see(house.work, house.who("mo"), 999_999, 1, house.at)


def test_after_twelve_hours_in_a_seat_a_hand_over_is_asked_for(sqlite_house: House) -> None:
    house = sqlite_house
    house.here("seats.take_seat", "wu", seat_id=seat(house, "TECH"))
    house.at += load_policy().shift - timedelta(seconds=1)
    assert of(house, "wu")["shifts"] == []
    house.at += timedelta(seconds=1)
    assert [one["role"] for one in of(house, "wu")["shifts"]] == ["TECH"]
    house.here("hand_overs.hand_over", "wu", seat_id=seat(house, "TECH"), person_id=house.ids["su"], brief="x")
    assert [one["role"] for one in of(house, "su")["offered"]] == ["TECH"]
