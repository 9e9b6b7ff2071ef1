"""Takes out of a picture what it tells beside the picture: place, device, time, author, comments, and what hangs on behind.

Only the parts that are needed for drawing are kept, in their order; of a JPEG's Exif also which way is up. So a file that
is a picture and something else at once comes out as a picture alone. Sources: ISO/IEC 10918-1 and JEITA CP-3451 (JPEG,
Exif), W3C PNG third edition, RFC 9649 (WebP).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from crisis.domain.errors import Invalid

MOST_PIXELS = 120_000_000
MOST_PARTS = 20_000  # far more than any camera or program writes; a hostile file would be read for seconds
PNG_MARK = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB cICP sBIT iCCP bKGD pHYs acTL fcTL fdAT".split())
WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
WEBP_TELLS = 0x08 | 0x04  # the flags of VP8X that announce Exif and XMP
JFIF, EXIF, ICC, ADOBE = b"JFIF\x00", b"Exif\x00\x00", b"ICC_PROFILE\x00", b"Adobe"
ORIENTATION = 0x0112
END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
NO_FILL = re.compile(rb"[^\xff]")


class _Damaged(Exception):
    """The bytes do not go on as their beginning promised."""


def bare(kind: str, content: bytes, name: str) -> bytes:
    """The picture alone; `kind` is jpeg, png or webp, `name` is for the refusal of a damaged or immense one."""
    strip = {"jpeg": _jpeg, "png": _png, "webp": _webp}[kind]
    try:
        width, height, kept = strip(content)
    except (_Damaged, struct.error, IndexError):
        raise Invalid("attachment.damaged", field="file", name=name) from None
    if not 0 < width * height <= MOST_PIXELS:
        raise Invalid("attachment.pixels", field="file", name=name, limit=MOST_PIXELS // 1_000_000)
    return kept


def _png(content: bytes) -> tuple[int, int, bytes]:
    kept, at = [PNG_MARK], len(PNG_MARK)
    for _ in range(MOST_PARTS):
        size, name = struct.unpack_from(">I4s", content, at)
        chunk = content[at : at + 12 + size]
        if len(chunk) != 12 + size or (len(kept) == 1 and name != b"IHDR"):
            raise _Damaged
        if name in PNG_KEPT:
            kept.append(chunk)
        at += len(chunk)
        if name == b"IEND":
            width, height = struct.unpack_from(">II", content, 16)
            return width, height, b"".join(kept)
    raise _Damaged


def _jpeg(content: bytes) -> tuple[int, int, bytes]:
    kept, size = [b"\xff\xd8"], (0, 0)
    for marker, part in _jpeg_parts(content):
        body = part[4:]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = struct.unpack_from(">HH", body, 1)
        if marker == 0xE0 and body.startswith(JFIF):
            kept.append(_segment(0xE0, body[:12].ljust(12, b"\x00") + b"\x00\x00"))  # without the small picture in it
        elif marker == 0xE1 and body.startswith(EXIF):
            kept.append(_upright(body[len(EXIF) :]))
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE) or body.startswith((ICC, ADOBE)):
            kept.append(part)
    return size[1], size[0], b"".join([*kept, b"\xff\xd9"])


def _jpeg_parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, bytes with marker and length) of each segment up to the end; a scan takes its coded data along."""
    at = 2
    for _ in range(MOST_PARTS):
        code = NO_FILL.search(content, at)
        if code is None or code.start() == at or code[0] in (b"\x00", b"\xd8"):
            raise _Damaged
        at, marker = code.start() - 1, code[0][0]
        if marker == 0xD9:
            return
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        if marker == 0xDA:
            following = END_OF_SCAN.search(content, end)
            if following is None:
                raise _Damaged
            end = following.start()
        if not at + 4 <= end <= len(content):
            raise _Damaged
        yield marker, content[at:end]
        at = end
    raise _Damaged


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def _upright(tiff: bytes) -> bytes:
    """An Exif segment that tells which way is up and nothing else; empty where the given one does not tell."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        tags = (struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * n) for n in range(min(count, 200)))
        up = next((value for tag, _, _, value in tags if tag == ORIENTATION), 1)
    except (KeyError, struct.error):
        return b""
    if not 2 <= up <= 8:
        return b""
    return _segment(0xE1, EXIF + b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, up, 0, 0))


def _webp(content: bytes) -> tuple[int, int, bytes]:
    end = 8 + struct.unpack_from("<I", content, 4)[0]
    kept, at, size = [], 12, (0, 0)
    for _ in range(MOST_PARTS):
        if at >= end:
            break
        name, length = struct.unpack_from("<4sI", content, at)
        chunk = content[at : at + 8 + length + length % 2]
        if len(chunk) != 8 + length + length % 2:
            raise _Damaged
        at += len(chunk)
        if name in WEBP_KEPT:
            size = size if any(size) else _webp_size(name, chunk[8:])
            kept.append(_silent(chunk) if name == b"VP8X" else chunk)
    else:
        raise _Damaged
    body = b"".join(kept)
    return *size, b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _silent(chunk: bytes) -> bytes:
    return chunk[:8] + bytes([chunk[8] & ~WEBP_TELLS]) + chunk[9:]
