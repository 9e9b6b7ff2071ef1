"""Stored scripts: hostile words in every text field that the API takes stay words on every page, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from crisis import config
from crisis.cli.accounts import TERMINAL
from crisis.cli.home import open_work
from crisis.commands.people import add_person
from tests.e2e.house import PASSWORD, REPORT, House, build
from tests.stack.browser import Visitor
from tests.stack.console import Console

pytestmark = pytest.mark.covers("T9")

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x data-canary onerror=alert(2)>",
    "<svg data-canary onload=alert(3)>",
    "\"><canary-x onclick='alert(4)'>",
    "'><canary-x>'\" autofocus onfocus=alert(5) data-canary='",
    "</textarea></title></script><script>alert(6)</script>",
    "javascript:alert(7)",
    "{{7*7}}{% raw %}${7*7}<canary-x>",
    "<a href=javascript:alert(8) data-canary>x</a>",
    "<iframe srcdoc='<script>alert(9)</script>' data-canary>",
    "<style>*{display:none}</style><canary-x>",
    "<!--<canary-x>--!><canary-x>",
    "&lt;canary-x&gt;&#60;canary-x&#62;\\u003ccanary-x\\u003e",
    "<form action=//evil.example data-canary><input name=csrf autofocus>",
    "<base href=//evil.example/ data-canary><link rel=stylesheet href=//evil.example/x>",
)
INTRUDERS = "canary-x, [data-canary], [onerror], [onload], [onclick], [onfocus], main script:not([type]), iframe, base, a[href^='javascript']"
LATER = "2031-01-01T09:00:00+08:00"
RECEIPT = ("text", "customer_name", "contact", "demand", "product", "lot", "practice", "branch", "department",
           "person_concerned", "market_segment", "immediate_action", "relation", "first_receiver")  # fmt: skip
# Address → body; every "*" is filled with the hostile words.
WRITES: dict[str, dict[str, Any]] = {
    "/complaints": dict.fromkeys(RECEIPT, "*"),
    "/mentions": {"text": "*", "attrs": {"outlet": "*", "class": "local", "author": "*"}},
    "/crises/{room}/log": {"text": "*"},
    "/crises/{room}/title": {"title": "*"},
    "/crises/{room}/position": {"text": "*"},
    "/crises/{room}/items": {"title": "*", "evidence_wanted": "*"},
    "/crises/{room}/facts": {"key": "place", "value": "*", "unit": "*", "scope": "*", "source": "*"},
    "/crises/{room}/statements": {"kind": "HOLDING", "title": "*", "body": "*"},
    "/crises/{room}/inquiries": {"outlet": "*", "question": "*", "reporter": "*", "contact": "*", "angle": "*"},
    "/crises/{room}/aftermath/records": {"tier": "leadership", "role": "*", "measures": ["*"], "finding": "*", "cause_node": "*", "person_name": "*"},
    "/crises/{room}/aftermath/actions": {"problem": "*", "action": "*", "type": "prevent", "owner": "*", "due_at": LATER, "metric": "*", "verifier": "b *"},
    "/crises/{room}/aftermath/customers": {"label": "*"},
    "/crises/{room}/aftermath/review": {"summary": "*", "root_cause": "*", "truth_note": "*"},
}  # fmt: skip
PAGES = ("/", "/board", "/complaints", "/complaints/1", "/complaints/new", "/crises", "/crises/new", "/people", "/playbooks",
         "/crises/{room}", "/crises/{room}?dialog=fact-1", "/crises/{room}/statements", "/crises/{room}/statements/1",
         "/crises/{room}/statements/1?mode=edit", "/crises/{room}/statements/1?mode=check", "/crises/{room}/media",
         "/crises/{room}/media/1", "/crises/{room}/review")  # fmt: skip


def filled(body: Any, words: str) -> Any:
    text = json.dumps(body)
    return json.loads(text.replace("*", json.dumps(words)[1:-1]))


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, int]]:
    """A house in whose every text somebody wrote every hostile word, people's names included."""
    console = Console(Path(tmp_path_factory.mktemp("poisoned")) / "var")
    try:
        house = build(console)
        work = open_work(config.read(str(console.data)))
        for number, words in enumerate(PAYLOADS):
            add_person(
                work, TERMINAL, login=f"p{number}", name=words[:80], role="pr", password=PASSWORD, at=datetime.now(UTC)
            )
            if number == 1:
                break
        work.close()
        room = house.post("/mentions", REPORT)["crisis_id"]
        house.post("/crises", {"title": PAYLOADS[1]})
        written: dict[str, int] = dict.fromkeys(WRITES, 0)
        broken: list[tuple[str, str]] = []
        for words in PAYLOADS:
            for path, body in WRITES.items():
                try:
                    house.post(path.format(room=room), filled(body, words))
                    written[path] += 1
                except HTTPError as refusal:
                    broken += [(path, words)] if refusal.code >= 500 else []
        assert broken == []
        assert {path: count for path, count in written.items() if count < 3} == {}
        yield house, int(room)
    finally:
        console.stop()


def intruders(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "s => [...document.querySelectorAll(s)].map(e => e.outerHTML.slice(0, 120))", INTRUDERS
    )
    return found


def test_the_watch_sees_what_it_watches_for(visitor: Callable[..., Visitor]) -> None:
    """Where the same words are let through as markup, nodes and dialogs are seen."""
    guest, dialogs = visitor(), []
    guest.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    guest.page.set_content(f"<main>{PAYLOADS[0]}{PAYLOADS[1]}{PAYLOADS[3]}</main>")
    guest.page.wait_for_timeout(200)
    assert dialogs and len(intruders(guest.page)) >= 3


def test_hostile_words_stay_words_on_every_page(poisoned: tuple[House, int], visitor: Callable[..., Visitor]) -> None:
    house, room = poisoned
    guest, dialogs = visitor(), []
    guest.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    house.sign_in(guest.page, "lead")
    found, shown = {}, 0
    for path in PAGES:
        guest.page.goto(house.console.url + path.format(room=room))
        if nodes := intruders(guest.page):
            found[path] = nodes
        shown += "alert(" in guest.page.inner_text("body")
    assert (found, dialogs, guest.errors) == ({}, [], [])
    assert shown >= 6, "the words were not even shown"


def test_hostile_words_stay_words_when_they_arrive_live(
    poisoned: tuple[House, int], visitor: Callable[..., Visitor]
) -> None:
    house, room = poisoned
    guest, dialogs = visitor(), []
    guest.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    house.sign_in(guest.page, "lead")
    guest.page.goto(f"{house.console.url}/crises/{room}")
    expect(guest.page.locator('.connection[data-state="live"]')).to_be_visible(timeout=5000)
    for number, words in enumerate(PAYLOADS):
        house.post(f"/crises/{room}/log", {"text": f"live-{number} {words}"})
    house.post(f"/crises/{room}/items", {"title": PAYLOADS[1]})
    house.post(f"/crises/{room}/facts", {"key": "place", "value": PAYLOADS[3]})
    expect(guest.page.locator("#events", has_text=f"live-{len(PAYLOADS) - 1}")).to_have_count(1, timeout=5000)
    guest.page.wait_for_timeout(300)
    assert (intruders(guest.page), dialogs, guest.errors) == ([], [], [])
