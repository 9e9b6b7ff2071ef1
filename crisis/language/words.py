"""The one catalogue of words for people: a key and parameters in, a sentence in the reader's language out.

Content lies beside this file in `words/<noun>.yaml`; every key has its Chinese and English side by side, so a
missing translation is visible where it is written (and a test refuses it).
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a quarter of a second of every start


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All keys with their words per language; refuses a key that two files define."""
    words: dict[str, dict[str, str]] = {}
    for entry in sorted(resources.files(__package__).joinpath("words").iterdir(), key=lambda e: e.name):
        if not entry.name.endswith(".yaml"):
            continue
        loaded: dict[str, dict[str, str]] = yaml.load(entry.read_text("utf-8"), Loader=_Loader) or {}  # noqa: S506
        doubled = words.keys() & loaded.keys()
        if doubled:
            raise ValueError(f"{entry.name}: defined elsewhere too: {', '.join(sorted(doubled))}")
        words.update(loaded)
    return words


def say(key: str, lang: str, /, **params: Any) -> str:
    """The words of `key` in `lang` ("zh" or "en") with `{name}` filled in; KeyError for an unknown key."""
    return catalogue()[key][lang].format_map(params) if params else catalogue()[key][lang]


def known(key: str) -> bool:
    return key in catalogue()
