"""Finds a pattern faster where few characters can begin it: all others are passed over at the speed of one class."""

from __future__ import annotations

import re
from collections.abc import Iterator


def found_from(begins: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` gives, tried only where `begins`, a class of single characters, stands."""
    begin = begins.search(text)
    while begin is not None:
        at = begin.start()
        match = pattern.match(text, at)
        if match is not None:
            yield match
        begin = begins.search(text, match.end() if match is not None else at + 1)
