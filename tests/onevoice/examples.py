"""Reads the written examples beside the tests: drafts (verdict|kind|finding|board|hits|text) and pairs (kind|a|b)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).parent


class Draft(NamedTuple):
    verdict: str
    kind: str
    finding: bool
    board: str
    hits: list[tuple[str, str]]
    text: str


class Pair(NamedTuple):
    kind: str | None
    a: dict[str, str]
    b: dict[str, str]


def drafts() -> list[Draft]:
    found = []
    for line in _lines("drafts*.txt"):
        verdict, kind, finding, board, hits, text = (part.strip() for part in line.split("|", 5))
        wanted = [(code, span) for code, span in (one.split("=", 1) for one in hits.split(";") if one)]
        found.append(Draft(verdict, kind, finding == "1", board, wanted, text))
    return found


def pairs() -> list[Pair]:
    found = []
    for line in _lines("pairs*.txt"):
        kind, a, b = (part.strip() for part in line.split(" | "))
        found.append(Pair(None if kind == "-" else kind, _side(a), _side(b)))
    return found


def board(name: str) -> tuple[list[dict[str, Any]], datetime]:
    """Facts of a board with the usual fields filled in, and the moment of the drafts on it."""
    row = yaml.safe_load((HERE / "boards.yaml").read_text("utf-8"))[name]
    usual = {"status": "confirmed", "may_publish": True, "unit": "", "scope": ""}
    return [{**usual, **fact} for fact in row["facts"]], datetime.fromisoformat(row["at"])


def _side(words: str) -> dict[str, str]:
    source, text = words.split(": ", 1)
    return {"source": source, "text": text}


def _lines(pattern: str) -> list[str]:
    files = sorted(HERE.glob(pattern))
    return [
        line for file in files for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")
    ]
