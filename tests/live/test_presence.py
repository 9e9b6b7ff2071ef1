"""Who is here and where they write: as they said last, and gone thirty seconds after they fell silent."""

from __future__ import annotations

import pytest

from crisis.live.presence import EXPIRY, Presence, picture
from crisis.live.standing import Standing

ROOM = "crisis:7"
LIN = Standing(1, "林站长", "s-lin", "lead", "zh", 1)
HE = Standing(2, "何公关", "s-he", "pr", "zh", 1)
MACHINE = Standing(None, "shop", "t-shop", "intake", "zh", 1)


def seen(presence: Presence) -> dict[str, list[str]]:
    return {one["name"]: one["where"] for one in picture(ROOM, presence.here(ROOM))["people"]}


def test_a_card_is_named_while_its_writer_says_so_and_no_longer() -> None:
    presence = Presence()
    presence.say(ROOM, "a", LIN, "item-3", 0.0)
    presence.say(ROOM, "b", HE, "", 0.0)
    assert seen(presence) == {"林站长": ["item-3"], "何公关": []}
    presence.say(ROOM, "a", LIN, "fact-1", 1.0)
    assert seen(presence) == {"林站长": ["fact-1"], "何公关": []}
    presence.leave("a", [ROOM])
    assert seen(presence) == {"何公关": []}


def test_two_windows_of_one_person_are_one_person_at_two_cards() -> None:
    presence = Presence()
    presence.say(ROOM, "a", LIN, "item-3", 0.0)
    presence.say(ROOM, "b", LIN, "statement-2", 0.0)
    assert (picture(ROOM, presence.here(ROOM))["count"], seen(presence)) == (1, {"林站长": ["item-3", "statement-2"]})


@pytest.mark.parametrize(("after", "left"), [(EXPIRY - 1, {"林站长": ["item-3"]}), (EXPIRY, {})])
def test_a_writer_who_falls_silent_is_gone_without_anybody_clearing_up(
    after: float, left: dict[str, list[str]]
) -> None:
    presence = Presence()
    presence.say(ROOM, "a", LIN, "item-3", 0.0)
    assert presence.changed(0.0) == [ROOM]
    assert presence.changed(after) == ([] if left else [ROOM])
    assert seen(presence) == left


def test_the_same_word_again_is_no_news_and_a_machine_is_not_here() -> None:
    presence = Presence()
    presence.say(ROOM, "a", LIN, "item-3", 0.0)
    presence.changed(0.0)
    presence.say(ROOM, "a", LIN, "item-3", 10.0)
    presence.say(ROOM, "m", MACHINE, "", 10.0)
    assert (presence.changed(10.0), seen(presence)) == ([], {"林站长": ["item-3"]})
