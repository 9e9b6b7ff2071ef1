"""The back-test of a changed rule: one at a time, over history, told honestly, and alive after a restart."""

from __future__ import annotations

import threading
import time

import pytest

from crisis.commands import trials as commands
from crisis.domain.errors import IllegalMove, Invalid
from crisis.jobs.backtests import Backtests, run_next
from crisis.store.trials import trials
from tests.commands.cast import THANKS, THREAT, House
from tests.commands.scenarios_desk import came
from tests.commands.scenarios_listening import OWN

SAID = "我今天在东门店排队三小时，一个人都没来招呼。"


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def asked(house: House, rules: str = OWN, by: str = "lin") -> int:
    return int(house.do("trials.try_rules", by, rules=rules)["trial"])


def ran(house: House) -> bool:
    return run_next(house.work, lambda: house.at)


def state(house: House, trial: int) -> str:
    return str(house.rows(trials, id=trial)[0].state)


def test_a_trial_says_which_warnings_appear_and_vanish(house: House) -> None:
    quiet = came(house, SAID)["id"]
    came(house, "刹车失灵，差点撞车。", customer_key="K-2")
    trial = asked(house)
    assert (state(house, trial), ran(house), state(house, trial), ran(house)) == ("queued", True, "done", False)
    row = house.rows(trials, id=trial)[0]
    (appears,) = row.result["appear"]["rows"]
    assert (appears["id"], appears["was"], appears["now"], appears["rules"]) == (quiet, "none", "watch", ["OWN-1"])
    assert (row.result["vanish"]["n"], row.heard, row.total, row.held) == (0, 2, 2, 2)


def test_a_trial_says_what_becomes_of_what_people_decided(house: House) -> None:
    (kept,) = house.do("intake.receive", "shop", records=[{"text": THREAT, "customer_key": "k1"}])["results"]
    (missed,) = house.do("intake.receive", "shop", records=[{"text": THANKS, "customer_key": "k2"}])["results"]
    (wrong,) = house.do("intake.receive", "shop", records=[{"text": SAID, "customer_key": "k3"}])["results"]
    house.do("warnings.confirm", "lin", warning_id=kept["warning_id"])
    house.do("warnings.raise_warning", "lin", intake_id=missed["id"], reason="语气反常")
    raised = house.do("warnings.raise_warning", "lin", intake_id=wrong["id"], reason="等待太久")["warning_id"]
    house.do("warnings.dismiss", "lin", warning_id=raised, reason="其实无妨")
    asked(house)
    ran(house)
    result = house.rows(trials)[0].result
    assert result["lessons"] == {"kept": 1, "learned": 0, "unlearned": 1}
    assert [row["decided"] for row in result["appear"]["rows"]] == ["dismissed"]


def test_only_the_newest_records_are_heard_and_both_numbers_are_kept(house: House) -> None:
    for number in range(5):
        came(house, f"{SAID}第{number}次", customer_key=f"k{number}")
    trial = asked(house)
    run_next(house.work, lambda: house.at, history=3)
    row = house.rows(trials, id=trial)[0]
    assert (row.heard, row.total, row.held, row.result["records"]) == (3, 3, 5, 3)


def test_a_second_trial_takes_the_place_of_the_first(house: House) -> None:
    came(house, SAID)
    first = asked(house)
    row = commands.claim(house.work, "one", house.at)
    second = asked(house, OWN.replace("42", "44"), "shen")
    assert row is not None and not commands.carry_on(house.work, row, house.at, heard=1)
    assert (state(house, first), state(house, second)) == ("superseded", "queued")
    ran(house)
    assert (state(house, first), state(house, second)) == ("superseded", "done")


def test_a_trial_that_is_stopped_ends_at_the_next_page_and_stops_once(house: House) -> None:
    came(house, SAID)
    trial = asked(house)
    row = commands.claim(house.work, "one", house.at)
    house.do("trials.stop_trial", "shen", trial_id=trial)
    assert row is not None and not commands.end(house.work, row, house.at, "done", {})
    assert (state(house, trial), ran(house)) == ("cancelled", False)
    with pytest.raises(IllegalMove):
        house.do("trials.stop_trial", "lin", trial_id=trial)


def test_a_trial_whose_runner_died_begins_again_and_a_living_one_is_left_alone(house: House) -> None:
    came(house, SAID)
    trial = asked(house)
    assert commands.claim(house.work, "killed", house.at) is not None
    house.later(seconds=59)
    assert not ran(house)
    house.later(seconds=2)
    assert ran(house)
    assert (state(house, trial), house.rows(trials)[0].heard) == ("done", 1)


def test_a_console_that_stops_leaves_the_trial_waiting(house: House) -> None:
    came(house, SAID)
    trial = asked(house)
    run_next(house.work, lambda: house.at, lambda _: True)
    assert (state(house, trial), house.rows(trials)[0].result) == ("queued", None)
    assert ran(house) and state(house, trial) == "done"


def test_a_file_with_a_mistake_is_refused_before_anything_is_queued(house: House) -> None:
    with pytest.raises(Invalid):
        asked(house, OWN.replace("42", "many"))
    assert house.rows(trials) == []


def test_what_people_ask_for_wakes_the_thread(house: House) -> None:
    came(house, SAID)
    thread = Backtests(house.work, lambda: house.at, every=60.0).start()
    trial = asked(house)
    until = time.monotonic() + 20
    while state(house, trial) != "done" and time.monotonic() < until:
        time.sleep(0.02)
    thread.stop()
    assert state(house, trial) == "done"
    assert [t.name for t in threading.enumerate() if t.name == "backtests"] == []
