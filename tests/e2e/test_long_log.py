"""A long timeline stays quick and whole: its far end is let go and had again, and each of its rows can be opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import House
from tests.e2e.test_five_people import BUSY
from tests.e2e.test_room_live import enter
from tests.stack.browser import Visitor


@pytest.fixture
def own_room(house: House) -> int:
    """A room that no other test writes in."""
    return int(house.post("/crises", {"title": "长日"})["id"])


def numbers(page: Page) -> list[int]:
    ids = page.locator("#events > li.event").evaluate_all("rows => rows.map((row) => row.id)")
    return [int(one.removeprefix("event-")) for one in ids]


def test_beyond_400_rows_the_far_end_is_let_go_and_can_be_had_again_without_a_hole(
    house: House, visitor: Callable[..., Visitor], own_room: int
) -> None:
    guest = enter(house, visitor, own_room, "lead")
    page = guest.page
    shown = len(numbers(page))
    last = 0
    for n in range(402 - shown):
        last = house.post(f"/crises/{own_room}/log", {"text": f"长日{n}"})["seq"]
    expect(page.locator(f"#event-{last}")).to_be_visible(**BUSY)
    expect(page.locator("#events > li.event")).to_have_count(200, **BUSY)
    here = numbers(page)
    assert here == list(range(last, last - 200, -1))
    page.locator("[data-older]").click()
    expect(page.locator(f"#event-{here[-1] - 1}")).to_have_count(1, **BUSY)
    seqs = numbers(page)
    assert seqs == list(range(last, seqs[-1] - 1, -1))
    assert (guest.errors, guest.failed) == ([], [])


def test_nothing_is_let_go_under_the_eyes_of_who_reads_further_down(
    house: House, visitor: Callable[..., Visitor], own_room: int
) -> None:
    guest = enter(house, visitor, own_room, "lead")
    page = guest.page
    for n in range(420):
        house.post(f"/crises/{own_room}/log", {"text": f"长夜{n}"})
    page.reload()
    while (before := len(numbers(page))) <= 400:
        page.locator("[data-older]").click()
        expect(page.locator("#events > li.event").nth(before)).to_be_attached(**BUSY)
    page.locator("#events > li.event").nth(390).scroll_into_view_if_needed()
    count = len(numbers(page))
    said = house.post(f"/crises/{own_room}/log", {"text": "读到远处时来的一句"})["seq"]
    expect(page.locator("[data-new-entries]")).to_be_visible(**BUSY)
    assert (numbers(page)[0], len(numbers(page))) == (said, count + 1)


def test_the_row_of_a_new_stage_opens_like_any_other(
    house: House, visitor: Callable[..., Visitor], own_room: int
) -> None:
    guest = enter(house, visitor, own_room, "lead")
    page = guest.page
    row = page.locator("#events > li.is-stage").last
    dots = row.locator("a.event-more")
    box = dots.bounding_box()
    assert box and min(box["width"], box["height"]) >= 24
    dots.click()
    expect(page.locator("#entry-dialog[open] #entry")).to_contain_text(
        row.locator(".event-rule span").inner_text().split(" ", 1)[1], **BUSY
    )
    page.keyboard.press("Escape")
    expect(page.locator("#entry-dialog")).to_be_hidden()
    assert dots.evaluate("node => node === document.activeElement")
    assert (guest.errors, guest.failed) == ([], [])


def test_an_item_in_a_stretch_of_time_the_page_does_not_have_brings_the_stretch(
    house: House, visitor: Callable[..., Visitor]
) -> None:
    began = datetime.now(UTC) - timedelta(hours=3)
    late = int(house.post("/crises", {"title": "发现得晚", "t0": began.isoformat()})["id"])
    guest = enter(house, visitor, late, "lead")
    page = guest.page
    expect(page.locator("#items-0-1")).to_have_count(0)  # nothing was left of the first hour for its items
    page.fill("#composer-text", "写到一半的话")
    due = (began + timedelta(minutes=50)).isoformat()
    made = house.post(f"/crises/{late}/items", {"title": "本该早办的事", "owner": "LEAD", "due_at": due})["id"]
    row = page.locator(f"#items-0-1 > #item-{made}")
    expect(row).to_be_visible(**BUSY)
    expect(page.locator(".period").first).to_have_id("period-0-1")
    kept = page.input_value("#composer-text"), page.evaluate("document.activeElement.id")
    assert kept == ("写到一半的话", "composer-text")
    row.locator(".item-title").click()
    expect(row.locator("[name=evidence]")).to_be_visible()
    assert (guest.errors, guest.failed) == ([], [])
