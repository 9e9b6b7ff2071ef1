"""Five people write and tick in one room while one is cut off, one reloads and one crashes: all end with the server's room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, Page, expect

from tests.e2e.house import House
from tests.e2e.test_room_live import enter, say
from tests.stack.browser import Visitor

FIVE = ("lead", "pr", "legal", "technical", "customer")
BUSY = {"timeout": 15_000}
SHOWN = """(from) => ({
  said: [...from.querySelectorAll("#events > li")].map((row) => [row.id, row.querySelector(".event-text, .event-rule").textContent]),
  items: [...from.querySelectorAll(".item")].map((row) => [
    row.id, row.querySelector("[role=checkbox]").getAttribute("aria-checked"), row.querySelector(".item-evidence").textContent]),
})"""
AS_ON_THE_SERVER = f"""async () => {{
  const shown = {SHOWN}, answer = await fetch(location.href, {{ headers: {{ Accept: "text/html" }} }});
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html"), here = shown(document), there = shown(fresh);
  here.said.length = Math.min(here.said.length, there.said.length);
  return JSON.stringify(here) === JSON.stringify(there) && here.said.length;
}}"""


def given_items(house: House, room: int, guests: dict[str, Visitor]) -> dict[str, list[str]]:
    """Two items for each of the guests, by the ids that the page gives them."""
    due = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    made: dict[str, list[str]] = {}
    for who, guest in guests.items():
        person = int(guest.page.locator("body").get_attribute("data-reader") or 0)
        wishes = ({"title": f"{who}的事{n}", "person_id": person, "due_at": due} for n in (1, 2))
        made[who] = [f"#item-{house.post(f'/crises/{room}/items', wish)['id']}" for wish in wishes]
    return made


def begin_tick(page: Page, item: str, evidence: str) -> None:
    """Unfold the row and write down the evidence, not yet sent."""
    expect(page.locator(item)).to_have_count(1, **BUSY)
    if page.locator(f"{item} .item-more").is_hidden():
        page.locator(f"{item} .item-title").click()
    page.locator(f"{item} [name=evidence]").fill(evidence)


def tick(page: Page, item: str, evidence: str) -> None:
    begin_tick(page, item, evidence)
    page.locator(f"{item} form:has([name=evidence]) button").click()


def crash(guest: Visitor) -> None:
    """Kill the renderer of the page, as a crash does, and open another page of the same browser."""
    address = guest.page.url
    with guest.page.expect_event("crash", timeout=10_000), pytest.raises(Error):
        guest.page.goto("chrome://crash", timeout=10_000)
    guest.page = guest.context.new_page()
    guest.page.goto(address)


@pytest.mark.covers("R2-40")
def test_five_pages_end_with_the_same_room_and_nothing_typed_is_lost(
    house: House, visitor: Callable[..., Visitor], open_room: int
) -> None:
    guests = {who: enter(house, visitor, open_room, who) for who in FIVE}
    items = given_items(house, open_room, guests)
    for who, guest in guests.items():
        say(guest.page, f"{who}的第一句")
        tick(guest.page, items[who][0], f"{who}的依据一")

    cut, reloaded, crashed = guests["pr"], guests["legal"], guests["technical"]
    cut.context.set_offline(True)
    expect(cut.page.locator('.connection[data-state="offline"]')).to_be_visible(**BUSY)
    say(cut.page, "pr断网时的一句")
    tick(cut.page, items["pr"][1], "pr断网时的依据")
    reloaded.page.fill("#composer-text", "legal写到一半的一句")
    reloaded.page.reload()
    crashed.page.fill("#composer-text", "technical写到一半的一句")
    begin_tick(crashed.page, items["technical"][1], "technical写到一半的依据")
    crash(crashed)
    for who in ("lead", "customer"):
        say(guests[who].page, f"{who}的第二句")
        tick(guests[who].page, items[who][1], f"{who}的依据二")
    cut.context.set_offline(False)

    for who, guest in (("legal", reloaded), ("technical", crashed)):
        expect(guest.page.locator("#composer-text")).to_have_value(f"{who}写到一半的一句", **BUSY)
        guest.page.click(".composer-send")
    expect(crashed.page.locator(f"{items['technical'][1]} [name=evidence]")).to_be_visible(**BUSY)
    expect(crashed.page.locator(f"{items['technical'][1]} [name=evidence]")).to_have_value(
        "technical写到一半的依据", **BUSY
    )
    tick(crashed.page, items["technical"][1], "technical写到一半的依据")

    said = [*(f"{who}的第一句" for who in FIVE), "lead的第二句", "customer的第二句", "pr断网时的一句"]
    said += ["legal写到一半的一句", "technical写到一半的一句"]
    proofs = [
        *(f"{who}的依据一" for who in FIVE),
        "lead的依据二",
        "customer的依据二",
        "pr断网时的依据",
        "technical写到一半的依据",
    ]
    for guest in guests.values():
        for words in said:
            expect(guest.page.locator("#events > li:not(.is-sending) .event-text", has_text=words)).to_have_count(
                1, **BUSY
            )
        for words in proofs:
            expect(guest.page.locator(".item.is-done .item-evidence", has_text=words)).to_have_count(1, **BUSY)
        expect(guest.page.locator('.connection[data-state="live"]')).to_be_visible(**BUSY)
        guest.page.wait_for_function(AS_ON_THE_SERVER, polling=500, **BUSY)
