"""Which files an entry takes and how many: by their content, under a harmless name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from crisis.domain.attachment import (
    KINDS,
    MOST_BYTES,
    MOST_BYTES_IN_ROOM,
    MOST_IN_ROOM,
    MOST_ON_ENTRY,
    all_fitting,
    fitting,
    room_for,
    takes_files,
)
from crisis.domain.attachment_name import LONGEST, fitting_name
from crisis.domain.errors import IllegalMove, Invalid, Refused, TooLarge
from tests.commands.pictures import HTML, PDF, SOUNDS, SVG, VIDEO, chunk, jpeg, png, webp

TAKEN = {"jpeg": jpeg(), "png": png(), "webp": webp(), "pdf": PDF, **SOUNDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_what_its_content_says_whatever_its_name(kind: str) -> None:
    told = fitting("来函.html", TAKEN[kind])
    assert (told.kind, told.name) == (kind, f"来函.html{KINDS[kind].suffixes[0]}")


@pytest.mark.parametrize(
    "content",
    [HTML, SVG, VIDEO, b"<?xml version='1.0'?>" + SVG, b"GIF89a" + HTML, b"PK\3\4word/vbaProject.bin", b"MZ\x90\0", b"\x7fELF",
     b"BM" + b"\0" * 60, b"\0\0\0\x18ftypheic" + b"\0" * 20, b" " + PDF, b"\xef\xbb\xbf" + HTML, b"RIFF\0\0\0\0AVI LIST", "姓名,电话\n".encode()],
    ids=["html", "svg", "video", "xml", "gif", "zip", "exe", "elf", "bmp", "heic", "shifted pdf", "bom", "avi", "csv"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["零件.png", "来函.pdf"])
def test_what_is_none_of_these_is_refused_however_it_calls_itself(content: bytes, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        fitting(name, content)
    assert (refused.value.code, refused.value.params["name"]) == ("attachment.kind", name)


@pytest.mark.parametrize(
    ("content", "code", "refusal"),
    [
        (b"", "attachment.empty", Invalid),
        (PDF + b" " * MOST_BYTES, "attachment.size", TooLarge),
        (png()[:-6], "attachment.damaged", Invalid),
        (png()[:8] + chunk(b"IDAT", b"") + chunk(b"IEND", b""), "attachment.damaged", Invalid),
        (jpeg()[:-2], "attachment.damaged", Invalid),
        (jpeg()[:40], "attachment.damaged", Invalid),
        (b"\xff\xd8\xff", "attachment.damaged", Invalid),
        (webp()[:-4], "attachment.damaged", Invalid),
        (b"\x89PNG\r\n\x1a\n" + HTML, "attachment.damaged", Invalid),
        (png(20_000, 20_000), "attachment.pixels", Invalid),
        (png(0, 5), "attachment.pixels", Invalid),
    ],
)
def test_an_empty_immense_or_broken_file_is_refused_by_name(content: bytes, code: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as refused:
        fitting("零件.png", content)
    assert refused.value.code == code
    assert refused.value.params["name"].startswith("零件.png")


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("零件.png", "零件.png"),
        ("零件.PNG", "零件.png"),
        ("../../etc/passwd", "passwd.png"),
        ("..\\..\\windows\\system.ini", "system.ini.png"),
        ("/", "file.png"),
        ("", "file.png"),
        (".", "file.png"),
        ("...png", "png.png"),
        ("a\0b.png", "a b.png"),
        ("a\r\nSet-Cookie: x=1.png", "a Set-Cookie x=1.png"),
        ('a"; filename="b.png', "a filename= b.png"),
        ("照片\u202egnp.exe", "照片 gnp.exe.png"),
        ("\u2066a\u2069\u200b\ufeff.png", "a.png"),
        ("零件.png.exe", "零件.png.exe.png"),
        ("零件.png ", "零件.png"),
        ("\ud800x.png", "x.png"),
        ("e\u0301.png", "é.png"),
        ("名" * 300 + ".png", "名" * (LONGEST - 4) + ".png"),
        ("𠮷" * 300, "𠮷" * (LONGEST - 4) + ".png"),
    ],
)
def test_a_name_is_shown_without_path_controls_or_tricks(given_name: str, shown: str) -> None:
    assert fitting_name(given_name, (".png",)) == shown


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_name_leads_anywhere_or_hides_its_end(name: str) -> None:
    shown = fitting_name(name, (".pdf",))
    assert shown.endswith(".pdf") and 4 < len(shown) <= LONGEST
    assert not set(shown) & set('/\\\0\r\n"<>|:*?;%\u202e\u2066\u200b') and not shown.startswith(".")
    shown.encode()
    assert fitting_name(shown, (".pdf",)) == shown


# --- how many --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "more", "code"),
    [
        ((0, 0, 0), (MOST_ON_ENTRY, 1), None),
        ((MOST_ON_ENTRY - 1, 0, 0), (1, 1), None),
        ((MOST_ON_ENTRY, 0, 0), (1, 1), "attachment.entry_full"),
        ((0, MOST_IN_ROOM, 0), (1, 1), "attachment.room_full"),
        ((0, 1, MOST_BYTES_IN_ROOM - 5), (1, 5), None),
        ((0, 1, MOST_BYTES_IN_ROOM - 5), (1, 6), "attachment.room_full"),
    ],
)
def test_an_entry_and_a_room_hold_so_many_files(
    there: tuple[int, int, int], more: tuple[int, int], code: str | None
) -> None:
    taken = dict(zip(("on_entry", "in_room", "bytes_in_room"), there, strict=True))
    said = None
    try:
        room_for(*more, **taken)
    except IllegalMove as refused:
        said = refused.code
    assert said == code


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "field.required"),
        ([("a.pdf", PDF)] * (MOST_ON_ENTRY + 1), "attachment.entry_full"),
        ([("a.pdf", PDF + b" " * (MOST_BYTES - len(PDF)))] * 3, "attachment.at_once"),
        ([("a.pdf", PDF), ("b.pdf", HTML)], "attachment.kind"),
    ],
)
def test_what_is_sent_at_once_is_taken_whole_or_not_at_all(files: list[tuple[str, bytes]], code: str) -> None:
    with pytest.raises(Refused) as refused:
        all_fitting(files)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "takes"), [("log.note", True), ("item.checked", True), ("record.written", False), ("entry.pinned", False)]
)
def test_entries_that_fewer_may_read_carry_no_files(kind: str, takes: bool) -> None:
    assert takes_files(kind) is takes
