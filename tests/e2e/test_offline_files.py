"""An entry with files written without a connection waits on the device, outlives a reload, and arrives once, whole."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.commands.pictures import HTML, PDF, png
from tests.e2e.house import House
from tests.e2e.test_five_people import BUSY
from tests.e2e.test_room_live import enter
from tests.stack.browser import Visitor

LETTER = {"name": "来函.pdf", "mimeType": "application/pdf", "buffer": PDF}
PHOTO = {"name": "现场.png", "mimeType": "image/png", "buffer": png()}
FORGED = {"name": "假图.png", "mimeType": "image/png", "buffer": HTML}


def cut(guest: Visitor) -> None:
    guest.context.set_offline(True)
    expect(guest.page.locator('.connection[data-state="offline"]')).to_be_visible(**BUSY)


def test_files_chosen_offline_go_out_with_their_words_after_a_reload(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    away, here = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "pr")
    page = away.page
    cut(away)
    page.fill("#composer-text", "断网时拍的")
    page.set_input_files("#composer-files", [PHOTO, LETTER])
    page.click(".composer-send")
    expect(page.locator("[data-offline-kept]")).to_contain_text("1", **BUSY)
    assert page.evaluate("document.getElementById('composer-files').files.length") == 0
    page.fill("#composer-text", "接着写的一句")
    page.click(".composer-send")
    expect(page.locator("[data-offline-kept]")).to_contain_text("2", **BUSY)
    with_service = page.evaluate("location.href")
    page.goto("about:blank")
    away.context.set_offline(False)
    page.goto(with_service)
    row = here.page.locator("#events > li.event:not(.is-sending)", has_text="断网时拍的")
    expect(row.locator(".event-files a")).to_have_text(["现场.png", "来函.pdf"], **BUSY)
    texts = here.page.locator("#events .event-text")
    expect(texts.filter(has_text="接着写的一句")).to_have_count(1, **BUSY)
    newest = texts.all_inner_texts()[:2]
    assert ["接着写的一句" in newest[0], "断网时拍的" in newest[1]] == [True, True]
    expect(row).to_have_count(1)


def test_a_file_refused_after_the_line_is_back_is_shown_with_its_reason_and_can_be_dropped(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    away = enter(house, visitor, open_room, "lead")
    page = away.page
    cut(away)
    page.fill("#composer-text", "带着假图的一句")
    page.set_input_files("#composer-files", FORGED)
    page.click(".composer-send")
    expect(page.locator("[data-offline-kept]")).to_contain_text("1", **BUSY)
    away.context.set_offline(False)
    expect(page.locator("[data-undecided]")).to_be_visible(**BUSY)
    page.click("[data-decide]")
    question = page.locator("dialog[data-conflict]")
    expect(question).to_contain_text("假图.png")
    expect(question.locator("textarea").first).to_have_value("带着假图的一句")
    page.click("[data-choice=theirs]")
    expect(page.locator("[data-undecided]")).to_be_hidden(**BUSY)
    expect(page.locator("#events", has_text="带着假图的一句")).to_have_count(0)
