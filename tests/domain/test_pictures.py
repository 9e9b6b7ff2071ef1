"""Of a picture nothing is kept but the picture, whatever was in the file, and no file is read for long."""

from __future__ import annotations

import struct
import time
import zlib

import pytest
from hypothesis import given, settings, strategies as st

from crisis.domain.attachment import KINDS, fitting
from crisis.domain.errors import Invalid, Refused
from crisis.domain.picture import MOST_PIXELS
from tests.commands.pictures import HTML, PDF, PLACE, chunk, exif, jpeg, png, segment, webp

PICTURES = {"jpeg": jpeg(), "png": png(), "webp": webp()}


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
