"""Which files an entry takes: by their content, under a harmless name, and of a picture nothing but the picture."""

from __future__ import annotations

import struct
import time
import zlib

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
from crisis.domain.picture import MOST_PIXELS
from tests.commands.pictures import HTML, PDF, PLACE, SOUNDS, SVG, VIDEO, chunk, exif, jpeg, png, segment, webp

PICTURES = {"jpeg": jpeg(), "png": png(), "webp": webp()}
TAKEN = {**PICTURES, "pdf": PDF, **SOUNDS}


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


# --- pictures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("jpeg", jpeg()),
        ("jpeg", jpeg(behind=HTML + b"PK\3\4")),
        ("png", png(more=chunk(b"eXIf", PLACE) + chunk(b"tEXt", PLACE) + chunk(b"iTXt", PLACE), behind=HTML)),
        ("webp", webp()),
        ("webp", webp() + HTML),
    ],
)
def test_a_picture_is_kept_without_what_it_tells_beside_the_picture(kind: str, content: bytes) -> None:
    kept = fitting("零件", content).content
    assert PLACE in content or HTML in content
    assert PLACE not in kept and HTML not in kept
    assert fitting("零件", kept).content == kept
    assert fitting("零件", kept).kind == kind


def test_a_plain_picture_is_kept_byte_for_byte() -> None:
    assert fitting("a.png", png()).content == png()
    assert fitting("a.pdf", PDF).content == PDF


@pytest.mark.parametrize("up", range(1, 9))
def test_a_photo_still_knows_which_way_is_up(up: int) -> None:
    kept = fitting("a.jpg", jpeg(up)).content
    told = b"\x01\x12\x00\x03\x00\x00\x00\x01" + struct.pack(">H", up)
    assert (told in kept) is (up > 1)
    assert kept.count(b"Exif") == (1 if up > 1 else 0)


@pytest.mark.parametrize(
    "tiff", [b"", b"II*\0", b"XX*\0\x08\0\0\0", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff"]
)
def test_an_exif_that_makes_no_sense_is_left_out(tiff: bytes) -> None:
    broken = jpeg().replace(exif(1)[4:], b"Exif\0\0" + tiff.ljust(len(exif(1)) - 10, b"\0"))
    assert b"Exif" not in fitting("a.jpg", broken).content


@pytest.mark.parametrize(
    "content",
    [
        jpeg()[:-2] + b"\xff" * 9_000_000,
        b"\xff\xd8" + b"\xff" * 9_000_000,
        b"\xff\xd8" + segment(0xFE, b"") * 2_000_000,
        jpeg()[:-2] + segment(0xDA, b"") * 2_000_000,
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(b"IDAT", b"") * 800_000,
        b"RIFF" + struct.pack("<I", 8_000_000) + b"WEBP" + b"JUNK\0\0\0\0" * 1_000_000,
    ],
    ids=["fill in a scan", "fill", "comments", "scans", "chunks", "webp chunks"],
)
def test_a_picture_of_endless_parts_is_refused_before_it_costs_anything(content: bytes) -> None:
    before = time.process_time()
    with pytest.raises(Invalid) as refused:
        fitting("a", content)
    assert refused.value.code == "attachment.damaged"
    assert time.process_time() - before < 0.5


def test_the_small_picture_within_a_picture_is_left_out() -> None:
    uncropped = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1" + PLACE[:3]) + segment(0xE0, b"JFXX\0\x10" + PLACE)
    plain = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    kept = fitting("a.jpg", jpeg().replace(plain, uncropped)).content
    assert plain in kept and b"JFXX" not in kept and PLACE[:3] not in kept


def test_what_a_picture_needs_for_its_colours_stays() -> None:
    colours = b"ICC_PROFILE\0\1\1" + b"c" * 20
    photo = jpeg().replace(b"\xff\xdb", b"\xff\xe2" + struct.pack(">H", len(colours) + 2) + colours + b"\xff\xdb", 1)
    assert colours in fitting("a.jpg", photo).content
    profile = chunk(b"iCCP", b"x\0\0" + zlib.compress(b"c" * 20))
    assert profile in fitting("a.png", png(more=profile)).content


@given(st.sampled_from(sorted(PICTURES)), st.integers(0, 400), st.binary(max_size=6))
@settings(max_examples=400, deadline=None)
def test_no_bytes_break_the_reading_of_a_picture(kind: str, at: int, put: bytes) -> None:
    content = PICTURES[kind]
    damaged = content[:at] + put + content[at + len(put) :]
    try:
        kept = fitting("a", damaged)
    except Refused:
        return
    if KINDS[kept.kind].picture:
        assert fitting("a", kept.content).content == kept.content


def test_a_picture_of_as_many_pixels_as_a_camera_has_is_taken() -> None:
    assert MOST_PIXELS >= 108_000_000
    assert fitting("a.png", png(12_000, 9_000)).kind == "png"


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
