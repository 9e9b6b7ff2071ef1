"""Removed, demoted, disabled, signed out, restricted: no frame later than a second after the commit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from crisis.live.standing import Standing
from tests.live.house import ROOM, House, opened, settled_house
from tests.live.readers import Raw


def signed_out(house: House) -> None:
    del house.people["bob"]


def demoted(house: House) -> None:
    house.change("bob", role="executive")


def removed(house: House) -> None:
    house.barred.add((2, ROOM))
    house.change("bob")


@pytest.mark.covers("T23")
@pytest.mark.parametrize("change", [signed_out, demoted, removed])
@pytest.mark.parametrize("hint", ["told", "not told"])
def test_nothing_reaches_them_a_second_after_the_commit_told_or_not(change: Callable[[House], None], hint: str) -> None:
    house = settled_house()
    with opened(house) as room:
        ann, bob = Raw(room.port, "ann").connect(), Raw(room.port, "bob").connect()
        assert ann.subscribe(ROOM)["ok"] and bob.subscribe(ROOM)["ok"]
        stop = threading.Event()
        talking = threading.Thread(target=_talk, args=(house, stop))
        talking.start()
        assert bob.next()  # somebody could have heard
        time.sleep(0.2)
        change(house)
        committed = time.monotonic()
        if hint == "told":
            room.live.revoked(2)
        time.sleep(1.3)
        stop.set()
        talking.join()
        late = [at - committed for name, _, at in _drain(bob) if name == "events" and at > committed]
        assert max(late, default=0.0) < (0.15 if hint == "told" else 1.0)
        heard = [at - committed for name, _, at in _drain(ann) if name == "events"]
        assert max(heard) > 1.2  # the others heard all along
        assert bob.goodbye.is_set() == (change is not removed)
        assert not room.live.rooms.listeners(ROOM).keys() - {("lead", "zh")}


def _talk(house: House, stop: threading.Event) -> None:
    while not stop.wait(0.01):
        house.say(ROOM, "tick")


def _drain(reader: Raw) -> list[tuple[str, Any, float]]:
    return [reader.frames.get() for _ in range(reader.frames.qsize())]


def test_somebody_removed_from_a_room_is_told_so_and_keeps_the_others() -> None:
    house = settled_house()
    house.say("desk", "x")
    with opened(house) as room:
        bob = Raw(room.port, "bob").connect()
        assert bob.subscribe(ROOM)["ok"] and bob.subscribe("desk")["ok"]
        removed(house)
        assert bob.next("gone", timeout=2) == {"stream": ROOM}
        house.say("desk", "still here")
        assert bob.numbers(1) == [2]
        assert bob.subscribe(ROOM) == {"ok": False, "error": "not_allowed"}


def test_an_event_about_people_makes_the_rights_doubted_at_once() -> None:
    house = settled_house()
    house.say("house", "x")
    with opened(house) as room:
        bob = Raw(room.port, "bob").connect()
        assert bob.subscribe(ROOM)["ok"]
        for _ in range(20):
            removed(house)
            house.say("house", "bob was removed")
            house.say(ROOM, "not for bob")
            assert [name for name, _, _ in bob.heard_within(0.03)] in ([], ["gone"])
            house.barred.clear()
            house.change("bob")
            assert bob.subscribe(ROOM)["ok"]
        house.say(ROOM, "for bob again")
        assert bob.next()[0]["sentence"] == "en: for bob again"


def test_while_rights_cannot_be_proven_nothing_is_sent_and_nothing_is_lost() -> None:
    house = settled_house()
    with opened(house) as room:
        ann = Raw(room.port, "ann").connect()
        assert ann.subscribe(ROOM)["ok"]
        house.dark = True
        time.sleep(0.5)  # the last proof has grown too old
        house.say(ROOM, "second", "third")
        assert ann.heard_within(0.5) == []
        house.dark = False
        assert ann.numbers(2, timeout=2) == [2, 3]


def test_a_person_whose_language_changes_reads_on_in_the_new_one() -> None:
    house = settled_house()
    with opened(house) as room:
        ann = Raw(room.port, "ann").connect()
        assert ann.subscribe(ROOM)["ok"]
        house.change("ann", lang="en")
        room.live.revoked(1)
        house.say(ROOM, "second")
        assert ann.next()[0]["sentence"] == "en: second"


def test_a_pause_of_the_whole_process_does_not_let_old_rights_through() -> None:
    """The broadcaster itself asks when the last answer is too old, so no thread has to have run in between."""
    from crisis.live.rights import Rights
    from crisis.live.rooms import Rooms, Seat

    house, rooms = settled_house(), Rooms()
    expelled: list[str] = []
    rights = Rights(house.doors(), rooms, expel=lambda seat: expelled.append(seat.sid), part=lambda seat, stream: None)
    rooms.arrive(Seat("s", None, house.people["bob"]))
    assert rights.hold()
    signed_out(house)
    assert rights.hold() and expelled == []  # proven a moment ago
    time.sleep(0.45)
    assert rights.hold() and expelled == ["s"]


def test_an_answer_that_took_too_long_is_no_proof() -> None:
    from dataclasses import replace

    from crisis.live.rights import Rights
    from crisis.live.rooms import Rooms, Seat

    house, rooms = settled_house(), Rooms()

    def slowly(sessions: Any) -> dict[str, Standing]:
        time.sleep(1.0)
        return dict(house.standings(sessions))

    doors = replace(house.doors(), standings=slowly)
    rights = Rights(doors, rooms, expel=lambda seat: None, part=lambda seat, stream: None)
    rooms.arrive(Seat("s", None, house.people["bob"]))
    assert not rights.hold()
