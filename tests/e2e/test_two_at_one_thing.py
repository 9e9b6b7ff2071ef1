"""Two people at one thing: each sees that the other writes there, and no text replaces another unseen, online or off."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.house import House
from tests.e2e.test_five_people import BUSY, begin_tick, tick
from tests.e2e.test_room_live import enter
from tests.stack.browser import Visitor

MARK = "[data-editors]"
WRITES, WRITES_TOO = re.compile("^lead (正在编辑|is editing)$"), re.compile("^lead (也在编辑|is editing this, too)")
ONE_KEPT = re.compile("^1 (条|kept)")


@pytest.fixture
def item(house: House, open_room: int) -> str:
    """An item of the checklist that both a lead and a PR may tick."""
    due = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    wish = {"title": "两人都在办的事", "owner": "MEDIA", "due_at": due}
    return f"#item-{house.post(f'/crises/{open_room}/items', wish)['id']}"


@pytest.fixture
def draft(house: House, open_room: int) -> str:
    """The editor of a fresh statement."""
    wish = {"kind": "HOLDING", "title": "初步说明", "body": "原来的话"}
    return f"/crises/{open_room}/statements/{house.post(f'/crises/{open_room}/statements', wish)['id']}?mode=edit"


def at(house: House, guest: Visitor, path: str) -> Page:
    guest.page.goto(house.console.url + path)
    expect(guest.page.locator('.connection[data-state="live"]')).to_be_visible(**BUSY)
    return guest.page


def sides(page: Page) -> list[str]:
    """What the question shows: my text, then the one that stands there."""
    expect(page.locator("dialog[data-conflict][open]")).to_be_visible(**BUSY)
    return [area.input_value() for area in page.locator("dialog[data-conflict] textarea").all()]


def test_who_writes_in_a_row_is_named_on_the_others_screen_until_they_leave(
    house: House, visitor: Callable[..., Visitor], open_room: int, item: str
) -> None:
    lead, pr = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "pr")
    begin_tick(lead.page, item, "写到一半")
    expect(pr.page.locator(f"{item} {MARK}")).to_have_text(WRITES, **BUSY)
    assert Axe().run(pr.page).response["violations"] == []
    begin_tick(pr.page, item, "也写")
    expect(pr.page.locator(f"{item} {MARK}")).to_have_text(WRITES_TOO, **BUSY)
    expect(pr.page.locator("[data-announce]")).to_have_text(WRITES_TOO, **BUSY)
    expect(lead.page.locator(f"{item} {MARK}")).to_have_text(re.compile("^pr (也在|is editing this, too)"), **BUSY)
    lead.page.close()
    expect(pr.page.locator(f"{item} {MARK}")).to_have_text("", **BUSY)


def test_a_dialog_a_statement_and_an_inquiry_say_who_writes_there(
    house: House, visitor: Callable[..., Visitor], open_room: int, draft: str
) -> None:
    fact = house.post(f"/crises/{open_room}/facts", {"key": "injured", "value": "0", "source": "现场"})["id"]
    inquiry = house.post(f"/crises/{open_room}/inquiries", {"outlet": "都市早报", "question": "是否召回？"})["id"]
    lead, pr = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "pr")
    expect(lead.page.locator(f"#fact-{fact}")).to_be_visible(**BUSY)
    lead.page.click(f"#fact-{fact} a")
    lead.page.fill("#settle-source", "医院证明")
    expect(pr.page.locator(f"#fact-{fact} {MARK}")).to_have_text(WRITES, **BUSY)
    at(house, lead, draft).fill("#statement-body", "新的话")
    statement = draft.split("/")[-1].split("?")[0]
    at(house, pr, draft.split("?")[0])
    expect(pr.page.locator(f"#statement-{statement} {MARK}")).to_have_text(WRITES, **BUSY)
    expect(pr.page.locator(f"#statement-text {MARK}")).to_have_text(WRITES, **BUSY)
    at(house, pr, f"/crises/{open_room}/media")
    at(house, lead, f"/crises/{open_room}/media/{inquiry}")
    if lead.page.locator("#answer-text").count():
        lead.page.fill("#answer-text", "答复")
        expect(pr.page.locator(f"#inquiry-{inquiry} {MARK}")).to_have_text(WRITES, **BUSY)


@pytest.mark.parametrize(("choice", "stands"), [("mine", "断网时的依据"), ("theirs", "在场者的依据")])
def test_a_tick_made_offline_that_somebody_else_made_first_is_shown_with_both_texts(
    house: House, visitor: Callable[..., Visitor], open_room: int, item: str, choice: str, stands: str
) -> None:
    away, here = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "lead")
    expect(away.page.locator(item)).to_have_count(1, **BUSY)
    away.context.set_offline(True)
    expect(away.page.locator('.connection[data-state="offline"]')).to_be_visible(**BUSY)
    tick(away.page, item, "断网时的依据")
    tick(here.page, item, "在场者的依据")
    expect(here.page.locator(f"{item}.is-done")).to_be_visible(**BUSY)
    away.context.set_offline(False)
    expect(away.page.locator("[data-undecided]")).to_be_visible(**BUSY)
    away.page.reload()
    away.page.click("[data-decide]")
    mine, theirs = sides(away.page)
    assert (mine, "在场者的依据" in theirs) == ("断网时的依据", True)
    assert Axe().run(away.page).response["violations"] == []
    away.page.click(f"[data-choice={choice}]")
    for guest in (away, here):
        expect(guest.page.locator(f"{item} .item-evidence")).to_have_text(stands, **BUSY)
    expect(away.page.locator("[data-undecided]")).to_be_hidden(**BUSY)


def test_the_same_tick_made_twice_offline_was_never_made(
    house: House, visitor: Callable[..., Visitor], open_room: int, item: str
) -> None:
    away = enter(house, visitor, open_room, "lead")
    expect(away.page.locator(item)).to_have_count(1, **BUSY)
    away.context.set_offline(True)
    expect(away.page.locator('.connection[data-state="offline"]')).to_be_visible(**BUSY)
    box = away.page.locator(f"{item} [role=checkbox]")
    box.click()
    expect(away.page.locator("[data-offline-kept]")).to_have_text(ONE_KEPT, **BUSY)
    box.click()
    expect(away.page.locator("[data-offline-kept]")).not_to_have_text(ONE_KEPT, **BUSY)
    expect(box).to_have_attribute("aria-checked", "false")


def test_a_statement_saved_by_another_keeps_my_words_and_asks_before_either_goes(
    house: House, visitor: Callable[..., Visitor], open_room: int, draft: str
) -> None:
    lead, pr = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "pr")
    at(house, lead, draft)
    at(house, pr, draft).fill("#statement-body", "公关写的话")
    lead.page.fill("#statement-body", "负责人写的话")
    lead.page.click(".desk-form-acts button")
    expect(pr.page.locator(".desk-form [data-changed]")).to_have_text(
        re.compile("^lead ?(刚改过|has just changed)"), **BUSY
    )
    pr.page.reload()
    expect(pr.page.locator(".desk-form [data-changed]")).to_be_visible(**BUSY)
    expect(pr.page.locator("#statement-body")).to_have_value("公关写的话")
    pr.page.click(".desk-form-acts button")
    mine, theirs = sides(pr.page)
    assert ("公关写的话" in mine, "负责人写的话" in theirs) == (True, True)
    pr.page.click("[data-choice='']")
    pr.page.click("[data-changed] button")
    assert "负责人写的话" in sides(pr.page)[1]
    pr.page.click("[data-choice=theirs]")
    expect(pr.page.locator("#statement-body")).to_have_value("负责人写的话", **BUSY)


def test_every_field_of_a_form_survives_a_reload_and_a_sign_out(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    lead = enter(house, visitor, open_room, "lead")
    review = f"/crises/{open_room}/review"
    written = {
        "action": "重做交检清单",
        "problem": "交检漏项",
        "owner": "技术总监",
        "due_at": "2027-01-02T03:04",
        "type": "prevent",
    }
    at(house, lead, f"{review}?dialog=add-action")
    for name, words in written.items():
        field = lead.page.locator(f"#add-action [name={name}]")
        field.select_option(words) if name == "type" else field.fill(words)
    lead.page.reload()
    lead.page.goto(house.console.url)
    lead.page.click(".me summary")
    lead.page.click("form[action='/signout'] button >> visible=true")
    house.sign_in(lead.page, "lead")
    at(house, lead, f"{review}?dialog=add-action")
    assert {n: lead.page.input_value(f"#add-action [name={n}]") for n in written} == written


def test_a_fact_settled_by_two_in_the_same_minute_is_not_settled_over_the_first_unseen(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    fact = house.post(f"/crises/{open_room}/facts", {"key": "injured", "value": "1", "source": "现场"})["id"]
    here, there = enter(house, visitor, open_room, "lead"), enter(house, visitor, open_room, "lead")
    for page, source in ((here.page, "医院证明"), (there.page, "派出所记录")):
        expect(page.locator(f"#fact-{fact}")).to_be_visible(**BUSY)
        page.click(f"#fact-{fact} a")
        page.fill("#settle-source", source)
    here.page.click("#settle-fact .button-primary")
    expect(there.page.locator(f"#fact-{fact}.is-fact-confirmed")).to_be_visible(**BUSY)
    assert there.page.input_value("#settle-source") == "派出所记录"
    there.page.click("#settle-fact .button-primary")
    expect(there.page.locator("#settle-fact .error, dialog[data-conflict]").first).to_be_visible(**BUSY)
    assert there.page.input_value("#settle-source") == "派出所记录"
