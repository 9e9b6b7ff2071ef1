"""Small files of each kind, as a camera, a scanner and a recorder write them; pictures tell more than they show."""

from __future__ import annotations

import base64
import struct
import zlib

PLACE = b"GPS 29.8683N 121.5440E"  # what a picture tells beside itself


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 2, height: int = 2, more: bytes = b"", behind: bytes = b"") -> bytes:
    """A grey picture; `more` are chunks before the pixels, `behind` what hangs on after its end."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * min(width, 64)) * min(height, 64))
    parts = chunk(b"IHDR", head), more, chunk(b"IDAT", pixels), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + behind


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(up: int) -> bytes:
    """An Exif segment of a camera held so: the way that is up, and a place."""
    tags = struct.pack("<HHHIHH", 2, 0x0112, 3, 1, up, 0) + struct.pack("<HHII", 0x8825, 4, 1, 38) + b"\0" * 4
    return segment(0xE1, b"Exif\0\0" + b"II*\0" + struct.pack("<I", 8) + tags + PLACE)


def jpeg(up: int = 1, behind: bytes = b"") -> bytes:
    """One grey block of 8×8 pixels, as a phone writes it: with Exif, a comment, a restart marker and a stuffed byte."""
    quantities = segment(0xDB, b"\0" + b"\x10" * 64)
    frame = segment(0xC0, struct.pack(">BHHBBBB", 8, 8, 8, 1, 1, 0x11, 0))
    codes = segment(0xC4, b"\0" + b"\1" + b"\0" * 15 + b"\0") + segment(0xC4, b"\x10" + b"\1" + b"\0" * 15 + b"\0")
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x3f\xff\x00\x12\xff\xd0\x3f"
    told = (
        segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + exif(up) + segment(0xE2, b"MPF\0" + PLACE) + segment(0xFE, PLACE)
    )
    return b"\xff\xd8" + told + quantities + frame + codes + scan + b"\xff\xd9" + behind


def webp(more: bytes = b"") -> bytes:
    """A lossless picture of one pixel in the extended form, with Exif announced and present."""

    def part(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    pixel = base64.b64decode("LwAAAAAH0P//AwAA")  # VP8L, 1×1
    told = (
        part(b"VP8X", bytes([0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
        + part(b"VP8L", pixel)
        + part(b"EXIF", PLACE)
        + part(b"XMP ", PLACE)
    )
    return b"RIFF" + struct.pack("<I", len(told + more) + 4) + b"WEBP" + told + more


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
M4A = b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0\0\0\x10mdat" + b"\x21" * 8
VIDEO = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0\0\0\x20hdlr" + b"\0" * 8 + b"vide" + b"\0" * 12
SOUNDS = {
    "mp3": b"ID3\4\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 4,
    "m4a": M4A,
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 24,
    "ogg": b"OggS\0\2" + b"\0" * 24,
    "amr": b"#!AMR\n" + b"\x3c" * 32,
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
