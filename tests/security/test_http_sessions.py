"""Sessions: who is known, for how long, and what becomes of wrong passwords."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from crisis.commands import passwords, people
from crisis.store.events import ops
from crisis.store.people import attempts
from tests.commands.cast import PASSWORD
from tests.security.front_acts import ROOM
from tests.security.front_doors import Caller, Doors, Kept, opened


def sign_in(doors: Doors, login: str, password: str = PASSWORD, client: Any = None, address: str = "127.0.0.1") -> Any:
    """A browser at the sign-in page; the answer to its form, and the browser."""
    client = client or doors.app.test_client()
    page = client.get("/signin").text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    form = {"csrf": csrf, "login": login, "password": password}
    return client.post("/signin", data=form, environ_base={"REMOTE_ADDR": address}), client


def cookie(answer: Any, name: str) -> str:
    return next((c for c in answer.headers.getlist("Set-Cookie") if c.startswith(f"{name}=")), "")


@pytest.mark.covers("T25")
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(doors: Doors) -> None:
    answer, _ = sign_in(doors, "lin")
    assert answer.status_code == 303
    flags = {part.strip().lower() for part in cookie(answer, "sid").split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert not any(flag.startswith("domain") for flag in flags)


@pytest.mark.covers("T25")
def test_behind_tls_the_cookies_are_bound_to_this_host(furnished: Kept, tmp_path: Path) -> None:
    with opened(furnished, tmp_path, secure=True) as doors:
        page = doors.app.test_client().get("/signin", base_url="https://localhost")
        assert "Secure" in cookie(page, "__Host-pre")
        client = doors.app.test_client()
        csrf = client.get("/signin", base_url="https://localhost").text.split('name="csrf" value="')[1].split('"')[0]
        form = {"csrf": csrf, "login": "lin", "password": PASSWORD}
        answer = client.post("/signin", data=form, base_url="https://localhost")
        assert answer.status_code == 303
        assert "Secure" in cookie(answer, "__Host-sid")
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.covers("T25")
def test_a_session_is_never_the_one_from_before_the_sign_in(doors: Doors) -> None:
    _, client = sign_in(doors, "lin")
    first = client.get_cookie("sid").value
    _, client = sign_in(doors, "lin", client=client)
    second = client.get_cookie("sid").value
    assert first != second
    client.set_cookie("sid", first)
    assert client.get("/board").status_code == 303
    planted = doors.app.test_client()
    planted.set_cookie("sid", "planted-by-somebody-else")
    _, planted = sign_in(doors, "lin", client=planted)
    assert planted.get_cookie("sid").value != "planted-by-somebody-else"


@pytest.mark.covers("T25")
def test_a_session_ends_with_the_sign_out(doors: Doors) -> None:
    lin = doors.as_("lin")
    answer = lin.client.post("/signout", data={"csrf": lin.csrf})
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (303, '"cache"')
    lin.client.set_cookie("sid", lin.secret)
    assert lin.get("/board").status_code == 401


@pytest.mark.covers("T25")
def test_a_session_ends_when_the_person_is_disabled(doors: Doors) -> None:
    wu = doors.as_("wu")
    assert wu.get("/board").status_code == 200
    doors.house.do("people.change_person", "shen", person_id=doors.house.ids["wu"], active=False)
    assert wu.get("/board").status_code == 401
    assert sign_in(doors, "wu")[0].status_code == 401


@pytest.mark.covers("T25")
def test_a_demoted_person_has_the_new_rights_with_the_old_session_at_once(doors: Doors) -> None:
    lin = doors.as_("lin")
    doors.house.do("people.change_person", "shen", person_id=doors.house.ids["lin"], role="auditor")
    assert lin.post(doors.path(f"{ROOM}/log"), {"text": "x"}).status_code == 403


@pytest.mark.parametrize(("name", "idle"), [("wu", timedelta(minutes=30)), ("lin", timedelta(hours=8))])
def test_a_session_that_nobody_uses_ends(doors: Doors, name: str, idle: timedelta) -> None:
    someone, start = doors.as_(name), doors.house.at
    doors.house.at = start + idle - timedelta(seconds=1)
    assert someone.get("/board").status_code == 200
    doors.house.at += idle - timedelta(minutes=1)
    assert someone.get("/board").status_code == (200 if idle < timedelta(hours=6) else 401)
    doors.house.at += idle + timedelta(seconds=1)
    assert someone.get("/board").status_code == 401


def test_no_session_outlasts_twelve_hours(doors: Doors) -> None:
    wu, start = doors.as_("wu"), doors.house.at
    seen = []
    for minutes in range(20, 12 * 60 + 41, 20):
        doors.house.at = start + timedelta(minutes=minutes)
        seen.append(wu.get("/healthz" if minutes % 40 else "/crises").status_code)
    assert set(seen[: 12 * 3]) == {200}
    assert wu.get("/crises").status_code == 401


# --- wrong passwords -------------------------------------------------------------------------------------------


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.text.split("<h1")[1].split("<form")[0]


def test_a_name_that_nobody_has_is_refused_like_a_wrong_password(doors: Doors) -> None:
    wrong, nobody = sign_in(doors, "lin", "wrong password 1")[0], sign_in(doors, "nobody", "wrong password 1")[0]
    assert told(wrong) == told(nobody)
    assert wrong.status_code == 401


def test_refusing_takes_as_long_whoever_is_named(doors: Doors) -> None:
    took: dict[str, list[float]] = {"lin": [], "nobody": []}
    for _ in range(5):
        for login, times in took.items():
            begun = time.thread_time()
            with pytest.raises(Exception, match="signin.wrong"):
                people.sign_in(doors.house.work, login=login, password="wrong password 1", at=doors.house.at)
            times.append(time.thread_time() - begun)
    assert 0.4 < median(took["lin"]) / median(took["nobody"]) < 2.5
    assert median(took["nobody"]) > 0.02  # hashed, not waved through


def test_after_eight_wrong_tries_a_name_waits_and_then_may_again(doors: Doors) -> None:
    statuses = [sign_in(doors, "nobody", f"wrong password {n}")[0].status_code for n in range(9)]
    assert statuses == [401] * 8 + [429]
    with doors.house.work.database.writer.begin() as conn:
        conn.execute(attempts.insert(), [{"login_hash": passwords.fingerprint("lin"), "at": doors.house.at}] * 8)
    known, unknown = sign_in(doors, "lin")[0], sign_in(doors, "nobody")[0]
    assert (known.status_code, told(known)) == (429, told(unknown))
    assert sign_in(doors, "he")[0].status_code == 303
    doors.house.later(minutes=5, seconds=1)
    assert sign_in(doors, "lin")[0].status_code == 303


def test_an_address_that_tries_many_names_waits(doors: Doors) -> None:
    with doors.house.work.database.writer.begin() as conn:
        far = [{"login_hash": passwords._from("10.9.8.7"), "at": doors.house.at}] * passwords.TRIES_FROM
        conn.execute(attempts.insert(), far)
    assert sign_in(doors, "he", address="10.9.8.7")[0].status_code == 429
    assert sign_in(doors, "he", address="10.9.8.6")[0].status_code == 303
    sign_in(doors, "he", "wrong password 1", address="10.9.8.5")
    kept = {row.login_hash for row in doors.house.rows(attempts)}
    assert passwords._from("10.9.8.5") in kept and not any("10.9" in mark for mark in kept)


def test_two_passwords_are_hashed_at_once_at_most(doors: Doors) -> None:
    for _ in range(passwords.AT_ONCE):
        assert passwords.turns.acquire(timeout=5)
    done: list[int] = []
    waiting = threading.Thread(target=lambda: done.append(sign_in(doors, "he")[0].status_code))
    try:
        waiting.start()
        waiting.join(0.6)
        assert done == []
    finally:
        for _ in range(passwords.AT_ONCE):
            passwords.turns.release()
    waiting.join(20)
    assert done == [303]


def test_no_quick_hash_of_a_password_is_kept(doors: Doors) -> None:
    lin = doors.as_("lin")
    answer = lin.client.post(
        "/stepup", json={"password": PASSWORD}, headers=lin.head(**{"Idempotency-Key": "step-up-0001"})
    )
    assert answer.status_code == 200
    assert doors.house.rows(ops, op_id="step-up-0001") == []


def test_two_tokens_of_one_name_are_two_machines(doors: Doors) -> None:
    shen = doors.as_("shen")
    twins = [shen.post("/tokens", {"name": "门店", "scope": "intake"}).get_json()["token"] for _ in range(2)]
    sent = {"op_id": "first-of-the-day", "channel": "phone"}
    answers = [
        Caller(doors, token=twin).post("/complaints", {**sent, "text": f"第{n}家门店：空调不制冷"})
        for n, twin in enumerate(twins)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
