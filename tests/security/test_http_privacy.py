"""Secrets and what belongs to persons: never in a log, an error page, an address, a figure or the public description."""

from __future__ import annotations

import logging

import pytest
from werkzeug.test import TestResponse

from crisis.web.routes import API
from tests.commands.cast import PASSWORD
from tests.security.front_acts import ACTS, ROOM
from tests.security.front_doors import Doors
from tests.security.front_rooms import READ

pytestmark = pytest.mark.covers("T14")

PERSON = {"customer_name": "canarius Quillfeather", "contact": "13877776666", "customer_key": "key-canary-51"}
TEXT = "刹车异响，车架号 LSVCANARY12345678，请联系 13877776666 canary@example.com。"
PERSONAL = ("Quillfeather", "13877776666", "key-canary-51", "LSVCANARY12345678", "canary@example.com")


def secrets(doors: Doors) -> list[str]:
    """Everything that lets somebody in, and what is kept of it."""
    kept = doors.house.ledger()
    hashes = [str(value) for name in ("people", "sessions", "tokens") for row in kept[name] for value in row]
    return [
        PASSWORD, "f" * 64, *(s for s, _ in doors.kept.sessions.values()), *(c for _, c in doors.kept.sessions.values()),
        *doors.kept.tokens.values(), *(h for h in hashes if h.startswith("$argon2") or len(h) == 64),
    ]  # fmt: skip


def legible(answer: TestResponse) -> str:
    """What can be read in an answer, be it a page or a picture."""
    return answer.get_data().decode("utf-8", "replace")


def provoke(doors: Doors, caught: list[str]) -> None:
    """Uses the house well and badly, as lead, customer liaison and nobody; each answer with its headers."""
    for name in ("lin", "su", "shen"):
        caller = doors.as_(name)
        for rule, act in ACTS.items():
            for body in ({}, {**act.body, "colour": PASSWORD[:3]}, {"text": 7}, None):
                answer = (
                    caller.post(doors.path(rule), body)
                    if body is not None
                    else caller.raw(API + doors.path(rule), b"{")
                )
                caught.append(f"{answer.headers} {answer.text}")
    for path in ("/nowhere", "/crises/777", "/complaints?before=²", f"{API}/crises/{10**20}", "/playbooks/none"):
        caught.append(doors.as_("lin").page(path).text)
        caught.append(doors.nobody().page(path).headers.get("Location", ""))


def test_no_secret_is_told_by_any_refusal_figure_or_description(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    own = {doors.kept.sessions[name][1] for name in ("lin", "su", "shen")}  # their pages carry their form token
    caught: list[str] = []
    known = [secret for secret in secrets(doors) if secret not in own]
    caplog.set_level(logging.DEBUG)
    provoke(doors, caught)
    for path in ("/metrics", "/healthz", "/readyz", f"{API}/openapi.json"):
        caught.append(doors.nobody().get(path).text)
    told = "\n".join([*caught, caplog.text])
    assert len(known) > 30 and len(told) > 10_000
    assert [secret[:12] for secret in known if secret in told] == []


def test_no_page_shows_a_secret_but_the_readers_own_form_token(doors: Doors) -> None:
    known = secrets(doors)
    for name in doors.house.ids:
        own = doors.kept.sessions[name][1]
        for rule in READ:
            text = legible(doors.as_(name).page(doors.path(rule)))
            assert [s[:12] for s in known if s in text and s != own] == [], (name, rule)


def test_a_complainant_is_named_to_those_who_may_read_it_and_in_no_log(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    su = doors.as_("su")
    made = su.post("/complaints", {"text": TEXT, **PERSON}).get_json()
    place = f"/complaints/{made['id']}"
    assert "Quillfeather" in su.page(place).text  # the one who looks after customers
    refused = su.post("/complaints", {"text": TEXT, **PERSON, "colour": "13877776666"})
    assert [word for word in PERSONAL if word in refused.text] == []
    for name in ("lin", "he", "wu", "zheng", "han", "shen"):
        seen = doors.as_(name)
        texts = [legible(seen.page(doors.path(rule))) for rule in (place, *READ)]
        texts.append(seen.get(f"{API}/desk/events?limit=500").text)
        assert [word for word in PERSONAL if any(word in text for text in texts)] == [], name
    outside = "".join(doors.nobody().get(path).text for path in ("/metrics", f"{API}/openapi.json", "/healthz"))
    assert [word for word in PERSONAL if word in outside + caplog.text] == []


def test_a_defect_tells_a_mark_and_the_log_holds_no_wish(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    with doors.house.work.database.writer.begin() as conn:
        conn.exec_driver_sql("DROP TABLE sign_in_attempts")
    answer = doors.as_("lin").client.post("/stepup", json={"password": PASSWORD}, headers=doors.as_("lin").head())
    told = answer.get_json()
    assert answer.status_code == 500
    assert PASSWORD not in answer.text + caplog.text and "sign_in_attempts" not in answer.text
    assert told["type"] == "urn:crisis:defect" and any(
        part.strip("（）()") in caplog.text for part in told["title"].split()
    )


def test_addresses_name_nobody(doors: Doors) -> None:
    """No door takes a name, a telephone number or words in its address; only numbers of rows, codes and marks of sessions."""
    parts = {p for rule in doors.app.url_map.iter_rules() for p in rule.arguments}
    assert {p for p in parts if not p.endswith("_id")} <= {"code", "filename", "mark", "seq"}
    assert ROOM in {rule.rule for rule in doors.app.url_map.iter_rules()}
