"""Hostile files at the doors of a room: nothing runs, nothing is guessed at, no name leads anywhere, and no stranger fetches."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from crisis.domain.attachment import MOST_BYTES
from crisis.store.attachments import attachments, file_pieces
from tests.commands.cast import NAMES
from tests.commands.pictures import HTML, PDF, SVG, jpeg, png
from tests.security.front_acts import PICTURE, ROOM
from tests.security.front_doors import API, Caller, Doors, Kept, opened
from tests.security.refusals import clear

NAMES_OF_FILES = [
    "../../../../etc/x.png", "..\\..\\x.png", "/etc/passwd", "C:\\CON", "x.png\0.html", "x.html", "零件.png.exe", "照片\u202egnp.exe",
    "名" * 300 + ".png", "𠮷" * 300, '"; filename="evil.html', "a\r\nSet-Cookie: sid=1", "%2e%2e%2fx", ".git/config", "<svg onload=alert(1)>.png",
    "=cmd|' /C calc'!A0.png",
]  # fmt: skip
DISGUISED = {
    "HTML as PNG": ("x.png", HTML), "SVG": ("x.svg", SVG), "SVG as PNG": ("x.png", SVG), "HTML as PDF": ("x.pdf", HTML),
    "HTML behind the mark of a PNG": ("x.png", b"\x89PNG\r\n\x1a\n" + HTML), "HTML in a GIF": ("x.gif", b"GIF89a/*" + HTML), "nothing": ("x.png", b""),
    "a macro document": ("x.docm", b"PK\3\4[Content_Types].xmlword/vbaProject.bin"), "a program": ("x.png", b"MZ\x90\0"),
}  # fmt: skip


@pytest.fixture(scope="module")
def doors(furnished: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with opened(furnished, tmp_path_factory.mktemp("files")) as opened_doors:
        yield opened_doors


def fresh(doors: Doors) -> str:
    """The address for the files of a new entry."""
    seq = doors.house.here("log.add_entry", "lin", entry="x")["seq"]
    return doors.path(f"{ROOM}/timeline/<int:seq>/attachments", seq=seq)


def sent(caller: Caller, path: str, *files: tuple[str, bytes], **fields: str) -> TestResponse:
    data: dict[str, Any] = {"file": [(io.BytesIO(content), name) for name, content in files], **fields}
    answer: TestResponse = caller.client.post(path, data=data, headers=caller.head())
    return answer


def attached(doors: Doors, name: str = "x.png", content: bytes = b"") -> str:
    """The address of a new file."""
    answer = sent(doors.as_("lin"), fresh(doors), (name, content or png()))
    assert answer.status_code == 201, answer.text
    return doors.path(
        f"{ROOM}/attachments/<int:attachment_id>", attachment_id=answer.get_json()["attachments"][0]["id"]
    )


@pytest.mark.covers("T34")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("what", DISGUISED)
def test_a_file_in_disguise_is_refused_in_a_sentence_that_names_it(doors: Doors, what: str, lang: str) -> None:
    path, caller = fresh(doors), doors.speaks("lin", lang)
    before = doors.digest()
    told = clear(sent(caller, path, DISGUISED[what]), 422, lang)
    assert (told["field"], doors.digest()) == ("file", before)
    assert DISGUISED[what][0] in told["title"]


@pytest.mark.covers("T34")
def test_a_picture_that_is_something_else_too_comes_out_as_a_picture_alone(doors: Doors) -> None:
    for name, content in (("x.png", png(behind=HTML + SVG)), ("x.jpg", jpeg(behind=b"PK\3\4" + HTML))):
        back = doors.as_("lin").get(attached(doors, name, content))
        assert back.status_code == 200
        assert not any(mark in back.data for mark in (b"<script", b"<svg", b"PK\3\4"))


@pytest.mark.covers("T34")
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("x.png", png(), "image/png"), ("x.jpg", jpeg(), "image/jpeg"), ("x.html", PDF, "application/pdf")],
)
def test_a_file_is_handed_out_to_be_saved_and_runs_nothing(doors: Doors, name: str, content: bytes, kind: str) -> None:
    for prefix in ("", API):
        answer = doors.as_("lin").page(prefix + attached(doors, name, content))
        head = answer.headers
        assert (answer.status_code, head["Content-Type"], len(answer.data)) == (200, kind, int(head["Content-Length"]))
        assert head["Content-Disposition"].startswith("attachment; ")
        assert (head["X-Content-Type-Options"], head["Cache-Control"]) == ("nosniff", "no-store")
        assert head["Cross-Origin-Resource-Policy"] == "same-origin"
        policy = [part.strip() for part in head["Content-Security-Policy"].split(";")]
        assert {"default-src 'none'", "sandbox", "frame-ancestors 'none'"} <= set(policy)
        assert "script-src" not in head["Content-Security-Policy"]


@pytest.mark.covers("T13")
@pytest.mark.parametrize("name", NAMES_OF_FILES)
def test_no_name_leads_anywhere(doors: Doors, name: str) -> None:
    folder = Path(doors.house.work.database.url.removeprefix("sqlite:///")).parent
    before = {file.name for file in folder.rglob("*")}
    told = doors.as_("lin").post(fresh(doors), {"name": name, "content": PICTURE})
    assert told.status_code in (201, 422), told.text
    if told.status_code == 201:
        (one,) = told.get_json()["attachments"]
        back = doors.as_("lin").get(doors.path(f"{ROOM}/attachments/<int:attachment_id>", attachment_id=one["id"]))
        saved = unquote(
            re.fullmatch(r"attachment; filename\*=UTF-8''([A-Za-z0-9._~%-]+)", back.headers["Content-Disposition"])[1]
        )  # type: ignore[index]
        assert saved == one["name"] and saved.endswith(".png") and len(saved) <= 80
        assert not set(saved) & set('/\\\0\r\n"<>\u202e') and not saved.startswith(".")
    assert {file.name for file in folder.rglob("*")} == before


def test_a_name_is_shown_as_text_on_every_page(doors: Doors) -> None:
    path = fresh(doors)
    assert sent(doors.as_("lin"), path, ("<img src=x onerror=alert(1)>.png", png())).status_code == 201
    for page in (path.removesuffix("/attachments"), doors.path(ROOM)):
        assert "<img src=x" not in doors.as_("lin").page(page).text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_too_large_is_refused_with_its_limit(doors: Doors, lang: str) -> None:
    caller, path = doors.speaks("lin", lang), fresh(doors)
    before = doors.digest()
    told = clear(sent(caller, path, ("x.pdf", PDF + b" " * MOST_BYTES)), 413, lang)
    assert "10" in told["title"] and "x.pdf" in told["title"]
    three = [(f"{n}.pdf", PDF + b" " * (7 * 1024 * 1024)) for n in range(3)]
    assert "20" in clear(sent(caller, path, *three), 413, lang)["title"]
    clear(sent(caller, path, *[("x.pdf", PDF + b" " * (9 * 1024 * 1024))] * 4), 413, lang)
    assert doors.digest() == before


def test_an_entry_whose_file_is_refused_is_not_recorded(doors: Doors) -> None:
    before = doors.digest()
    for path in ("/log", "/events"):
        answer = sent(doors.as_("lin"), doors.path(ROOM) + path, ("x.png", HTML), text="这段文字不能丢")
        assert (answer.status_code, answer.get_json()["field"]) == (422, "file")
    assert doors.digest() == before


@pytest.mark.parametrize("form", [{}, {"file": ""}, {"file": "no file"}])
def test_a_form_without_a_file_asks_for_one(doors: Doors, form: dict[str, str]) -> None:
    lin = doors.as_("lin")
    answer = lin.client.post(fresh(doors), data=form, headers=lin.head(), content_type="multipart/form-data")
    assert (answer.status_code, answer.get_json()["field"]) == (422, "file")


@pytest.mark.covers("T10")
def test_only_those_fetch_whom_the_matrix_lets_and_only_in_their_room(doors: Doors) -> None:
    place = attached(doors)
    told = {name: doors.as_(name).get(place).status_code for name in NAMES}
    expected = dict.fromkeys(NAMES, 200) | {"zheng": 403, "shen": 404}
    assert told == expected
    assert doors.as_("token:lead").get(API + place).status_code == 200
    assert [doors.as_(f"token:{scope}").get(API + place).status_code for scope in ("read", "intake")] == [403, 403]
    other = doors.house.do("crises.declare", "lin", title="另一件事")["id"]
    crossed = place.replace(f"/crises/{doors.house.room}/", f"/crises/{other}/")
    assert doors.as_("lin").get(crossed).data == doors.as_("lin").get(f"/crises/{other}/attachments/999999").data
    assert doors.as_("lin").get(crossed).status_code == 404
    assert doors.as_("lin").post(f"{crossed}/withdraw", {"reason": "x"}).status_code == 404
    for number in ("0", "-1", "x", str(2**63), "1%00"):
        assert doors.as_("lin").get(doors.path(ROOM) + f"/attachments/{number}").status_code == 404
    assert doors.nobody().get(place).status_code == 401


def test_a_withdrawn_file_says_so_and_hands_out_nothing(doors: Doors) -> None:
    place = attached(doors, "客户.pdf", PDF)
    assert doors.as_("su").get(place).data == PDF
    assert doors.as_("lin").post(f"{place}/withdraw", {"reason": "附错了"}).status_code == 200
    answer = doors.as_("su").get(place)
    assert answer.status_code == 404 and "附错了" in answer.get_json()["title"] and b"%PDF" not in answer.data


def test_nothing_of_a_refused_file_stays(doors: Doors) -> None:
    kept = len(doors.house.rows(file_pieces)), len(doors.house.rows(attachments))
    unique = PDF + b"only here"
    for name in ("zheng", "han"):
        assert sent(doors.as_(name), fresh(doors), ("x.pdf", unique)).status_code == 403
    assert sent(doors.as_("shen"), fresh(doors), ("x.pdf", unique)).status_code == 404
    assert (len(doors.house.rows(file_pieces)), len(doors.house.rows(attachments))) == kept
