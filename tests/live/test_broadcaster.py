"""Every committed event to everybody who may see it, once, in order, as dense numbers."""

from __future__ import annotations

import logging
import queue
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from crisis.live.broadcaster import Broadcaster
from crisis.live.rooms import Rooms, Seat
from tests.live.house import ROOM, House, Said, opened, settled_house
from tests.live.readers import Raw


@pytest.fixture
def house() -> House:
    house = settled_house()
    house.admit("law", 3, "legal", "en")
    return house


@pytest.mark.covers("T22")
def test_what_an_audience_may_not_see_keeps_its_number_and_nothing_else(house: House) -> None:
    with opened(house) as room:
        bob, law = Raw(room.port, "bob").connect(), Raw(room.port, "law").connect()
        assert bob.subscribe(ROOM)["ok"] and law.subscribe(ROOM)["ok"]
        house.say(ROOM, "canary", kind="legal.said")
        house.say(ROOM, "open")
        heard = [one for _, payload, _ in bob.heard_within(0.3) for one in payload]
        open_one = {"stream": ROOM, "seq": 3, "kind": "log.said", "sentence": "en: open"}
        assert heard == [{"stream": ROOM, "seq": 2, "kind": "hidden"}, open_one]
        told = [one["sentence"] for _, payload, _ in law.heard_within(0.1) for one in payload]
        assert told == ["en: canary", "en: open"]


def test_writers_in_many_threads_are_heard_in_the_order_of_the_numbers(house: House) -> None:
    with opened(house) as room:
        readers = [Raw(room.port, session).connect() for session in ("ann", "bob", "law")]
        for reader in readers:
            assert reader.subscribe(ROOM)["ok"]
        writers = [threading.Thread(target=lambda: [house.say(ROOM, "x") for _ in range(100)]) for _ in range(10)]
        for writer in writers:
            writer.start()
        for reader in readers:
            assert reader.numbers(1000, timeout=10) == list(range(2, 1002))


def test_events_committed_within_a_tick_travel_as_one_frame_and_the_first_at_once(house: House) -> None:
    with opened(house) as room:
        ann = Raw(room.port, "ann").connect()
        assert ann.subscribe(ROOM)["ok"]
        time.sleep(0.05)
        said = time.monotonic()
        for _ in range(8):
            house.say(ROOM, "x")
        frames = ann.heard_within(0.2)
        assert frames[0][2] - said < 0.020
        assert [one["seq"] for _, payload, _ in frames for one in payload] == list(range(2, 10))
        assert len(frames) <= 2


def test_events_handed_over_out_of_order_or_not_at_all_are_put_right_from_the_log(house: House) -> None:
    with opened(house) as room:
        ann = Raw(room.port, "ann").connect()
        assert ann.subscribe(ROOM)["ok"]
        unheard = house.say(ROOM, "b", "c", "d", tell=False)
        room.live.committed(unheard[2:])
        assert ann.numbers(3) == [2, 3, 4]
        room.live.committed(unheard)  # handed over again: not sent again
        house.say(ROOM, "e")
        assert ann.numbers(1) == [5]


def test_a_projection_that_fails_is_logged_and_its_readers_catch_up(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(House):
        def envelope(self, event: Said, audience: Any) -> dict[str, Any] | None:
            if event.text == "bad" and audience.role == "pr":
                raise KeyError("no words")
            return super().envelope(event, audience)

    broken = Broken(logs=house.logs, people=house.people)
    with opened(broken) as room, caplog.at_level(logging.ERROR):
        ann, bob = Raw(room.port, "ann").connect(), Raw(room.port, "bob").connect()
        assert ann.subscribe(ROOM)["ok"] and bob.subscribe(ROOM)["ok"]
        broken.say(ROOM, "bad")
        assert ann.numbers(1) == [2]
        broken.say(ROOM, "good")
        assert ann.numbers(1) == [3]
        assert bob.numbers(1) == [3]  # a gap, which the client rule turns into catching up
    assert "must catch up" in caplog.text


def test_those_who_are_told_the_same_share_a_frame_and_nobody_else_does(house: House) -> None:
    house.admit("ida", 4, "technical", "en")
    rooms, sent = Rooms(), queue.SimpleQueue[tuple[set[str], list[Any]]]()
    broadcaster = Broadcaster(
        house.doors(), rooms, lambda seats, _, told: sent.put(({seat.sid for seat in seats}, told)), lambda: True
    )
    for session, standing in house.people.items():
        rooms.arrive(Seat(session, None, standing))
        rooms.enter(session, ROOM)
    broadcaster.watch(ROOM)
    broadcaster.begin(ROOM, 1)
    sending = threading.Thread(target=broadcaster.run)
    sending.start()
    broadcaster.committed(house.say(ROOM, "open", tell=False))
    open_ones = [sent.get(timeout=5) for _ in range(2)]
    broadcaster.committed(house.say(ROOM, "canary", kind="legal.said", tell=False))
    canaries = [sent.get(timeout=5) for _ in range(2)]
    broadcaster.stop()
    sending.join()
    assert {frozenset(sids): told[0]["sentence"][:2] for sids, told in open_ones} == {
        frozenset({"ann"}): "zh",
        frozenset({"bob", "law", "ida"}): "en",
    }
    assert {frozenset(sids): told[0]["kind"] for sids, told in canaries} == {
        frozenset({"law"}): "legal.said",
        frozenset({"ann", "bob", "ida"}): "hidden",
    }
    assert sent.empty()


def test_a_reader_far_behind_is_led_to_the_log_instead_of_thousands_of_frames(house: House) -> None:
    with opened(house) as room:
        ann = Raw(room.port, "ann").connect()
        assert ann.subscribe(ROOM)["ok"]
        house.say(ROOM, *["x"] * 5000, tell=False)
        room.live.heard(ROOM, 5001)
        time.sleep(0.1)
        house.say(ROOM, "newest")
        assert ann.numbers(1) == [5002]


def test_a_number_from_another_history_is_answered_with_the_true_one(house: House) -> None:
    with opened(house) as room:
        assert Raw(room.port, "ann").connect().subscribe(ROOM, 999) == {"ok": True, "seq": 1}


def test_nothing_falls_between_the_number_answered_and_the_first_frame(house: House) -> None:
    """A commit right before, during and right after the answer: 50 times, with a log that answers slowly."""

    def slow_head(stream: str) -> int:
        head = house.head(stream)
        time.sleep(0.005)
        return head

    doors = replace(house.doors(), head=slow_head)
    house.doors = lambda: doors  # type: ignore[method-assign]
    with opened(house) as room:
        stop = threading.Event()
        writer = threading.Thread(target=lambda: [house.say(ROOM, "x") for _ in iter(lambda: stop.wait(0.001), True)])
        writer.start()
        for _ in range(50):
            reader = Raw(room.port, "ann").connect()
            answered = reader.subscribe(ROOM)["seq"]
            numbers = [seq for seq in reader.numbers(30) if seq > answered]
            assert numbers[0] == answered + 1
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            reader.close()
        stop.set()
        writer.join()
