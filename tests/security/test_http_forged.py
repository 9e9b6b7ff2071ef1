"""Forged requests: a change has to come from our own page, and reading changes nothing."""

from __future__ import annotations

import pytest

from crisis.store.people import sessions
from crisis.web.routes import API
from tests.commands.cast import PASSWORD
from tests.security.front_acts import ACTS, ROOM
from tests.security.front_doors import Doors
from tests.security.front_rooms import READ

FORGED = {
    "no token": {"X-CSRF": ""},
    "a wrong token": {"X-CSRF": "x" * 32},
    "a foreign page": {"Origin": "https://evil.example"},
    "a page on another port": {"Origin": "http://localhost:8001"},
    "a page of nowhere": {"Origin": "null"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
}


@pytest.mark.covers("T28")
@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_change_is_refused(doors: Doors, forged: str) -> None:
    before = doors.digest()
    for rule, act in ACTS.items():
        caller = doors.as_(act.by)
        assert caller.post(doors.path(rule), act.body, **FORGED[forged]).status_code == 403, rule
        form = {k: str(v) for k, v in act.body.items()}
        head = {k: v for k, v in FORGED[forged].items() if k != "X-CSRF"}
        fields = form if forged in ("no token", "a wrong token") else {**form, "csrf": caller.csrf}
        answer = caller.client.post(doors.path(rule), data=fields, headers=head)
        assert answer.status_code == 403, rule
    assert doors.digest() == before


@pytest.mark.covers("T28")
def test_the_token_of_another_session_is_worth_nothing(doors: Doors) -> None:
    lin, he = doors.as_("lin"), doors.as_("he")
    wish = doors.path(f"{ROOM}/log")
    assert lin.post(wish, {"text": "x"}, **{"X-CSRF": he.csrf}).status_code == 403
    assert lin.post(wish, {"text": "x"}).status_code == 201


@pytest.mark.covers("T28")
@pytest.mark.parametrize("path", ["/signin", "/setup", "/language", "/signout", "/stepup", "/account"])
def test_the_account_doors_ask_for_the_token_too(doors: Doors, path: str) -> None:
    before = doors.digest()
    for caller in (doors.nobody(), doors.as_("lin")):
        caller.csrf = ""
        answer = caller.client.post(
            path, data={"login": "lin", "password": PASSWORD, "lang": "en", "token": "x", "name": "x"}
        )
        assert answer.status_code in (401, 403) if not caller.secret else answer.status_code == 403
    assert doors.digest() == before


@pytest.mark.covers("T28")
def test_no_reading_changes_a_row(doors: Doors) -> None:
    before = doors.digest()
    for name in ("lin", "su", "zheng", "shen"):
        caller = doors.as_(name)
        for rule in (*READ, "/healthz", "/readyz", "/metrics", "/signin", "/setup?token=x", f"{API}/openapi.json"):
            assert caller.page(doors.path(rule)).status_code < 500, rule
    assert doors.digest() == before
    doors.as_("lin").post(doors.path(f"{ROOM}/log"), {"text": "x"})
    assert doors.digest() != before


def test_using_a_session_is_noted_once_a_minute_and_nowhere_else(doors: Doors) -> None:
    lin, rest = doors.as_("lin"), doors.digest("sessions")
    for seconds, moved in ((59, False), (1, True), (59, False)):
        doors.house.later(seconds=seconds)
        before = doors.house.rows(sessions)
        lin.get("/board")
        assert (doors.house.rows(sessions) != before) is moved
    assert doors.digest("sessions") == rest
