"""axe finds no violation on the main pages, in both themes and both languages, and no page says an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.house import House
from tests.stack.browser import Visitor

PAGES = (
    "/", "/board", "/complaints", "/complaints/new", "/complaints/import", "/crises/new", "/playbooks",
    "/playbooks/PB-MEDIA", "/rules", "/series", "/people",
)  # fmt: skip
ROOM = ("", "/statements", "/media", "/review")


@pytest.mark.covers("R0-26")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_no_violation(
    house: House, visitor: Callable[..., Visitor], room: int, scheme: str, lang: str
) -> None:
    guest = visitor(color_scheme=scheme)
    house.sign_in(guest.page, "lead")
    if guest.page.locator("html").get_attribute("lang") != ("zh-CN" if lang == "zh" else "en"):
        guest.page.locator("form.language button").first.click()
        guest.page.wait_for_load_state()
    found = {}
    for path in (*PAGES, *(f"/crises/{room}{part}" for part in ROOM)):
        guest.page.goto(house.console.url + path)
        violations = Axe().run(guest.page).response["violations"]
        if violations:
            found[path] = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in violations]
    assert found == {}
    assert (guest.errors, guest.failed) == ([], [])


@pytest.mark.parametrize("width", [390, 320])
def test_no_page_scrolls_sideways_on_a_phone(
    house: House, visitor: Callable[..., Visitor], room: int, width: int
) -> None:
    guest = visitor(width=width, height=844)
    house.sign_in(guest.page, "lead")
    wide = []
    for path in (*PAGES, *(f"/crises/{room}{part}" for part in ROOM)):
        guest.page.goto(house.console.url + path)
        if guest.page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    assert wide == []
