"""A newcomer: one command, one link, the first admin, the first colleague, the first complaint."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.house import PASSWORD
from tests.stack.browser import Visitor
from tests.stack.console import Console


@pytest.mark.covers("R2-6", "R4-7")
def test_the_set_up_link_makes_the_first_admin_and_is_spent(
    served: Callable[..., Console], visitor: Callable[..., Visitor]
) -> None:
    console, guest = served(), visitor()
    link = console.set_up_link()
    guest.page.goto(link)
    guest.page.fill("input[name=name]", "管理员")
    guest.page.fill("input[name=login]", "admin")
    guest.page.fill("input[name=password]", PASSWORD)
    guest.page.click('form[action="/setup"] button')
    guest.page.wait_for_url(f"{console.url}/people")
    expect(guest.page.locator("#people tr")).to_have_count(1)
    assert guest.errors == []

    other = visitor()
    other.page.goto(link)
    other.page.fill("input[name=name]", "另一人")
    other.page.fill("input[name=login]", "other")
    other.page.fill("input[name=password]", PASSWORD)
    other.page.click('form[action="/setup"] button')
    expect(other.page.locator("[role=alert]")).to_be_visible()


def test_a_complaint_by_form_is_judged_and_explained(
    served: Callable[..., Console], visitor: Callable[..., Visitor]
) -> None:
    console = Console(served().data)
    console.run("user", "add", "customer", "--role", "customer", stdin=f"{PASSWORD}\n")
    console.start()
    guest = visitor()
    guest.page.goto(f"{console.url}/signin")
    guest.page.fill("input[name=login]", "customer")
    guest.page.fill("input[name=password]", PASSWORD)
    guest.page.click('form[action="/signin"] button')
    guest.page.goto(f"{console.url}/complaints/new")
    guest.page.fill("textarea[name=text]", "保养完一个星期，今天在高速上开着开着突然熄火，差点被后车追尾")
    guest.page.click("form.sheet .button-primary")
    guest.page.wait_for_url(f"{console.url}/complaints/1")
    expect(guest.page.locator("mark.raises").first).to_be_visible()
    points = [int(t.replace("−", "-")) for t in guest.page.locator(".score tbody td.number b").all_inner_texts()]
    total = int(guest.page.locator(".score tfoot td.number b").inner_text())
    assert sum(points) == total > 0
    assert guest.errors == []
    console.stop()
