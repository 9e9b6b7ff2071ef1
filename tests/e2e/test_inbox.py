"""The inbox on a wide and on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.house import House
from tests.stack.browser import Visitor


@pytest.mark.usefixtures("room")
def test_a_phone_shows_the_list_then_the_record_and_the_way_back(house: House, visitor: Callable[..., Visitor]) -> None:
    guest = visitor(width=390, height=844)
    house.sign_in(guest.page, "pr")
    guest.page.goto(f"{house.console.url}/complaints")
    rows, detail = guest.page.locator("#complaints"), guest.page.locator(".inbox-detail")
    expect(rows).to_be_visible()
    expect(detail).to_be_hidden()
    rows.locator("a").first.click()
    expect(detail).to_be_visible()
    expect(rows).to_be_hidden()
    guest.page.click(".back a")
    expect(rows).to_be_visible()
    assert (guest.errors, guest.failed) == ([], [])


@pytest.mark.usefixtures("room")
def test_a_wide_screen_shows_the_newest_record_beside_the_list(house: House, visitor: Callable[..., Visitor]) -> None:
    guest = visitor()
    house.sign_in(guest.page, "pr")
    guest.page.goto(f"{house.console.url}/complaints")
    expect(guest.page.locator("#complaints")).to_be_visible()
    expect(guest.page.locator(".inbox-detail .score")).to_be_visible()
    expect(guest.page.locator(".back")).to_have_count(0)
