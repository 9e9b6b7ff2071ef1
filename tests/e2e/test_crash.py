"""A browser that is killed while somebody types has their last words when it is started again, and no sent ones."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.e2e.house import House
from tests.e2e.test_five_people import BUSY
from tests.stack import debian
from tests.stack.browser import FLAGS


@contextmanager
def started(chromium: Browser, profile: Path) -> Iterator[BrowserContext]:
    """A browser of its own with that profile, closed at the end if it still runs."""
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    opened = chromium.browser_type.launch_persistent_context(
        profile, executable_path=debian.chromium(), args=[*FLAGS, *sandbox]
    )
    try:
        yield opened
    finally:
        with suppress(Error):
            opened.close()


def kill(profile: Path) -> None:
    """Every process that was started with that profile, as a power cut of the browser alone."""
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (place / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(place.name), signal.SIGKILL)


def composer(house: House, browser: BrowserContext, room: int) -> Page:
    page = browser.pages[0]
    page.goto(f"{house.console.url}/crises/{room}")
    if "/signin" in page.url:
        house.sign_in(page, "lead")
        page.goto(f"{house.console.url}/crises/{room}")
    expect(page.locator('.connection[data-state="live"]')).to_be_visible(**BUSY)
    return page


def test_the_words_typed_in_the_last_second_before_a_kill_are_there_again(
    house: House, chromium: Browser, open_room: int, tmp_path: Path
) -> None:
    with started(chromium, tmp_path) as browser:
        page = composer(house, browser, open_room)
        page.fill("#composer-text", "先送出的一句")
        page.wait_for_timeout(100)
        page.press("#composer-text", "Enter")
        expect(page.locator("#events > li:not(.is-sending)", has_text="先送出的一句")).to_have_count(1, **BUSY)
        page.locator("#composer-text").press_sequentially("刚写下的半句")
        page.wait_for_timeout(100)
        kill(tmp_path)
    with started(chromium, tmp_path) as browser:
        page = composer(house, browser, open_room)
        expect(page.locator("#composer-text")).to_have_value("刚写下的半句", **BUSY)
        page.press("#composer-text", "Enter")
        expect(page.locator("#events > li:not(.is-sending)", has_text="刚写下的半句")).to_have_count(1, **BUSY)
        page.wait_for_timeout(100)
        kill(tmp_path)
    with started(chromium, tmp_path) as browser:
        page = composer(house, browser, open_room)
        page.wait_for_timeout(300)
        expect(page.locator("#composer-text")).to_have_value("")


def test_each_box_of_a_group_comes_back_as_it_was_left(
    house: House, chromium: Browser, open_room: int, tmp_path: Path
) -> None:
    with started(chromium, tmp_path) as browser:
        page = composer(house, browser, open_room)
        page.goto(f"{house.console.url}/crises/new")
        page.fill("input[name=title]", "写到一半的危机")
        boxes = page.locator("fieldset input[type=checkbox]")
        assert boxes.count() >= 4
        left = [n in (1, 3) for n in range(boxes.count())]
        for n, ticked in enumerate(left):
            boxes.nth(n).set_checked(ticked)
        page.reload()
        expect(page.locator("input[name=title]")).to_have_value("写到一半的危机", **BUSY)
        assert [box.is_checked() for box in boxes.all()] == left
        expect(page.locator(".toast")).to_have_text(re.compile("已恢复|Restored"))
