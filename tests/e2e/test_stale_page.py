"""A page that lost its connection says so and since when, lets nobody act on an old picture, and comes back whole."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.house import House
from tests.e2e.test_five_people import BUSY
from tests.e2e.test_room_live import say
from tests.stack.browser import Visitor

TIME = re.compile(r"[0-2]\d:[0-5]\d:[0-5]\d")
HELD = '.main form:not([data-queue]) button:not([type=button]):not([aria-disabled="true"])'


class Line:
    """The page's socket, whose far end can fall silent without closing, as a line behind a dead router does."""

    def __init__(self, page: Page) -> None:
        self.silent = False
        page.route_web_socket("**/socket.io/**", self.open)

    def open(self, page_end: WebSocketRoute) -> None:
        far_end = page_end.connect_to_server()
        page_end.on_message(lambda words: None if self.silent else far_end.send(words))
        far_end.on_message(lambda words: None if self.silent else page_end.send(words))


def badge(page: Page, state: str) -> str:
    """Its words, once it shows that state."""
    shown = page.locator(f'.connection[data-state="{state}"]')
    expect(shown).to_be_visible(**BUSY)
    return shown.locator(f'[data-when="{state}"]').inner_text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_line_that_is_silent_for_27_seconds_is_called_lost_and_what_was_missed_comes_with_it(
    house: House, visitor: Callable[..., Visitor], open_room: int, lang: str
) -> None:
    guest = visitor()
    page, line = guest.page, Line(guest.page)
    page.clock.install()
    house.sign_in(page, "technical" if lang == "en" else "lead")
    if page.locator("html").get_attribute("lang") != ("en" if lang == "en" else "zh-CN"):
        page.locator("form.language button").first.click()
        page.wait_for_load_state()
    page.goto(f"{house.console.url}/crises/{open_room}")
    assert badge(page, "live") == ("Live" if lang == "en" else "已连接")
    line.silent = True
    house.post(f"/crises/{open_room}/log", {"text": f"寂静中的一句{lang}"})
    page.clock.run_for(26_000)
    assert badge(page, "live")
    page.clock.run_for(6_000)
    words = badge(page, "offline")
    assert (words[:3] == ("Off" if lang == "en" else "已断开"), bool(TIME.search(words))) == (True, True)
    bar = page.locator("[data-offline]")
    expect(bar).to_be_visible()
    assert TIME.search(words)[0] == TIME.search(bar.inner_text())[0]  # type: ignore[index]
    line.silent = False
    page.clock.resume()
    bar.locator("[data-offline-retry]").click()
    badge(page, "live")
    expect(bar).to_be_hidden()
    expect(page.locator("#events .event-text", has_text=f"寂静中的一句{lang}")).to_have_count(1, **BUSY)
    assert [error for error in guest.errors if "WebSocket" not in error] == []


def test_what_only_the_server_may_decide_waits_while_the_page_is_old_and_the_rest_goes_on(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    house.post(f"/crises/{open_room}/facts", {"key": "injured", "value": "2", "source": "现场"})
    guest = visitor()
    page = guest.page
    house.sign_in(page, "lead")
    page.goto(f"{house.console.url}/crises/{open_room}")
    badge(page, "live")
    usable = page.locator(HELD).count()
    assert usable
    guest.context.set_offline(True)
    badge(page, "offline")
    expect(page.locator(HELD)).to_have_count(0)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.locator("#seats form button").first.click(force=True)
    expect(page.locator(".toast[role=alert]")).to_be_visible()
    page.locator(".toast[role=alert] button").click()
    assert asked == []
    say(page, "断线时照记")
    expect(page.locator("#events .is-sending", has_text="断线时照记")).to_be_visible()
    guest.context.set_offline(False)
    badge(page, "live")
    expect(page.locator("#events > li:not(.is-sending)", has_text="断线时照记")).to_have_count(1, **BUSY)
    expect(page.locator(HELD)).to_have_count(usable, **BUSY)
