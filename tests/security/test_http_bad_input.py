"""Bad input of each kind that people really send: a clear sentence in their language, the right status, nothing half-written."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from crisis.cli.playbooks import run
from crisis.store.crises import crises
from crisis.web.routes import API
from tests.security.front_acts import ACTS, ROOM
from tests.security.front_doors import Caller, Doors, empty_the_room
from tests.security.refusals import clear, nothing_written

pytestmark = pytest.mark.parametrize("lang", ["zh", "en"])


def upload(caller: Caller, data: bytes, name: str) -> Any:
    return caller.client.post(
        f"{API}/complaints/import",
        data={"file": (io.BytesIO(data), name)},
        headers=caller.head(),
        content_type="multipart/form-data",
    )


UNREADABLE = {
    "mis-encoded": (b"text\n" + b"\xff\xfe\x80\x81\n", "a.csv"),
    "half UTF-8": ("投诉内容\n刹车".encode()[:-1], "a.csv"),
    "UTF-16": ("投诉内容\n刹车异响\n".encode("utf-16"), "a.csv"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.csv"),
    "a broken workbook": (b"PK\x03\x04" + b"\0" * 200, "a.xlsx"),
    "empty": (b"", "a.csv"),
    "headings only": ("投诉内容\n".encode(), "a.csv"),
    "no text column": (b"a,b\n1,2\n", "a.csv"),
    "not JSON lines": (b"[1, 2]\n", "a.jsonl"),
    "an open quotation mark": ('投诉内容\n"刹车\n'.encode(), "a.csv"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_cannot_be_read(doors: Doors, lang: str, kind: str) -> None:
    su = doors.speaks("su", lang)
    with nothing_written(doors):
        clear(upload(su, *UNREADABLE[kind]), 422, lang)


def test_rows_with_missing_or_impossible_fields(doors: Doors, lang: str) -> None:
    su = doors.speaks("su", lang)
    rows = ["投诉内容,接收时间,投诉编号", "刹车异响,2026-03-01 09:00,A-1", ",2026-03-01 09:00,A-2", "漏油,2026-02-30 09:00,A-3",
            "异响,2031-01-01 09:00,A-4", "抖动,不知道,A-5", "熄火,2026-03-01 10:00,A-6"]  # fmt: skip
    answer = upload(su, "\n".join(rows).encode(), "a.csv")
    told = answer.get_json()
    assert (answer.status_code, told["imported"], told["refused"]) == (207, 2, 4)
    assert [row["row"] for row in told["rows"]] == [3, 4, 5, 6]
    for row in told["rows"]:
        assert any("一" <= c <= "鿿" for c in row["reason"].replace(row["column"], "")) is (lang == "zh"), row
    kept = doors.digest()
    again = upload(su, "\n".join(rows).encode(), "a.csv").get_json()
    assert (again["imported"], again["repeated"], doors.digest()) == (0, 2, kept)


RECORDS = {
    "missing": ({}, "field.required"),
    "blank": ({"text": "   "}, "field.required"),
    "unknown": ({"text": "x", "colour": "red"}, "field.unknown"),
    "too long": ({"text": "x", "channel": "x" * 100}, "field.too_long"),
    "no choice": ({"text": "x", "grade": "huge"}, "field.choice"),
    "from the future": ({"text": "x", "received_at": "2031-01-01T00:00:00Z"}, "field.future"),
    "of no century": ({"text": "x", "received_at": "0001-01-01T00:00:00Z"}, "field.time"),
    "control characters": ({"text": "x\u0007y"}, "field.characters"),
    "no zone": ({"text": "x", "received_at": "2026-03-01T09:00:00"}, "field.zone"),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_with_missing_or_impossible_fields(doors: Doors, lang: str, kind: str) -> None:
    record, code = RECORDS[kind]
    su = doors.speaks("su", lang)
    with nothing_written(doors):
        told = clear(su.post("/complaints", record), 422, lang)
    assert (told["type"], "field" in told) == (f"urn:crisis:{code}", True)


def test_a_list_names_its_bad_records_and_keeps_the_others(doors: Doors, lang: str) -> None:
    su, before = doors.speaks("su", lang), len(doors.house.ledger()["intake"])
    answer = su.post("/complaints", [{"text": "刹车异响"}, {}, 7, {"text": "漏油"}])
    told = answer.get_json()["results"]
    assert answer.status_code == 207
    assert ["status" in row for row in told] == [False, True, True, False]
    assert len(doors.house.ledger()["intake"]) == before + 2


def test_an_unknown_playbook_key(doors: Doors, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The terminal speaks English; the room's door, the reader's language."""
    file = tmp_path / "pb-x.yaml"
    file.write_text("code: PB-XX\nversion: 1\ncolour: red\ntitle: {zh: 甲, en: A}\nitems: []\n", encoding="utf-8")
    assert run(type("Given", (), {"files": [file]})()) == 1
    assert any(line.startswith("pb-x.yaml:3: colour: ") for line in capsys.readouterr().out.splitlines())
    lin = doors.speaks("lin", lang)
    with nothing_written(doors):
        clear(lin.post(doors.path(f"{ROOM}/playbooks"), {"playbook": "PB-NONE"}), 422, lang)
        clear(lin.post("/crises", {"title": "x", "playbooks": ["PB-NONE"]}), 422, lang)


ZONELESS = {
    f"{ROOM}/events": {"text": "x", "occurred_at": "2026-03-02T09:00:00"},
    f"{ROOM}/items": {"title": "x", "due_at": "2026-03-05T09:00:00"},
    f"{ROOM}/t0": {"t0": "2026-03-02T08:00:00", "reason": "x"},
    f"{ROOM}/next-update": {"next_at": "2026-03-05T09:00:00"},
    f"{ROOM}/facts": {"key": "place", "value": "x", "as_of": "2026-03-02T09:00:00"},
    f"{ROOM}/inquiries": {"outlet": "x", "question": "x", "deadline_at": "2026-03-05T09:00:00"},
    "/crises": {"title": "x", "t0": "2026-03-02T09:00:00"},
}


def test_a_time_without_a_zone(doors: Doors, lang: str) -> None:
    lin = doors.speaks("lin", lang)
    with nothing_written(doors):
        for rule, body in ZONELESS.items():
            assert clear(lin.post(doors.path(rule), body), 422, lang)["type"] == "urn:crisis:field.zone", rule


REMAINING = (
    "/aftermath/records",
    "/archive",
    "/reopen",
    "/seen",
    "/hand-overs",
    "/comments",
    "/story",
)  # what is still done afterwards


def test_an_act_on_a_closed_crisis(doors: Doors, lang: str) -> None:
    with doors.house.work.database.writer.begin() as conn:
        conn.execute(update(crises).values(state="closed", closed_at=doors.house.at))
    told = {}
    people = {name: doors.speaks(name, lang) for name in ("lin", "he", "wu", "su", "zhou")}
    with nothing_written(doors):
        for rule, act in ACTS.items():
            if rule.startswith(f"{ROOM}/") and not any(word in rule for word in REMAINING):
                told[rule] = people[act.by].post(doors.path(rule), act.body)
        for rule, answer in told.items():
            if not rule.endswith(("/members", "/remove", "/grants", "/withdraw", "/approve", "/publish", "/settle")):
                assert clear(answer, 409, lang)["type"] == "urn:crisis:crisis.not_open", rule
            assert answer.status_code in (409, 404, 422), rule


def test_a_stale_version_shows_both_texts(doors: Doors, lang: str) -> None:
    he, place = doors.speaks("he", lang), doors.path(f"{ROOM}/statements/<int:statement_id>")
    seen = he.get(place).get_json()["chosen"]["version"]
    assert he.post(place, {"body": "别人的改动", "version": seen}).status_code == 200
    with nothing_written(doors):
        told = clear(he.post(place, {"body": "我的改动", "version": seen}), 409, lang)
        page = he.client.post(
            place, data={"csrf": he.csrf, "body": "我的改动", "version": seen}, headers={"Accept": "text/html"}
        )
    assert ("我的改动" in str(told["mine"]), "别人的改动" in str(told["theirs"])) == (True, True)
    assert page.status_code == 409
    assert "我的改动" in page.text and "别人的改动" in page.text


def test_the_same_act_twice(doors: Doors, lang: str) -> None:
    lin, wish = doors.speaks("lin", lang), doors.path(f"{ROOM}/items")
    once = {"Idempotency-Key": "the-same-wish-1"}
    first = lin.post(wish, {"title": "联系拖车"}, **once)
    with nothing_written(doors):
        again = lin.post(wish, {"title": "联系拖车"}, **once)
        assert (again.status_code, again.get_json()) == (first.status_code, first.get_json())
        clear(lin.post(wish, {"title": "别的"}, **once), 422, lang)
        clear(lin.post(wish, {"title": "x"}, **{"Idempotency-Key": "short"}), 422, lang)


def test_the_second_decision_about_a_warning(doors: Doors, lang: str) -> None:
    su, wish = doors.speaks("su", lang), doors.path("/warnings/<int:warning_id>/dismiss")
    assert su.post(wish, {"reason": "已和解"}).status_code == 200
    with nothing_written(doors):
        assert clear(su.post(wish, {"reason": "已和解"}), 409, lang)["type"] == "urn:crisis:warning.decided"


def test_a_subscribe_to_a_foreign_room(doors: Doors, lang: str) -> None:
    """Over HTTP a foreign room is none; over the socket the subscription is refused with the same code for both."""
    empty_the_room(doors)
    wu = doors.speaks("wu", lang)
    client = doors.app.extensions["socketio"].test_client(
        doors.app,
        flask_test_client=wu.client,
        headers={"Origin": "http://localhost:8000", "Cookie": f"sid={wu.secret}"},
    )
    with nothing_written(doors):
        clear(wu.get(f"{API}/crises/{doors.house.room}/events"), 404, lang)
        answers = [
            client.emit("subscribe", {"stream": f"crisis:{n}", "after": 0}, callback=True)
            for n in (doors.house.room, 777)
        ]
    assert answers == [{"ok": False, "error": "not_allowed"}] * 2
    client.disconnect()


def test_a_body_over_the_limit(doors: Doors, lang: str) -> None:
    su = doors.speaks("su", lang)
    with nothing_written(doors):
        clear(su.raw(f"{API}/complaints", b'{"text": "' + b"x" * (33 * 1024 * 1024) + b'"}'), 413, lang)
        clear(upload(su, b"x" * (33 * 1024 * 1024), "a.csv"), 413, lang)
        clear(su.post("/complaints", [{"text": "x"}] * 1001), 413, lang)
