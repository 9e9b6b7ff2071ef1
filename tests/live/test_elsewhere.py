"""Who is here through other processes: as they said last, gone seconds after they fell silent, and never called all."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from crisis.live.bus import RedisBus
from crisis.live.elsewhere import BEAT, MAX_PROCESSES, MOURNED, SILENT, Elsewhere, read_word
from tests.live.house import ROOM, House, opened
from tests.live.readers import Raw
from tests.stack.redis_server import RedisServer

KNOWN = {1: ("林站长", "lead"), 2: ("何公关", "pr")}
MARK = "ab" * 16


def persons(ids: Any) -> dict[int, tuple[str, str]]:
    return {one: KNOWN[one] for one in ids if one in KNOWN}


def word(**people: list[str]) -> bytes:
    rooms = {ROOM: {one.removeprefix("p"): cards for one, cards in people.items()}}
    return json.dumps({"process": MARK, "rooms": rooms}).encode()


def met() -> Elsewhere:
    """One that has heard itself long enough to know of the others, and has told its rooms so."""
    one = Elsewhere(persons)
    for at in (0.0, BEAT):
        one.hear(one.word({}, at).encode(), at)
    one.changed([ROOM], BEAT)
    return one


def seen(one: Elsewhere) -> dict[str, str]:
    return {here.name: here.where for here in one.here(ROOM)}


def test_what_another_process_says_is_news_once_and_named_by_the_house() -> None:
    one = met()
    assert one.hear(word(p1=["item-3"], p2=[], p77=["item-3"]), 3.0)
    assert (one.changed([ROOM], 3.0), one.changed([ROOM], 3.0)) == ({ROOM}, set())
    assert seen(one) == {"林站长": "item-3", "何公关": ""}  # 77 is nobody of this house
    one.hear(word(p1=["item-3"], p2=[], p77=["item-3"]), 3.5)
    assert one.changed([ROOM], 3.5) == set()
    one.hear(word(p2=["fact-1"]), 4.0)
    assert (one.changed([ROOM], 4.0), seen(one)) == ({ROOM}, {"何公关": "fact-1"})


@pytest.mark.parametrize(
    ("silent", "people", "whole"),
    [(SILENT, ["林站长"], True), (SILENT + 0.1, [], False), (MOURNED, [], False), (MOURNED + 0.1, [], True)],
)
def test_a_process_that_falls_silent_takes_its_people_along_and_leaves_doubt_for_a_while(
    silent: float, people: list[str], whole: bool
) -> None:
    one = met()
    one.hear(word(p1=[]), BEAT)
    now = BEAT
    while now < BEAT + silent:
        now = min(now + BEAT, BEAT + silent)
        one.hear(one.word({}, now).encode(), now)
        one.changed([ROOM], now)
    assert (list(seen(one)), one.whole(now)) == (people, whole)


def test_who_does_not_hear_itself_cannot_speak_for_all_and_every_room_is_told_so() -> None:
    one = met()
    assert one.whole(BEAT + SILENT)
    assert one.changed([ROOM, "desk"], BEAT + SILENT + 0.1) == {ROOM, "desk"}
    assert not one.whole(BEAT + SILENT + 0.1)
    one.hear(one.word({}, 20.0).encode(), 20.0)
    assert (one.whole(20.0), one.whole(20.0 + BEAT)) == (False, True)  # the others have had the time to say theirs


def test_a_newcomer_is_answered_at_once_and_no_flood_of_them_is_kept() -> None:
    one = met()
    one.word({}, 10.0)
    assert not one.due(10.5)
    one.hear(word(p1=[]), 10.5)
    assert one.due(10.5)
    for n in range(MAX_PROCESSES * 2):
        one.hear(json.dumps({"process": f"{n:032x}", "rooms": {f"crisis:{n}": {"1": []}}}).encode(), 11.0)
    rooms = [f"crisis:{n}" for n in range(MAX_PROCESSES * 2)]
    one.changed(rooms, 11.0)
    assert sum(bool(one.here(room)) for room in rooms) == MAX_PROCESSES - 1


@pytest.mark.covers("T2")
@pytest.mark.parametrize(
    "data",
    [
        None, "text", b"", b"\xff\xfe", b"[" * 100_000, b"[]", b'{"process":"x","rooms":{}}', b" " * 300_000,
        b'{"process":"' + b"a" * 32 + b'"}', b'{"process":"' + b"a" * 32 + b'","rooms":[]}',
        b'{"process":"' + b"a" * 32 + b'","rooms":{"crisis:7":[]}}',
        b'{"process":"' + b"a" * 32 + b'","rooms":{"crisis:7":{"-1":[]}}}',
        b'{"process":"' + b"a" * 32 + b'","rooms":{"crisis:7":{"1":["<b>"]}}}',
        b'{"process":"' + b"a" * 32 + b'","rooms":{"crisis:7":{"1":[7]}}}',
        b'{"process":"' + b"a" * 32 + b'","rooms":{"crisis:7":{"1":' + json.dumps(["a"] * 9).encode() + b"}}}",
        b'{"process":"' + b"a" * 32 + b'","rooms":{},"name":"x"}',
    ],
)  # fmt: skip
def test_only_an_exact_word_is_read(data: object) -> None:
    assert read_word(data) is None
    assert not met().hear(data, 3.0)


def test_an_exact_word_is_read() -> None:
    assert read_word(word(p1=["item-3"])) == (MARK, {ROOM: {1: ["item-3"]}})


def picture(reader: Raw, holds: Any, seconds: float = 10.0) -> bool:
    """Whether a picture for which that holds arrives in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds(reader.next("presence", timeout=max(0.01, until - time.monotonic()))):
            return True
    return False


def test_people_of_two_processes_see_one_another_and_one_person_in_both_is_one(redis_of_the_run: RedisServer) -> None:
    house = House()
    house.say(ROOM, "first")
    for session, person in (("ann", 1), ("bob", 2), ("ann-at-home", 1)):
        house.admit(session, person)
    with (
        opened(house, RedisBus(redis_of_the_run.url, "e1")) as one,
        opened(house, RedisBus(redis_of_the_run.url, "e1")) as two,
    ):
        ann, bob, home = Raw(one.port, "ann"), Raw(two.port, "bob"), Raw(two.port, "ann-at-home")
        for reader, where in ((ann, "item-3"), (bob, ""), (home, "fact-1")):
            reader.connect().subscribe(ROOM)
            assert reader.ask("presence", {"stream": ROOM, "where": where}) == {"ok": True}
        both = [("someone 1", ["item-3", "fact-1"]), ("someone 2", [])]
        for reader in (ann, bob):
            assert picture(reader, lambda told: told["whole"] and sorted_people(told) == sorted_cards(both))
        home.close()
        left = [("someone 1", ["item-3"]), ("someone 2", [])]
        assert picture(bob, lambda told: sorted_people(told) == sorted_cards(left))


def sorted_people(told: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return sorted_cards([(one["name"], one["where"]) for one in told["people"]])


def sorted_cards(people: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    return sorted((name, sorted(cards)) for name, cards in people)
