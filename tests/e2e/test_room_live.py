"""Several people live in one room: what one does all see, in order, and a dropped connection loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.house import House
from tests.stack.browser import Visitor

LIVE = {"timeout": 4000}


def enter(house: House, visitor: Callable[..., Visitor], room: int, who: str) -> Visitor:
    """A signed-in page of the room, connected."""
    guest = visitor()
    house.sign_in(guest.page, who)
    guest.page.goto(f"{house.console.url}/crises/{room}")
    expect(guest.page.locator('.connection[data-state="live"]')).to_be_visible(**LIVE)
    return guest


def say(page: Page, words: str) -> None:
    page.fill("#composer-text", words)
    page.click(".composer-send")


def told(page: Page) -> list[str]:
    """The typed entries of the timeline, newest first."""
    texts = page.locator("#events .event:not(.is-sending) .event-text").all_inner_texts()
    return [match[0] for text in texts if (match := re.search(r"消息\d+", text))]


@pytest.mark.covers("R4-31", "R2-40")
def test_what_one_does_the_other_sees_in_order(house: House, visitor: Callable[..., Visitor], room: int) -> None:
    lead, pr = enter(house, visitor, room, "lead"), enter(house, visitor, room, "pr")
    confirm = lead.page.locator("#room-draft .button-primary")
    if confirm.count():
        confirm.click()
        expect(pr.page.locator("#room-draft")).to_have_count(0, **LIVE)
        lead.page.goto(f"{house.console.url}/crises/{room}")
    for n in range(1, 6):
        say(lead.page if n % 2 else pr.page, f"消息{n}")
        expect(pr.page.locator("#events", has_text=f"消息{n}")).to_have_count(1, **LIVE)
    for page in (lead.page, pr.page):
        expect(page.locator("#events", has_text="消息5")).to_have_count(1, **LIVE)
        assert told(page)[:5] == ["消息5", "消息4", "消息3", "消息2", "消息1"]
    assert (lead.errors, pr.errors, lead.failed, pr.failed) == ([], [], [], [])


def test_a_dropped_connection_loses_nothing_and_doubles_nothing(
    house: House, visitor: Callable[..., Visitor], room: int
) -> None:
    lead, pr = enter(house, visitor, room, "lead"), enter(house, visitor, room, "pr")
    pr.context.set_offline(True)
    expect(pr.page.locator('.connection[data-state="offline"]')).to_be_visible(timeout=40000)
    for n in range(11, 15):
        say(lead.page, f"消息{n}")
        expect(lead.page.locator("#events", has_text=f"消息{n}")).to_have_count(1, **LIVE)
    assert "消息11" not in told(pr.page)
    pr.context.set_offline(False)
    expect(pr.page.locator('.connection[data-state="live"]')).to_be_visible(timeout=15000)
    expect(pr.page.locator("#events", has_text="消息14")).to_have_count(1, timeout=8000)
    caught_up = [text for text in told(pr.page) if text in {"消息11", "消息12", "消息13", "消息14"}]
    assert caught_up == ["消息14", "消息13", "消息12", "消息11"]


def test_a_seat_taken_by_one_is_filled_on_the_screen_of_the_other(
    house: House, visitor: Callable[..., Visitor], room: int
) -> None:
    technical, pr = enter(house, visitor, room, "technical"), enter(house, visitor, room, "pr")
    seat = technical.page.locator("#seats li", has=technical.page.locator("form")).first
    name = seat.locator(".seat-duty").inner_text()
    seat.locator("button").click()
    expect(pr.page.locator("#seats li", has_text=name).locator(".seat-name")).to_have_text("technical", **LIVE)


def test_typed_words_survive_an_update_and_a_reload(house: House, visitor: Callable[..., Visitor], room: int) -> None:
    lead, pr = enter(house, visitor, room, "lead"), enter(house, visitor, room, "pr")
    pr.page.fill("#composer-text", "还没写完的话")
    say(lead.page, "消息21")
    expect(pr.page.locator("#events", has_text="消息21")).to_have_count(1, **LIVE)
    assert pr.page.input_value("#composer-text") == "还没写完的话"
    pr.page.wait_for_timeout(600)
    pr.page.reload()
    expect(pr.page.locator("#composer-text")).to_have_value("还没写完的话", **LIVE)


def test_what_is_typed_while_an_entry_is_under_way_is_neither_cleared_nor_held_up(
    house: House, visitor: Callable[..., Visitor], room: int
) -> None:
    lead = enter(house, visitor, room, "lead")
    held: list[Route] = []
    lead.page.route("**/log", lambda route: held.append(route))  # noqa: PLW0108 - it must take attributes
    say(lead.page, "消息31")
    expect(lead.page.locator("#composer-text")).to_have_value("")
    say(lead.page, "消息32")
    lead.page.fill("#composer-text", "还没写完")
    for route in held:
        route.continue_()
    for n in (31, 32):
        expect(lead.page.locator("#events .event:not(.is-sending)", has_text=f"消息{n}")).to_have_count(1, **LIVE)
    assert len(held) == 2
    expect(lead.page.locator("#composer-text")).to_have_value("还没写完")
