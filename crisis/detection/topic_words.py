"""What a topic is called: the first word that its dictionary lists for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


def topic_word(topic: str, lang: str) -> str:
    """The word for "door", "part:door" or "plain:cracks"; a topic of no dictionary was cut from a text and stays."""
    prefix, _, meaning = topic.rpartition(":")
    entry = _words().get({"part": "parts", "plain": "failures"}.get(prefix, "topics"), {}).get(meaning)
    return entry[lang] if entry and entry[lang] else meaning


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    """{dictionary: {meaning: {language: word}}}"""
    listed = {
        "parts": _load("dictionaries/parts.yaml"),
        "failures": _load("dictionaries/failures.yaml"),
        "topics": {name.removeprefix("topic_"): entry for name, entry in _load("rules/topics.yaml")["words"].items()},
    }
    return {
        kind: {
            meaning: {lang: _first(entry.get(lang), lang) for lang in ("zh", "en")}
            for meaning, entry in entries.items()
        }
        for kind, entries in listed.items()
    }


def _load(name: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((resources.files("crisis.detection") / name).read_text(encoding="utf-8"))
    return loaded


def _first(words: str | list[str] | None, lang: str) -> str:
    """The first of a list, or of a text that separates words by blanks (zh) or commas (en)."""
    if isinstance(words, list):
        return str(words[0]) if words else ""
    separated = (words or "").split("," if lang == "en" else None)
    return separated[0].strip().rstrip("*") if separated else ""
