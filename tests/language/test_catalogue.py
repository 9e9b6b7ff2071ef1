"""Nothing lies in the catalogue that no code could say."""

from __future__ import annotations

import re
from itertools import accumulate
from pathlib import Path

from crisis.language.words import catalogue

HOUSE = Path(__file__).parents[2] / "crisis"
CODE = (".py", ".html", ".js", ".yaml")
NOT_OURS = ("language/words", "web/static")
NAMED = re.compile(r"\w[\w-]*(?:\.[\w-]+)*")
"""A whole key or code, also one that a file of rules names."""
BEGUN = re.compile(r"""["'`](\w+(?:\.[\w-]+)*[._])(?=["'`{$])""")
"""The beginning of a key whose end is a code: f"verdict.{level}", 'ui.seat.' ~ role, "desk.channel."."""

PARTS = re.compile(r"(?<=[._])")


def code() -> str:
    paths = (path for path in HOUSE.rglob("*") if path.suffix in CODE)
    return "\n".join(path.read_text("utf-8") for path in paths if not any(part in str(path) for part in NOT_OURS))


def test_every_key_is_named_or_begun_somewhere_in_the_code() -> None:
    text = code()
    named, begun = set(NAMED.findall(text)), set(BEGUN.findall(text))

    def said(key: str) -> bool:
        code = key.removeprefix("error.").removesuffix(".next")
        return not {key, code}.isdisjoint(named) or any(start in begun for start in accumulate(PARTS.split(code)))

    assert [key for key in catalogue() if not said(key)] == []
