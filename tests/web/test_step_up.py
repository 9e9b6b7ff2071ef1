"""The password once more before keys turn and words go out: by form, by the page that asks for it, and by program."""

from __future__ import annotations

import html
import re

import pytest

from tests.commands.cast import PASSWORD
from tests.web.desk_house import Doors, forms, words
from tests.web.test_desks import approved, submitted


def fields(markup: str, action: str) -> dict[str, str]:
    """What the form with this address would send without anybody typing."""
    form = markup.split(f'action="{action}"')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


@pytest.mark.parametrize(("name", "role", "place_of_key"), [("zhou", "legal", 0), ("lin", "gm", 1)])
def test_a_wrong_password_at_approval_is_refused_and_a_right_one_turns_the_key(
    open_doors: Doors, name: str, role: str, place_of_key: int
) -> None:
    place, sha256 = submitted(open_doors)
    approver = open_doors.as_(name)
    open_doors.house.later(minutes=6)
    assert f"{place}/approve" in forms(approver.page(place))
    wish = {"role": role, "sha256": sha256}
    assert approver.sends(f"{place}/approve", **wish).status_code == 403
    assert approver.sends(f"{place}/approve", **wish, password="wrong horse battery").status_code == 403
    assert approver.model(place)["chosen"]["slots"][place_of_key]["state"] == "yours"
    assert approver.does(f"{place}/approve", **wish, password=PASSWORD) == place
    slot = approver.model(place)["chosen"]["slots"][place_of_key]
    assert (slot["state"], slot["fingerprint"]) == ("given", f"{sha256[:4]}…{sha256[-4:]}")


@pytest.mark.covers("C")
def test_the_page_that_asks_for_the_password_goes_on_with_the_form_as_it_was_filled_in(open_doors: Doors) -> None:
    place, sha256 = approved(open_doors)
    he, act = open_doors.as_("he"), f"{place}/publish"
    open_doors.house.later(minutes=6)
    wish = {"sha256": sha256, "channel": 'a "quoted" <channel>', "link": "https://example.org/1"}
    asked = he.sends(act, **wish)
    assert (asked.status_code, forms(asked.text)[-1]) == (403, act)
    carried = {name: html.unescape(value) for name, value in fields(asked.text, act).items()}
    assert {name: carried[name] for name in wish} == wish
    again = he.sends(act, **{**carried, "password": "wrong horse battery"})
    assert (again.status_code, "密码不对" in words(again.text), "wrong horse" in again.text) == (403, True, False)
    assert he.does(act, **{**carried, "password": PASSWORD}) == place
    assert [one["channel"] for one in he.model(place)["chosen"]["publications"]] == [wish["channel"]]


@pytest.mark.covers("C")
def test_a_program_is_told_what_is_lacking_and_where_to_bring_it(open_doors: Doors) -> None:
    place, sha256 = approved(open_doors)
    he, wish = open_doors.as_("he"), {"sha256": sha256, "channel": "官网"}
    open_doors.house.later(minutes=6)
    refused = he.fetches(f"/api/v1{place}/publish", as_form=False, **wish)
    told = {name: refused.get_json().get(name) for name in ("type", "status", "ability", "confirm")}
    assert told == {
        "type": "urn:crisis:permission.needs_step_up",
        "status": 403,
        "ability": "statement.publish",
        "confirm": "/stepup",
    }
    wrong = he.fetches(f"/api/v1{place}/publish", as_form=False, **wish, password="wrong horse battery").get_json()
    assert (wrong["type"], wrong["field"]) == ("urn:crisis:permission.wrong_password", "password")
    assert he.fetches(told["confirm"], as_form=False, password=PASSWORD).status_code == 200
    assert he.fetches(f"/api/v1{place}/publish", as_form=False, **wish).status_code == 200
