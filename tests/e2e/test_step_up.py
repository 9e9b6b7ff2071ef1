"""The password once more, asked in place on the statement desk; the act goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from crisis import config
from crisis.cli.home import open_work
from crisis.store.people import sessions
from tests.e2e.house import PASSWORD, House
from tests.stack.browser import Visitor

TEXT = "我们对车主的担心深表歉意。技术人员正在检查车辆。下次更新时间：今晚20:00。联系电话：400-820-0000。"


def submitted(house: House, room: int) -> str:
    """The address of a statement that waits for its keys."""
    wish = {"kind": "HOLDING", "lang": "zh", "title": "初步声明", "body": TEXT}
    made = house.post(f"/crises/{room}/statements", wish)
    place = f"/crises/{room}/statements/{made['id']}"
    house.post(f"{place}/submit", {"version": made["version"], "warning_reason": "钟点已口头确认"})
    return place


def signed_in_long_ago(house: House) -> None:
    """All sessions of the house were confirmed ten minutes ago."""
    work = open_work(config.read(str(house.console.data)))
    with work.database.writer.begin() as conn:
        conn.execute(sessions.update().values(stepped_up_at=datetime.now(UTC) - timedelta(minutes=10)))
    work.close()


def test_the_password_is_asked_in_place_and_the_approval_goes_on(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    place, guest = submitted(house, open_room), visitor()
    house.sign_in(guest.page, "legal")
    signed_in_long_ago(house)
    guest.page.goto(house.console.url + place)
    approve: Any = guest.page.locator(f'form[action="{place}/approve"] button')
    dialog, field = guest.page.locator("#step-up"), guest.page.locator("#step-up-password")

    approve.click()
    expect(field).to_be_focused()
    guest.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(approve).to_be_focused()

    guest.page.keyboard.press("Enter")
    field.fill("wrong horse battery")
    guest.page.keyboard.press("Enter")
    expect(dialog.locator("[data-error]")).to_be_visible()
    expect(field).to_have_value("")

    field.fill(PASSWORD)
    guest.page.keyboard.press("Enter")
    expect(guest.page.locator(".key.is-key-given")).to_have_count(1)
    assert guest.page.url == house.console.url + place
    asked_twice_and_wrong_once = ["403"] * 3
    assert [line.split(" ")[0] for line in guest.failed] == asked_twice_and_wrong_once
