"""A photo and a letter attached in one real browser are seen in another, with nothing left in the photo but the picture."""

from __future__ import annotations

import base64
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from tests.commands.pictures import HTML, PDF, PLACE, exif
from tests.e2e.house import House
from tests.e2e.test_room_live import LIVE, enter
from tests.e2e.test_timeline_live import entry
from tests.stack.browser import Visitor

DRAW = """() => { const c = document.createElement("canvas"); c.width = 90; c.height = 60; c.getContext("2d").fillRect(0, 0, 45, 60);
  return c.toDataURL("image/jpeg").split(",")[1]; }"""


def photo(page: Page) -> bytes:
    """What a camera held on its side writes: a real JPEG with Exif that tells the place."""
    drawn = base64.b64decode(page.evaluate(DRAW))
    return drawn[:2] + exif(6) + drawn[2:]


def test_files_are_attached_seen_elsewhere_refused_with_the_words_kept_and_withdrawn(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    lead, pr = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "pr")
    page, sent = lead.page, photo(lead.page)
    files: list[FilePayload] = [
        {"name": "螺栓.jpg", "mimeType": "image/jpeg", "buffer": sent},
        {"name": "来函.pdf", "mimeType": "application/pdf", "buffer": PDF},
    ]
    page.fill("#composer-text", "拆下的螺栓和来函")
    page.set_input_files("#composer-files", files)
    page.press("#composer-text", "Enter")
    seq = entry(pr.page, "拆下的螺栓和来函")
    expect(pr.page.locator(f"#event-{seq} .event-files a")).to_have_text(["螺栓.jpg", "来函.pdf"], **LIVE)
    expect(page.locator("#composer-text")).to_have_value("", **LIVE)
    assert page.evaluate("document.getElementById('composer-files').files.length") == 0

    pr.page.click(f"#event-{seq} [data-entry]")
    picture = pr.page.locator("#entry .file img")
    expect(picture).to_have_js_property("naturalWidth", 60, **LIVE)  # upright: the 90 by 60 picture stands on its side
    with pr.page.expect_download() as download:
        pr.page.locator("#entry .file-name a", has_text="螺栓.jpg").click()
    saved = download.value.path().read_bytes()
    assert (download.value.suggested_filename, PLACE in sent, PLACE in saved) == ("螺栓.jpg", True, False)
    assert Axe().run(pr.page).response["violations"] == []

    page.fill("#composer-text", "这段文字不能丢")
    page.set_input_files("#composer-files", {"name": "现场.png", "mimeType": "image/png", "buffer": HTML})
    page.locator(".composer-send").click()
    expect(page.locator(".composer .error")).to_contain_text("现场.png", **LIVE)
    expect(page.locator("#composer-text")).to_have_value("这段文字不能丢")
    assert page.evaluate("document.getElementById('composer-files').files[0].name") == "现场.png"

    page.set_input_files("#composer-files", [])
    page.fill("#composer-text", "")
    page.click(f"#event-{seq} [data-entry]")
    row = page.locator("#entry .file", has_text="来函.pdf")
    row.locator("summary").click()
    row.locator("input[name=reason]").fill("附错了版本")
    row.locator("form button").click()
    expect(pr.page.locator(f"#event-{seq} .event-files del")).to_have_text("来函.pdf", **LIVE)
    assert [status.partition(" ")[0] for status in lead.failed] == ["422"]
    assert ([error for error in lead.errors if "422" not in error], pr.errors, pr.failed) == ([], [], [])


def test_a_file_is_attached_without_scripts(house: House, visitor: Callable[..., Visitor], open_room: int) -> None:
    seq = house.post(f"/crises/{open_room}/log", {"text": "无脚本"})["seq"]
    drawing = photo(visitor().page)
    guest = visitor(java_script_enabled=False)
    house.sign_in(guest.page, "technical")
    guest.page.goto(f"{house.console.url}/crises/{open_room}/timeline/{seq}")
    guest.page.set_input_files("#entry-files", {"name": "螺栓.jpg", "mimeType": "image/jpeg", "buffer": drawing})
    guest.page.click("#entry form[enctype] button")
    expect(guest.page.locator("#entry .file-name")).to_have_text("螺栓.jpg", **LIVE)
    assert (guest.errors, guest.failed) == ([], [])
