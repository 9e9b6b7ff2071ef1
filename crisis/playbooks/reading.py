"""Takes a mapping of the strict tree apart key by key: wrong types, values, lengths and unknown keys become problems.

Each getter returns a usable value also after a problem, so that one run lists all problems of a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from crisis.domain.playbook import Words
from crisis.playbooks.strict_yaml import Node, Problem

_NUMBER = re.compile(r"0|[1-9]\d{0,8}")
_SPAN = re.compile(r"(0|[1-9]\d{0,3})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
MOST = 500


@cache
def pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


class Section:
    """One mapping of a file. `path` names it in problems (items.MEDIA-02); `done()` reports keys nobody asked for."""

    def __init__(self, node: Node, file: str, problems: list[Problem], path: str = "") -> None:
        self.node, self.file, self.problems, self.path = node, file, problems, path
        self.asked: set[str] = set()
        self.values: dict[str, Node] = {}
        if isinstance(node.value, dict):
            self.values = node.value
        else:
            self.problem(node.line, "", "not_a_mapping")

    def problem(self, line: int, key: str, code: str, **params: Any) -> None:
        full = ".".join(part for part in (self.path, key) if part)
        self.problems.append(Problem.of(self.file, line, full, code, **params))

    def get(self, key: str, required: bool = True) -> Node | None:
        self.asked.add(key)
        node = self.values.get(key)
        if node is None and required and isinstance(self.node.value, dict):
            self.problem(self.node.line, key, "missing")
        return node

    def text(self, key: str, form: str = "", most: int = 200, required: bool = True) -> str:
        """A text of 1 … `most` characters that matches the whole of `form`."""
        node = self.get(key, required)
        return "" if node is None else self._text(node, key, form, most)

    def _text(self, node: Node, key: str, form: str, most: int) -> str:
        if not isinstance(node.value, str):
            self.problem(node.line, key, "not_a_text")
            return ""
        text = node.value.strip()
        if not text:
            self.problem(node.line, key, "empty_text")
        elif len(text) > most:
            self.problem(node.line, key, "too_long", limit=most)
        elif form and not pattern(form).fullmatch(text):
            self.problem(node.line, key, "bad_form", value=text[:60])
        else:
            return text
        return ""

    def choice(self, key: str, allowed: Collection[str], required: bool = True) -> str:
        node = self.get(key, required)
        return "" if node is None else self._choice(node, key, allowed)

    def _choice(self, node: Node, key: str, allowed: Collection[str]) -> str:
        text = self._text(node, key, "", 200)
        if text and text not in allowed:
            self.problem(node.line, key, "not_allowed", value=text[:60], allowed=", ".join(sorted(allowed)))
            return ""
        return text

    def words(self, key: str, most: int = 200, required: bool = True) -> Words:
        node = self.get(key, required)
        if node is None:
            return Words("", "")
        both = self.inside(node, key)
        found = Words(both.text("zh", most=most), both.text("en", most=most))
        both.done()
        return found

    def flag(self, key: str) -> bool:
        """`true` or `false`, false when absent; `yes` and `on` are refused rather than guessed."""
        node = self.get(key, required=False)
        if node is None:
            return False
        if not node.plain or node.value not in ("true", "false"):
            self.problem(node.line, key, "not_true_or_false")
        return node.value == "true"

    def number(self, key: str, least: int = 0, most: int = 10**9, required: bool = True) -> int:
        node = self.get(key, required)
        if node is None:
            return least
        if not isinstance(node.value, str) or not _NUMBER.fullmatch(node.value):
            self.problem(node.line, key, "not_a_number")
            return least
        number = int(node.value)
        if not least <= number <= most:
            self.problem(node.line, key, "out_of_range", least=least, most=most)
            return least
        return number

    def span(self, key: str, required: bool = True) -> timedelta | None:
        """15m, 4h, 2d or `none`."""
        node = self.get(key, required)
        if node is None or node.value == "none":
            return None
        found = _SPAN.fullmatch(node.value) if isinstance(node.value, str) else None
        if not found:
            self.problem(node.line, key, "bad_span")
            return None
        return int(found[1]) * _UNITS[found[2]]

    def entries(self, key: str, required: bool = True) -> list[Node]:
        node = self.get(key, required)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.problem(node.line, key, "not_a_list")
            return []
        if len(node.value) > MOST:
            self.problem(node.line, key, "too_many", limit=MOST)
        return node.value[:MOST]

    def choices(self, key: str, allowed: Collection[str], required: bool = True) -> tuple[str, ...]:
        return tuple(self._choice(node, key, allowed) for node in self.entries(key, required))

    def texts(self, key: str, form: str = "", most: int = 200, required: bool = True) -> tuple[str, ...]:
        return tuple(self._text(node, key, form, most) for node in self.entries(key, required))

    def inside(self, node: Node, name: str) -> Section:
        return Section(node, self.file, self.problems, ".".join(part for part in (self.path, name) if part))

    def sections(self, key: str, name: str = "", required: bool = True) -> Iterator[Section]:
        """Each mapping of a list, named in problems by its text under `name` or by its place."""
        for place, node in enumerate(self.entries(key, required), start=1):
            own = node.value.get(name) if isinstance(node.value, dict) and name else None
            title = own.value[:40] if own and isinstance(own.value, str) else str(place)
            yield self.inside(node, f"{key}.{title}")

    def section(self, key: str) -> Section | None:
        node = self.get(key)
        return self.inside(node, key) if node is not None else None

    def each(self) -> Iterator[tuple[str, Node]]:
        """All keys of a mapping whose keys are names."""
        self.asked.update(self.values)
        yield from self.values.items()

    def done(self) -> None:
        for key in self.values.keys() - self.asked:
            self.problem(self.values[key].line, key[:80], "unknown_key")
