"""Several processes: hints over Redis make it fast, the log makes it true."""

from __future__ import annotations

import json
import signal
import threading
import time

import pytest
import redis

from crisis.live.bus import RedisBus, read_hint
from tests.live.faults.history import Verdict, judge
from tests.live.follower import Reader
from tests.live.house import ROOM, House, opened, settled_house
from tests.live.readers import Raw, soon
from tests.stack.redis_server import server


@pytest.fixture
def house() -> House:
    return settled_house()


def alone(house: House) -> House:
    """A second process's view of the same rows: the same log and people, listeners of its own."""
    return House(logs=house.logs, people=house.people, barred=house.barred, lock=house.lock)


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b'{"stream":"crisis:7","seq":3}', ("crisis:7", 3)),
        (b'{"stream":"crisis:7","seq":3,"kind":"x"}', None),
        (b'{"stream":"crisis:7","seq":true}', None),
        (b'{"stream":"crisis:7","seq":-1}', None),
        (b'{"stream":"crisis:7","seq":1e3}', None),
        (b'{"stream":7,"seq":3}', None),
        (b'{"stream":"x","seq":' + b"9" * 200 + b"}", None),
        (b'{"stream":"' + b"x" * 300 + b'","seq":3}', None),
        (b"[" * 200, None),
        (b"\xff\xfe", None),
        (b"", None),
        ("text", None),
        (None, None),
    ],
)
def test_only_an_exact_hint_is_read(data: object, hint: object) -> None:
    assert read_hint(data) == hint


@pytest.mark.covers("I12")
def test_two_processes_writing_in_turn_are_heard_in_order_by_the_readers_of_both(redis_url: str, house: House) -> None:
    other = alone(house)
    with opened(house, RedisBus(redis_url, "t1")) as one, opened(other, RedisBus(redis_url, "t1")) as two:
        readers = [Reader(one.port, one.port, "ann", ROOM), Reader(two.port, two.port, "bob", ROOM)]
        assert soon(lambda: all(reader.last == 1 for reader in readers))
        time.sleep(0.3)
        for number in range(300):
            (house, other)[number % 2].say(ROOM, f"{number}")
            time.sleep(0.002)
        began = time.monotonic()
        assert [reader.wait_for(301, 5) for reader in readers] == [True, True]
        assert time.monotonic() - began < 0.4  # by hints, not by the regular look
        for reader in readers:
            reader.stop()
    for reader, lang in zip(readers, ("zh", "en"), strict=True):
        truth = [(row.seq, f"{lang}: {row.text}") for row in house.logs[ROOM]]
        assert judge(reader.seen, truth) == Verdict()


@pytest.mark.covers("I15")
@pytest.mark.parametrize("outage", ["killed", "stopped"])
def test_with_redis_dead_or_stalled_rooms_live_on_by_looking_at_the_log(house: House, outage: str) -> None:
    other = alone(house)
    with (
        server() as away,
        opened(house, RedisBus(away.url, "t2")) as one,
        opened(other, RedisBus(away.url, "t2")) as two,
    ):
        ann, bob = Raw(one.port, "ann").connect(), Raw(two.port, "bob").connect()
        assert ann.subscribe(ROOM)["ok"] and bob.subscribe(ROOM)["ok"]
        away.process.send_signal(signal.SIGKILL if outage == "killed" else signal.SIGSTOP)
        try:
            for number in range(5):
                said = time.monotonic()
                house.say(ROOM, f"{number}")
                assert time.monotonic() - said < 0.1  # the writer does not wait for Redis
                assert (ann.numbers(1), bob.numbers(1, timeout=2)) == ([number + 2], [number + 2])
            assert soon(lambda: not two.live.rooms.listeners(ROOM) or house.people.pop("bob", None) is None, 2)
            assert bob.goodbye.wait(1)  # revocation needs no Redis either
        finally:
            away.process.send_signal(signal.SIGCONT)


@pytest.mark.covers("T2")
def test_forged_and_garbled_messages_show_nobody_anything(redis_url: str, house: House) -> None:
    bus = RedisBus(redis_url, "t3")
    with opened(house, bus) as room:
        ann = Raw(room.port, "ann").connect()
        assert ann.subscribe(ROOM)["ok"]
        attacker = redis.Redis.from_url(redis_url)
        assert soon(lambda: attacker.publish("t3:x", b"hello") == 1)
        forged = [
            json.dumps({"method": "emit", "event": "events", "data": [{"seq": 2, "sentence": "recall"}], "room": ROOM}),
            json.dumps({"method": "enter_room", "sid": "x", "room": "crisis:8"}),
            json.dumps({"stream": ROOM, "seq": 10**12}),
            json.dumps({"stream": "crisis:999", "seq": 5}),
            b"\x80\x04cos\nsystem\n(S'true'\ntR.",
            b"\x00" * 1000,
        ]
        for _ in range(10_000 // len(forged)):
            with attacker.pipeline(transaction=False) as pipeline:
                for message in forged:
                    pipeline.publish(f"t3:{ROOM}", message)
                pipeline.execute()
        assert soon(lambda: bus.refused > 6000)
        house.say(ROOM, "true")
        heard = [one for name, payload, _ in ann.heard_within(0.5) if name == "events" for one in payload]
        assert [(one["seq"], one["sentence"]) for one in heard] == [(2, "zh: true")]
        assert house.reads < 500  # a flood of rumours does not become a flood of reads
        assert room.live._broadcaster.streams() == (ROOM,)


def test_a_hint_that_was_lost_costs_half_a_second_at_most(redis_url: str, house: House) -> None:
    with opened(house, RedisBus(redis_url, "t4")) as room:
        ann = Raw(room.port, "ann").connect()
        assert ann.subscribe(ROOM)["ok"]
        for number in range(3):
            said = time.monotonic()
            house.say(ROOM, "written by another process", tell=False)
            assert ann.numbers(1) == [number + 2]
            assert time.monotonic() - said < 0.8


def test_telling_keeps_only_the_newest_number_of_each_stream_and_never_waits(redis_url: str) -> None:
    bus = RedisBus("redis://127.0.0.1:1/0", "t5")
    began = time.monotonic()
    for seq in range(1, 10_001):
        bus.tell(ROOM, seq)
        bus.tell("desk", 7)
    assert time.monotonic() - began < 1.0
    assert set(bus._news) <= {ROOM, "desk"}
    bus.stop()
    heard: list[tuple[str, int]] = []
    listener, speaker = RedisBus(redis_url, "t6"), RedisBus(redis_url, "t6")
    listener.start(lambda stream, seq: heard.append((stream, seq)), lambda word: True)
    assert soon(lambda: redis.Redis.from_url(redis_url).publish("t6:x", b"is anybody there") == 1)
    speaker.tell(ROOM, 5)
    assert soon(lambda: heard == [(ROOM, 5)])
    listener.stop()
    speaker.stop()
    assert soon(lambda: not [one for one in threading.enumerate() if one.name.startswith("live.bus")], 4)
