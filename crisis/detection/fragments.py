"""Cuts a text into everyday words, likely names and figures, by a short list of words that name nothing.

A token is what two texts may share: one letter for its sort, then its text.  NAME (2-3 characters of a name), BOND (a
name or figure with its neighbour), PAIR (two neighbouring words), WORD, FIGURE.
"""

import re
from collections import Counter
from functools import cache
from importlib import resources

import yaml

from crisis.detection.slots import dictionary

NAME, BOND, PAIR, WORD, FIGURE = "n", "b", "p", "w", "f"
STOP = ""  # where two neighbours do not belong together
AFTER_A_NAME = "市区县镇乡村"  # an address goes on after these
TITLE_AT_MOST, TITLE_USUAL = 40, 30
LONG_FROM = 60  # characters from which a text is a letter rather than a headline

RUN = re.compile("[\u4e00-\u9fff]+|[a-z0-9][a-z0-9-]*")  # of Chinese characters, or a figure

Heads = dict[str, tuple[str, ...]]


def text_of(token: str) -> str:
    return token[1:]


@cache
def everyday() -> tuple[frozenset[str], Heads]:
    """Characters that end a name; everyday words by their first two characters, longest first."""
    path = resources.files("crisis.detection") / "dictionaries" / "common.yaml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = set(book["words"].split())
    for kind in ("parts", "failures"):
        words |= {word for entries in dictionary(kind).chinese.values() for word, _ in entries}
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[:2], []).append(word)
    ends = frozenset(book["cut"] + AFTER_A_NAME)
    return ends, {h: tuple(sorted(w, key=len, reverse=True)) for h, w in heads.items() if h[0] not in ends}


def fragments(text: str) -> list[tuple[str, str]]:
    """(sort, piece) in the order of the (folded) text; a name is what no everyday word covers."""
    ends, heads = everyday()
    found: list[tuple[str, str]] = []
    end = 0
    for match in RUN.finditer(text):
        if match.start() > end:
            found.append((STOP, ""))
        end = match.end()
        run = match.group()
        if run[0] < "\u4e00":
            if text[end : end + 1] not in AFTER_A_NAME or end == len(text):
                found.append((FIGURE, run))
            else:
                found.append((STOP, ""))
        else:
            _cut_run(run, ends, heads, found)
    return found


def _cut_run(run: str, ends: frozenset[str], heads: Heads, found: list[tuple[str, str]]) -> None:
    at, name, length = 0, 0, len(run)
    while at < length:
        for word in heads.get(run[at : at + 2], ()):
            if run.startswith(word, at):
                if at > name:
                    found.append((NAME, run[name:at]))
                found.append((WORD, word))
                at += len(word)
                name = at
                break
        else:
            if run[at] in ends:
                if at > name:
                    found.append((NAME, run[name:at]))
                found.append((STOP, ""))
                name = at + 1
            at += 1
    if length > name:
        found.append((NAME, run[name:]))


def tokens(text: str) -> Counter[str]:
    """How often each token stands in the (folded) text."""
    every: list[str] = []
    before, before_sort = "", STOP
    for sort, piece in fragments(text):
        if sort == STOP:
            before = ""
            continue
        if sort == NAME:
            every += [NAME + piece[i : i + 2] for i in range(len(piece) - 1)]
            every += [NAME + piece[i : i + 3] for i in range(len(piece) - 2)]
        else:
            every.append(sort + piece)
        if before:
            every.append((PAIR if sort == before_sort == WORD else BOND) + before + piece)
        before, before_sort = (piece[-2:], sort) if sort == NAME else (piece, sort)
    return Counter(every)


def title_and_body(text: str) -> tuple[str, str]:
    """A title ends at the first blank; a text without one opens with what it is about."""
    blank = text.find(" ")
    at = blank if 0 < blank < TITLE_AT_MOST else TITLE_USUAL
    return text[:at], text[at:]
