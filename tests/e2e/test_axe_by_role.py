"""axe finds no violation on what an admin works with, nor on what an auditor and an executive see on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.house import House
from tests.stack.browser import Visitor

ADMIN = (
    "/", "/people", "/people?dialog=add-person", "/people?dialog=add-token", "/rules", "/series", "/settings", "/account",
    "/playbooks",
)  # fmt: skip
READERS = {
    "auditor": ("/", "/board", "/complaints", "/crises", "/people", "/rules", "/series", "/account"),
    "executive": ("/", "/board", "/crises", "/people", "/playbooks", "/account"),
}


def walk(house: House, guest: Visitor, paths: tuple[str, ...], width: int) -> dict[str, list[str]]:
    """What is wrong with each page: what axe finds, and whether it is wider than the screen."""
    found = {}
    for path in paths:
        guest.page.goto(house.console.url + path)
        wrong = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in Axe().run(guest.page).response["violations"]]
        if guest.page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append("scrolls sideways")
        if wrong:
            found[path] = wrong
    return found


@pytest.mark.covers("R0-26")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_admin_s_pages_are_accessible(house: House, visitor: Callable[..., Visitor], room: int, scheme: str) -> None:
    guest = visitor(color_scheme=scheme)
    house.sign_in(guest.page, "admin")
    assert walk(house, guest, ADMIN, 1440) == {}
    assert (guest.errors, guest.failed) == ([], [])


@pytest.mark.covers("R0-26")
@pytest.mark.parametrize("who", READERS)
def test_readers_pages_are_accessible_on_a_phone(
    house: House, visitor: Callable[..., Visitor], room: int, who: str
) -> None:
    guest = visitor(width=390, height=844, color_scheme="dark")
    house.sign_in(guest.page, who)
    assert walk(house, guest, READERS[who], 390) == {}
    assert (guest.errors, guest.failed) == ([], [])
