"""Cuts a text into everyday words, likely names and figures, by a short list of words that name nothing."""
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from crisis.detection.slots import dictionary

FIGURE = re.compile(r"[a-z0-9][a-z0-9-]*")
AFTER_A_NAME = frozenset("市区县镇乡村")  # an address goes on after these
TITLE_AT_MOST, TITLE_USUAL = 40, 30
LONG_FROM = 60  # characters from which a text is a letter rather than a headline


class Fragment(NamedTuple):
    """`sort`: name, word, figure, or stop (where two neighbours do not belong together)."""

    sort: str
    text: str


class Token(NamedTuple):
    """What two texts may share: name (2–3 characters of one), bond (name or figure with its neighbour), pair (two words), word, figure."""

    sort: str
    text: str


@cache
def everyday() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Characters that end a name; everyday words by their first two characters, longest first."""
    path = resources.files("crisis.detection") / "dictionaries" / "common.yaml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = set(book["words"].split())
    for kind in ("parts", "failures"):
        words |= {word for entries in dictionary(kind).chinese.values() for word, _ in entries}
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[:2], []).append(word)
    return frozenset(book["cut"]), {h: tuple(sorted(w, key=len, reverse=True)) for h, w in heads.items()}


def fragments(text: str) -> Iterator[Fragment]:
    """In the order of the (folded) text; a name is what no everyday word covers."""
    cut, heads = everyday()
    start, at, end = -1, 0, len(text)
    while at < end:
        char = text[at]
        name_ends, found = True, ""
        if "\u4e00" <= char <= "\u9fff":
            if char not in cut and char not in AFTER_A_NAME:
                found = next((w for w in heads.get(text[at : at + 2], ()) if text.startswith(w, at)), "")
                name_ends = bool(found)
            sort = "word" if found else "stop"
        else:
            match = FIGURE.match(text, at)
            found = match.group() if match else ""
            numbered = text[at + len(found) : at + len(found) + 1]
            sort = "figure" if found and numbered not in AFTER_A_NAME else "stop"
        if name_ends:
            if start >= 0:
                yield Fragment("name", text[start:at])
            start = -1
            yield Fragment(sort, found)
            at += len(found) or 1
        else:
            start = at if start < 0 else start
            at += 1
    if start >= 0:
        yield Fragment("name", text[start:])


def tokens(text: str) -> Counter[Token]:
    count: Counter[Token] = Counter()
    before, before_sort = "", ""
    for sort, piece in fragments(text):
        if sort == "stop":
            before = ""
            continue
        if sort == "name":
            for n in (2, 3):
                for i in range(len(piece) - n + 1):
                    count[Token("name", piece[i : i + n])] += 1
        else:
            count[Token(sort, piece)] += 1
        if before:
            bond = "pair" if sort == before_sort == "word" else "bond"
            count[Token(bond, before + piece)] += 1
        before, before_sort = (piece[-2:], sort) if sort == "name" else (piece, sort)
    return count


def title_and_body(text: str) -> tuple[str, str]:
    """A title ends at the first blank; a text without one opens with what it is about."""
    blank = text.find(" ")
    at = blank if 0 < blank < TITLE_AT_MOST else TITLE_USUAL
    return text[:at], text[at:]
