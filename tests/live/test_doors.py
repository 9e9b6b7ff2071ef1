"""The socket doors: who may connect, what may be asked, and that nothing else is answered."""

from __future__ import annotations

import queue
from typing import Any

import pytest

from tests.live.house import ORIGIN, House, opened
from tests.live.readers import Raw


@pytest.fixture
def house() -> House:
    house = House()
    house.admit("ann", 1)
    house.say("crisis:7", "first")
    house.say("crisis:8", "other")
    return house


def test_a_known_session_of_our_own_page_may_connect_and_others_may_not(house: House) -> None:
    with opened(house) as room:
        assert Raw(room.port, "ann").connect().subscribe("crisis:7") == {"ok": True, "seq": 1}
        with pytest.raises(PermissionError, match="not_signed_in"):
            Raw(room.port, "nobody").connect()
        with pytest.raises(PermissionError, match="not_signed_in"):
            Raw(room.port).connect()


@pytest.mark.covers("T24")
@pytest.mark.parametrize(
    "origin", ["http://elsewhere.example", "null", ORIGIN + ".evil.example", "https://room.example"]
)
def test_a_page_of_another_origin_cannot_connect_with_the_cookie(house: House, origin: str) -> None:
    with opened(house) as room, pytest.raises(Exception, match=r".*"):
        Raw(room.port, "ann", origin=origin, **{"X-Forwarded-Host": origin.split("//")[-1]}).connect()


@pytest.mark.covers("T24")
def test_a_cookie_without_an_origin_is_no_page_of_ours_and_a_token_needs_none(house: House) -> None:
    with opened(house) as room:
        with pytest.raises(PermissionError, match="not_signed_in"):
            Raw(room.port, "ann", origin=None).connect()
        machine = Raw(room.port, origin=None).connect({"token": "ann"})
        assert machine.subscribe("crisis:7") == {"ok": True, "seq": 1}
        with pytest.raises(PermissionError, match="not_signed_in"):
            Raw(room.port, origin=None).connect({"token": ["ann"]})


def test_a_room_one_may_not_see_and_a_room_that_is_not_there_get_the_same_answer(house: House) -> None:
    house.barred.add((1, "crisis:8"))
    with opened(house) as room:
        reader = Raw(room.port, "ann").connect()
        refused = {"ok": False, "error": "not_allowed"}
        assert [reader.subscribe("crisis:8"), reader.subscribe("crisis:99")] == [refused, refused]
        house.say("crisis:8", "not for ann")
        house.say("crisis:7", "not subscribed")
        assert reader.heard_within(0.3) == []


@pytest.mark.parametrize(
    "wish",
    [
        None,
        "crisis:7",
        [],
        {},
        {"stream": 7},
        {"stream": "crisis:7", "after": -1},
        {"stream": "crisis:7", "after": True},
        {"stream": "crisis:7", "after": "0"},
        {"stream": "crisis:7", "after": 10**30},
        {"stream": "crisis:07", "after": 0},
        {"stream": "crisis:7\n", "after": 0},
        {"stream": "crisis:７", "after": 0},
        {"stream": "*", "after": 0},
        {"stream": "x" * 60_000, "after": 0},
    ],
)
def test_a_malformed_wish_is_answered_as_such(house: House, wish: Any) -> None:
    with opened(house) as room:
        reader = Raw(room.port, "ann").connect()
        assert reader.ask("subscribe", wish) == {"ok": False, "error": "malformed"}
        assert reader.subscribe("crisis:7", 0)["ok"]


def test_an_event_we_do_not_know_is_left_unanswered_and_does_no_harm(house: House) -> None:
    with opened(house) as room:
        reader = Raw(room.port, "ann").connect()
        for name in ("events", "enter_room", "bell", "publish"):
            reader.ws.send(f'429["{name}",{{"stream":"crisis:7"}}]')
        with pytest.raises(queue.Empty):
            reader.acks.get(timeout=0.3)
        assert reader.subscribe("crisis:7") == {"ok": True, "seq": 1}


def test_when_the_house_cannot_answer_the_subscription_says_so_and_may_be_tried_again(house: House) -> None:
    with opened(house) as room:
        reader = Raw(room.port, "ann").connect()
        assert reader.subscribe("crisis:8")["ok"]
        house.dark = True
        assert reader.subscribe("crisis:7") == {"ok": False, "error": "unavailable"}
        house.dark = False
        assert reader.subscribe("crisis:7") == {"ok": True, "seq": 1}
        house.say("crisis:7", "second")
        assert reader.numbers(1) == [2]


def test_a_session_may_not_hold_endless_sockets_nor_a_socket_endless_rooms(house: House) -> None:
    for number in range(20, 30):
        house.say(f"crisis:{number}", "x")
    with opened(house) as room:
        readers = [Raw(room.port, "ann").connect() for _ in range(32)]
        with pytest.raises(PermissionError, match="too_many_sockets"):
            Raw(room.port, "ann").connect()
        answers = [readers[0].subscribe(f"crisis:{number}") for number in range(20, 29)]
        assert answers == [{"ok": True, "seq": 1}] * 8 + [{"ok": False, "error": "too_many_streams"}]
        assert readers[0].subscribe("crisis:20")["ok"]
        for reader in readers:
            reader.close()


def test_presence_shows_who_is_here_and_which_card_they_edit_and_forgets_them(house: House) -> None:
    house.admit("bob", 2, "pr", "en")
    with opened(house) as room:
        ann, bob = Raw(room.port, "ann").connect(), Raw(room.port, "bob").connect()
        assert bob.ask("presence", {"stream": "crisis:7", "where": "item-1"}) == {"ok": False, "error": "not_allowed"}
        assert ann.subscribe("crisis:7")["ok"] and bob.subscribe("crisis:7")["ok"]
        assert bob.ask("presence", {"stream": "crisis:7", "where": "item-12"}) == {"ok": True}
        someone = {"person": 2, "name": "someone 2", "role": "pr", "where": ["item-12"]}
        assert ann.next("presence") == {"stream": "crisis:7", "count": 1, "whole": True, "people": [someone]}
        bad = {"ok": False, "error": "malformed"}
        assert bob.ask("presence", {"stream": "crisis:7", "where": "<b>" * 9}) == bad
        assert bob.ask("presence", {"stream": "crisis:7", "where": "x" * 65}) == bad
        bob.close()
        assert ann.next("presence") == {"stream": "crisis:7", "count": 0, "whole": True, "people": []}


def test_a_quiet_room_rings_its_number(house: House) -> None:
    with opened(house, bell_seconds=0.4) as room:
        reader = Raw(room.port, "ann").connect()
        assert reader.subscribe("crisis:7")["ok"]
        assert reader.next("bell", timeout=3) == {"stream": "crisis:7", "seq": 1}
        house.say("crisis:7", "nobody handed this over", tell=False)
        assert reader.next("events", timeout=3)[0]["seq"] == 2
