"""Debian's Chromium for the run, and visitors: each a page with cookies of its own whose complaints are kept.

`chromium` is the browser; `visitor(width=1440, height=900, **context)` opens a page. `visitor.errors` holds console
errors (a broken Content-Security-Policy is one), uncaught exceptions and, in `visitor.failed`, answers of 400 and more.
Playwright's sync API runs an event loop in the main thread: tests that use it cannot also call `asyncio.run` there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.stack import debian

FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass
class Visitor:
    page: Page
    context: BrowserContext
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("response", self.answered)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.request.method} {response.url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = debian.chromium()
    if not program:
        pytest.skip("Chromium is not here (as root: apt-get install chromium)")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    opened: list[BrowserContext] = []

    def open_page(width: int = 1440, height: int = 900, **context: Any) -> Visitor:
        own = chromium.new_context(viewport={"width": width, "height": height}, **context)
        opened.append(own)
        someone = Visitor(own.new_page(), own)
        someone.listen()
        return someone

    yield open_page
    for context in opened:
        context.close()
