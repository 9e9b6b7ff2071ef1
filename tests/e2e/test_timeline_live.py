"""What one person lays over the timeline all see at once, in two real browsers; older entries come without a new page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.house import House
from tests.e2e.test_room_live import LIVE, enter, say
from tests.stack.browser import Visitor


def entry(page: Page, words: str) -> str:
    """The number of the entry with these words."""
    row = page.locator("#events > li.event:not(.is-sending)", has_text=words).first
    expect(row).to_be_visible(**LIVE)
    return (row.get_attribute("id") or "").removeprefix("event-")


def test_a_pin_a_title_and_a_comment_reach_the_other_screen(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    lead, pr = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "pr")
    say(lead.page, "消息31")
    seq = entry(lead.page, "消息31")

    def opened() -> None:
        lead.page.click(f"#event-{seq} [data-entry]")
        expect(lead.page.locator("#entry-dialog[open] #entry")).to_be_visible(**LIVE)

    opened()
    assert Axe().run(lead.page).response["violations"] == []
    lead.page.locator("#entry form[action$='/pin'] button").click()
    expect(pr.page.locator(f"#pin-{seq}")).to_contain_text("消息31", **LIVE)
    opened()
    lead.page.fill("#comment-text", "@pr 请核对措辞")
    lead.page.locator("#entry form[action$='/comments'] button").click()
    expect(pr.page.locator(f"#event-{seq} .event-talk")).to_contain_text("请核对措辞", **LIVE)
    expect(pr.page.locator("#room-mine")).to_contain_text("请核对措辞", timeout=8000)
    opened()
    lead.page.locator("#entry summary").first.click()
    lead.page.fill("#entry-words", "改述之后")
    lead.page.locator("#entry form[action$='/title'] button").click()
    expect(pr.page.locator(f"#event-{seq} .event-text")).to_have_text("改述之后", **LIVE)
    expect(pr.page.locator(f"#pin-{seq} a")).to_have_text("改述之后", **LIVE)
    assert (lead.errors, pr.errors, lead.failed, pr.failed) == ([], [], [], [])


def test_older_entries_and_a_filter_fill_the_list_in_place(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    for n in range(70):
        kind = "decision" if n % 35 == 0 else "note"
        house.post(f"/crises/{open_room}/log", {"text": f"旧事{n}", "kind": kind})
    guest = enter(house, visitor, open_room, "lead")
    rows = guest.page.locator("#events > li.event")
    expect(rows).to_have_count(25, **LIVE)
    guest.page.locator("[data-older]").dispatch_event("click")
    expect(guest.page.locator("#events .event-text", has_text=re.compile("旧事3$"))).to_have_count(1, **LIVE)
    seqs = [int(i.removeprefix("event-")) for i in rows.evaluate_all("rows => rows.map((row) => row.id)")]
    assert seqs == sorted(set(seqs), reverse=True)
    guest.page.click("[data-only='decision'][href]")
    expect(guest.page.locator("#events .event-text", has_text=re.compile("旧事0$"))).to_have_count(1, **LIVE)
    house.post(f"/crises/{open_room}/log", {"text": "新的决定", "kind": "decision"})
    expect(rows.first).to_contain_text("新的决定", **LIVE)
    assert (guest.errors, guest.failed) == ([], [])


def test_older_entries_come_as_one_scrolls_down_to_them(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    for n in range(90):
        house.post(f"/crises/{open_room}/log", {"text": f"旧事{n}"})
    guest = enter(house, visitor, open_room, "lead")
    rows = guest.page.locator("#events > li.event")
    expect(rows).to_have_count(25, **LIVE)
    rows.last.scroll_into_view_if_needed()
    expect(rows).to_have_count(75, **LIVE)
    rows.last.scroll_into_view_if_needed()
    expect(guest.page.locator("#events .event-text", has_text=re.compile("旧事0$"))).to_have_count(1, **LIVE)
    assert (guest.errors, guest.failed) == ([], [])


def test_a_dialog_that_the_page_lacks_is_brought_and_its_act_is_done(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    guest = enter(house, visitor, open_room, "lead")
    expect(guest.page.locator("#add-item")).to_have_count(0)
    guest.page.click("[data-opens='add-item']")
    guest.page.fill("#add-item [name=title]", "复印维修单")
    guest.page.select_option("#add-item [name=person_id]", index=1)
    guest.page.fill("#add-item [name=due_at]", "2099-01-01T10:00")
    guest.page.click("#add-item .button-primary")
    expect(guest.page.locator(".item-title", has_text="复印维修单")).to_have_count(1, **LIVE)
    expect(guest.page.locator("#add-item")).to_have_count(0)
    assert (guest.errors, guest.failed) == ([], [])


def test_an_entry_of_earlier_stands_where_it_belongs_in_the_order_of_events(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    guest = enter(house, visitor, open_room, "lead")
    guest.page.goto(f"{house.console.url}/crises/{open_room}?order=occurred")
    expect(guest.page.locator('.connection[data-state="live"]')).to_be_visible(**LIVE)
    house.post(f"/crises/{open_room}/log", {"text": "刚才的事"})
    expect(guest.page.locator("#events > li").first).to_contain_text("刚才的事", **LIVE)
    house.post(f"/crises/{open_room}/log", {"text": "早先的事", "occurred_at": "2020-01-01T00:00:00Z"})
    expect(guest.page.locator("#events > li").last).to_contain_text("早先的事", **LIVE)
    expect(guest.page.locator("#events > li").first).to_contain_text("刚才的事", **LIVE)


def test_an_update_is_recorded_from_the_clock_and_the_next_is_armed(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    lead, pr = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "pr")
    lead.page.click("#room-clock [data-opens='report-update']")
    lead.page.fill("#update-note", "第 1 次通报")
    lead.page.click("#report-update .button-primary")
    expect(pr.page.locator("#events", has_text="第 1 次通报")).to_have_count(1, **LIVE)
    lead.page.click("#room-clock [data-opens='snooze-update']")
    lead.page.click("#snooze-update .button-primary")
    expect(pr.page.locator("#room-clock")).to_contain_text("已推迟 1 次", **LIVE)
    assert (lead.errors, lead.failed) == ([], [])


def test_an_entry_that_arrives_moves_neither_what_is_read_nor_the_focus(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    for n in range(40):
        house.post(f"/crises/{open_room}/log", {"text": f"长事{n}"})
    guest = enter(house, visitor, open_room, "lead")
    read = guest.page.locator("#events > li").nth(20)
    row = guest.page.locator(f"#{read.get_attribute('id')}")
    row.locator("a.event-more").focus()
    where = "row => [row.getBoundingClientRect().top, row.contains(document.activeElement)]"
    before = row.evaluate(where)
    house.post(f"/crises/{open_room}/log", {"text": "又来一条"})
    expect(guest.page.locator("[data-new-entries]")).to_be_visible(**LIVE)
    assert row.evaluate(where) == [pytest.approx(before[0], abs=1), True]
    guest.page.locator("[data-new-entries]").click()
    expect(guest.page.locator("#events > li").first).to_be_in_viewport(**LIVE)
