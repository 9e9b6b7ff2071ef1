"""One's own account: where one is signed in, an end to it from here, and another password."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from crisis.domain.device import device
from crisis.store.events import events
from crisis.store.people import people, sessions
from tests.commands.cast import PASSWORD
from tests.security.front_doors import Caller, Doors
from tests.security.test_http_sessions import cookie, sign_in

NEW = "another horse battery"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50 NetType/WIFI"


def here(doors: Doors, name: str, agent: str = "") -> Caller:
    """Another browser of this person, just signed in."""
    client = doors.app.test_client()
    if agent:
        client.environ_base["HTTP_USER_AGENT"] = agent
    answer, client = sign_in(doors, name, client=client)
    assert answer.status_code == 303
    page = client.get("/account", headers={"Accept": "text/html"}).text
    return Caller(
        doors, secret=client.get_cookie("sid").value, csrf=page.split('name="csrf" content="')[1].split('"')[0]
    )


def listed(caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get("/account").get_json()["sessions"]
    return found


@pytest.mark.parametrize(
    ("user_agent", "code"),
    [
        (EDGE, "edge.windows"),
        (WECHAT, "wechat.iphone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox.linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Mobile Safari/537.36", "chrome.android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605 (KHTML, like Gecko) Version/18 Safari/605", "safari.mac"),
        ("<script>alert(1)</script>" * 400, "other.other"),
        ("", "other.other"),
    ],
)  # fmt: skip
def test_of_a_device_only_browser_and_system_are_kept(user_agent: str, code: str) -> None:
    assert device(user_agent) == code


@pytest.mark.covers("T25")
def test_one_sees_where_one_is_signed_in_and_nothing_of_others(doors: Doors) -> None:
    doors.house.later(minutes=2)
    mine = here(doors, "wu", EDGE)
    here(doors, "he", WECHAT)
    found = listed(mine)
    assert [(one["device"], one["here"]) for one in found] == [("Windows上的Edge", True), ("未知设备", False)]
    kept = {row.id_hash for row in doors.house.rows(sessions)}
    assert not any(id_hash in json.dumps(found) for id_hash in kept)


@pytest.mark.covers("T25")
def test_a_session_signed_out_from_elsewhere_is_out_at_once(doors: Doors) -> None:
    away, mine = doors.as_("wu"), here(doors, "wu")
    assert away.get("/board").status_code == 200
    mark = next(one["mark"] for one in listed(mine) if not one["here"])
    assert mine.post(f"/account/sessions/{mark}/end", {}).status_code == 200
    assert (away.get("/board").status_code, mine.get("/board").status_code) == (401, 200)
    assert mine.post(f"/account/sessions/{mark}/end", {}).status_code == 404


@pytest.mark.covers("T10")
def test_nobody_signs_out_somebody_else(doors: Doors) -> None:
    mark = listed(doors.as_("he"))[0]["mark"]
    assert doors.as_("wu").post(f"/account/sessions/{mark}/end", {}).status_code == 404
    assert doors.as_("shen").post(f"/account/sessions/{mark}/end", {}).status_code == 404
    assert doors.as_("wu").post("/account/sessions/end", {}).get_json()["ended"] == 0
    assert doors.as_("he").get("/board").status_code == 200


@pytest.mark.covers("T25")
def test_all_others_are_signed_out_with_one_act(doors: Doors) -> None:
    away, mine = [doors.as_("wu"), here(doors, "wu")], here(doors, "wu")
    assert mine.post("/account/sessions/end", {}).get_json()["ended"] == len(away)
    assert [one.get("/board").status_code for one in (*away, mine)] == [401, 401, 200]


@pytest.mark.covers("T25")
def test_another_password_ends_every_other_session_and_renews_this_one(doors: Doors) -> None:
    away, mine = doors.as_("wu"), here(doors, "wu")
    answer = mine.post("/account/password", {"old_password": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.get_json()) == (200, {"ok": True, "go": "/account?done=password"})
    renewed = cookie(answer, "sid").split(";")[0].removeprefix("sid=")
    with_the_id_before = Caller(doors, secret=mine.secret)
    assert [one.get("/board").status_code for one in (away, with_the_id_before, mine)] == [401, 401, 200]
    assert [sign_in(doors, "wu", word)[0].status_code for word in (PASSWORD, NEW)] == [401, 303]
    told = json.dumps([row.payload for row in doors.house.rows(events, kind="person.password_changed")])
    assert not any(secret in told for secret in (PASSWORD, NEW, renewed, "argon2"))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong horse battery", NEW, "old_password"),
        (PASSWORD, PASSWORD, "password"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "a" * 40, "password"),
        (PASSWORD, "x1" * 200, "password"),
    ],
)
def test_a_password_that_does_not_do_is_refused_at_its_field(doors: Doors, old: str, new: str, field: str) -> None:
    wu = doors.as_("wu")
    answer = wu.post("/account/password", {"old_password": old, "password": new})
    assert (answer.status_code, answer.get_json()["field"]) == (422, field)
    assert wu.get("/board").status_code == 200


def test_trying_old_passwords_is_slowed_like_signing_in(doors: Doors) -> None:
    wu = doors.as_("wu")
    tries = [{"old_password": f"wrong password {n}", "password": NEW} for n in range(9)]
    assert [wu.post("/account/password", wish).status_code for wish in tries] == [422] * 8 + [429]
    assert wu.post("/account/password", {"old_password": PASSWORD, "password": NEW}).status_code == 429


def test_of_two_changes_at_once_one_counts_and_the_other_is_told(doors: Doors) -> None:
    one, other = here(doors, "wu"), here(doors, "wu")
    words = [f"{NEW} of the first", f"{NEW} of the second"]

    def change(who: Caller, word: str) -> int:
        return who.post("/account/password", {"old_password": PASSWORD, "password": word}).status_code

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(change, (one, other), words))
    assert sorted(answers) in ([200, 401], [200, 422])
    assert [sign_in(doors, "wu", word)[0].status_code for word in words].count(303) == 1


def test_a_machine_has_no_account(doors: Doors) -> None:
    token = doors.as_("shen").post("/tokens", {"name": "大屏", "scope": "lead"}).get_json()["token"]
    machine = Caller(doors, token=token)
    assert machine.get("/account").status_code == 403
    wish = {"old_password": PASSWORD, "password": NEW}
    assert machine.post("/account/password", wish).status_code == 403
    assert machine.post("/account/sessions/end", {}).status_code == 403
    assert machine.post("/account/sessions/0123456789abcdef/end", {}).status_code == 403


@pytest.mark.covers("T25")
def test_an_admin_sets_a_forgotten_password_but_never_their_own(doors: Doors) -> None:
    shen, wu = doors.as_("shen"), doors.as_("wu")
    ids = {name: doors.house.rows(people, login=name)[0].id for name in ("shen", "wu")}
    assert shen.post(f"/people/{ids['wu']}/password", {"password": NEW}).status_code == 200
    assert wu.get("/board").status_code == 401
    assert [sign_in(doors, "wu", word)[0].status_code for word in (PASSWORD, NEW)] == [401, 303]
    assert shen.post(f"/people/{ids['shen']}/password", {"password": NEW}).status_code == 403
    assert doors.as_("lin").post(f"/people/{ids['wu']}/password", {"password": NEW}).status_code == 403
    told = json.dumps([row.payload for row in doors.house.rows(events, kind="person.password_set")])
    assert not any(secret in told for secret in (NEW, "argon2"))
