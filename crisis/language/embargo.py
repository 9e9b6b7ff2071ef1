"""Finds the words by which a journalist asks that nothing be made public before a time."""

from __future__ import annotations

import re

_EMBARGO = re.compile(
    r"[^,.;!?，。；！？\n]{0,20}\bembargo(?:ed)?\b[^,.;!?，。；！？\n]{0,60}"
    r"|[^,.;!?，。；！？\n]{0,20}(?:禁发|解禁|(?:发布|刊发|播出|见报|上线|公布)(?:之|以)?前)"
    r"[^,.;!?，。；！？\n]{0,12}(?:勿|不要|不得|不能|别|保密|外传|外泄|公开|期|至|到|时间)[^,.;!?，。；！？\n]{0,20}",
    re.IGNORECASE,
)
LONGEST = 20_000


def embargo(text: str) -> tuple[int, int] | None:
    """Where the text says so, from the first to the last sign of that clause."""
    found = _EMBARGO.search(text, 0, LONGEST)
    if found is None:
        return None
    blank = len(found[0]) - len(found[0].lstrip())
    return found.start() + blank, found.end()
