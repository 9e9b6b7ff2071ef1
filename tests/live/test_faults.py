"""A thousand events through a network that delays, cuts, half-closes and stalls: each reader applies each once."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections import Counter

import pytest

from tests.live.faults.history import Verdict, judge
from tests.live.faults.proxy import Fault, FaultProxy, mixed
from tests.live.follower import Reader
from tests.live.house import ROOM, House, opened, settled_house
from tests.live.readers import Raw, soon

EVENTS = int(os.environ.get("LIVE_FAULT_EVENTS", "1000"))
SEED = int(os.environ.get("LIVE_FAULT_SEED", "7"))


def expected(house: House, lang: str) -> list[tuple[int, str]]:
    return [(row.seq, f"{lang}: {row.text}") for row in house.logs[ROOM]]


@pytest.mark.covers("I12")
def test_a_thousand_events_reach_everybody_once_and_in_order_through_a_failing_network() -> None:
    house = settled_house()
    with opened(house) as room:
        proxy = FaultProxy(room.port, mixed(SEED, calm_after=150))
        readers = [Reader(proxy.port, room.port, session, ROOM) for session in ("ann", "bob") * 4]
        for number in range(EVENTS):
            house.say(ROOM, f"{number}")
            time.sleep(0.004)
        complete = [reader.wait_for(EVENTS + 1, 20) for reader in readers]
        for reader in readers:
            reader.stop()
        proxy.close()
    assert complete == [True] * 8
    verdicts = [judge(reader.seen, expected(house, "zh" if n % 2 == 0 else "en")) for n, reader in enumerate(readers)]
    assert verdicts == [Verdict()] * 8
    proxy.must_have_fired("cut", "delay", "half_close", "stall")
    faults, ops = sum(proxy.fired.values()), 8 * (EVENTS + 1)
    assert min(reader.connects for reader in readers) > 1
    print(f"INV 12 faults={faults} {dict(proxy.fired)} ops={ops} violations=0 seed={SEED}")


def test_a_reader_that_breaks_the_client_rule_is_found_out_on_the_same_run() -> None:
    """The control: without catching up, the very same cuts do lose events."""

    class Careless(Reader):
        def _fetch_to(self, seq: int) -> None:
            self.last = max(self.last, seq - 1)

    house = settled_house()
    with opened(house) as room:
        proxy = FaultProxy(room.port, lambda number: Fault("cut", after=3000) if number < 5 else Fault())
        reader = Careless(proxy.port, room.port, "ann", ROOM)
        for number in range(200):
            house.say(ROOM, f"{number}")
            time.sleep(0.004)
        reader.wait_for(201, 1)
        reader.stop()
        proxy.close()
    proxy.must_have_fired("cut")
    assert judge(reader.seen, expected(house, "zh")).missing != ()


def test_readers_that_come_and_go_by_the_hundred_leave_nothing_behind() -> None:
    house = settled_house()
    with opened(house) as room:
        Raw(room.port, "ann").connect().close()
        assert soon(lambda: not room.live.rooms.seats())
        before = _threads()
        proxy = FaultProxy(room.port, lambda number: Fault("cut", after=100 + number * 7 % 500))
        readers = [Reader(proxy.port, room.port, "ann", ROOM) for _ in range(5)]
        until = time.monotonic() + 25
        while proxy.fired["cut"] < 200 and time.monotonic() < until:
            house.say(ROOM, "x" * 100)
            time.sleep(0.002)
        for reader in readers:
            reader.stop()
        proxy.close()
        soon(lambda: _threads() <= before and not room.live.rooms.seats())
        assert proxy.fired["cut"] >= 200
        assert (room.live.rooms.seats(), len(room.live.lobby)) == ((), 0)
        assert _threads() - before == Counter()


def test_many_who_leave_in_the_same_instant_are_all_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    house = settled_house()
    for number in range(60):
        house.admit(f"s{number}", 10 + number)
    with opened(house) as room:
        for _ in range(3):
            readers = [Raw(room.port, f"s{number}").connect() for number in range(60)]
            assert len(room.live.rooms.seats()) == 60
            for reader in readers:
                reader.ws.sock.shutdown(socket.SHUT_RDWR)
            assert soon(lambda: not room.live.rooms.seats())
            assert soon(lambda: not room.socketio.server.environ)
            assert soon(lambda: not room.socketio.server.manager.rooms)
    assert "KeyError" not in caplog.text


def _threads() -> Counter[str]:
    """How many of each name; those of earlier tests may end meanwhile.

    Without the engine's own ping sleepers, which end by themselves within one ping interval.
    """
    names = [re.sub(r"\d+", "", thread.name) for thread in threading.enumerate()]
    return Counter(name for name in names if "_send_ping" not in name)
