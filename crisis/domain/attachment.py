"""Files laid over an entry: which kinds are taken, told by their content and never by their name, and how many.

Pictures are kept without what they tell beside the picture (`picture.bare`); sound and PDF are kept as they came.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crisis.domain.attachment_name import fitting_name
from crisis.domain.errors import IllegalMove, Invalid, TooLarge
from crisis.domain.events import KINDS as EVENT_KINDS, for_fewer
from crisis.domain.picture import bare

MOST_BYTES = 10 * 1024 * 1024
MOST_BYTES_AT_ONCE = 20 * 1024 * 1024
MOST_ON_ENTRY = 10
MOST_IN_ROOM = 300
MOST_BYTES_IN_ROOM = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """`suffixes`: what a name of this kind may end in, the first one is put where none fits."""

    media_type: str
    suffixes: tuple[str, ...]
    is_it: Callable[[bytes], bool]
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Fitting:
    """A file that may be kept: a name that is safe to show, a code of `KINDS`, and the bytes to keep."""

    name: str
    kind: str
    content: bytes


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda content: content[:4] == b"RIFF" and content[8:12] == form


def _sound_in_mp4(content: bytes) -> bool:
    """An MP4 file of a brand that recorders write, without a picture track."""
    brands = (
        b"M4A ",
        b"M4B ",
        b"mp41",
        b"mp42",
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"3gp4",
        b"3gp5",
        b"3gp6",
    )
    return content[4:8] == b"ftyp" and content[8:12] in brands and not re.search(rb"hdlr.{8}vide", content, re.DOTALL)


KINDS = {
    "jpeg": Kind("image/jpeg", (".jpg", ".jpeg"), _starts(b"\xff\xd8\xff"), picture=True),
    "png": Kind("image/png", (".png",), _starts(b"\x89PNG\r\n\x1a\n"), picture=True),
    "webp": Kind("image/webp", (".webp",), _riff(b"WEBP"), picture=True),
    "pdf": Kind("application/pdf", (".pdf",), _starts(b"%PDF-")),
    "mp3": Kind("audio/mpeg", (".mp3",), _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "m4a": Kind("audio/mp4", (".m4a", ".mp4", ".3gp"), _sound_in_mp4),
    "wav": Kind("audio/wav", (".wav",), _riff(b"WAVE")),
    "ogg": Kind("audio/ogg", (".ogg", ".opus", ".oga"), _starts(b"OggS\x00")),
    "amr": Kind("audio/amr", (".amr",), _starts(b"#!AMR\n", b"#!AMR-WB\n")),
}


def fitting(name: str, content: bytes) -> Fitting:
    """The file as it may be kept, or why it may not: too large, empty, of no kind that is taken, damaged."""
    if len(content) > MOST_BYTES:
        raise TooLarge("attachment.size", field="file", name=fitting_name(name), limit=MOST_BYTES // 1024 // 1024)
    if not content:
        raise Invalid("attachment.empty", field="file", name=fitting_name(name))
    code = next((code for code, kind in KINDS.items() if kind.is_it(content)), None)
    if code is None:
        raise Invalid("attachment.kind", field="file", name=fitting_name(name))
    kept = fitting_name(name, KINDS[code].suffixes)
    return Fitting(kept, code, bare(code, content, kept) if KINDS[code].picture else content)


def all_fitting(files: Sequence[tuple[str, bytes]]) -> list[Fitting]:
    """(name, content) of everything sent at once, each as it may be kept; one that may not refuses all."""
    if not files:
        raise Invalid("field.required", field="file")
    if len(files) > MOST_ON_ENTRY:
        raise IllegalMove("attachment.entry_full", field="file", limit=MOST_ON_ENTRY)
    if sum(len(content) for _, content in files) > MOST_BYTES_AT_ONCE:
        raise TooLarge("attachment.at_once", field="file", limit=MOST_BYTES_AT_ONCE // 1024 // 1024)
    return [fitting(name, content) for name, content in files]


def takes_files(kind: str) -> bool:
    """Whether entries of this kind may carry files; quiet events are no entries."""
    return EVENT_KINDS[kind].group != "quiet" and not for_fewer(kind)


def room_for(more: int, more_bytes: int, *, on_entry: int, in_room: int, bytes_in_room: int) -> None:
    """Returns where `more` files fit besides those that were ever laid there, else raises."""
    if on_entry + more > MOST_ON_ENTRY:
        raise IllegalMove("attachment.entry_full", field="file", limit=MOST_ON_ENTRY)
    if in_room + more > MOST_IN_ROOM or bytes_in_room + more_bytes > MOST_BYTES_IN_ROOM:
        gigabytes = MOST_BYTES_IN_ROOM // 1024**3
        raise IllegalMove("attachment.room_full", field="file", limit=MOST_IN_ROOM, gigabytes=gigabytes)
