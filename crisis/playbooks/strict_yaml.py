"""A strict reading of YAML: a tree of texts with line numbers, and every problem by file, line and key.

Refused are aliases, anchors, tags, several documents, keys twice, keys that are no plain text, files over 256 kB and
depth over 12. Nothing is guessed: `on`, `012` and `1:30:00` stay the texts they are; types come from the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

LARGEST = 256 * 1024
DEEPEST = 12
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where; `code` is a key of the word catalogue (`playbook.problem.…`), `line` counts from 1."""

    file: str
    line: int
    key: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, file: str, line: int, key: str, code: str, /, **params: Any) -> Problem:
        return cls(file, line, key, f"playbook.problem.{code}", params)

    def __str__(self) -> str:
        detail = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.file}:{self.line}: {self.key}: {self.code}{f' ({detail})' if detail else ''}"


class Unreadable(Exception):
    """The content files of the house are wrong; `problems` says where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:5])))
        self.problems = problems


@dataclass(slots=True)
class Node:
    """A text, a list of nodes, or a mapping of key → node; `line` is where it (or its key) begins."""

    value: str | list[Node] | dict[str, Node]
    line: int
    plain: bool = False


class _Stop(Exception):
    def __init__(self, line: int, code: str, **params: Any) -> None:
        self.line, self.code, self.params = line, code, params


def read(raw: bytes, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of one document, or None when it cannot be read at all; keys twice are found with the tree."""
    problems: list[Problem] = []
    if len(raw) > LARGEST:
        return None, [Problem.of(file, 1, "", "too_large", limit=LARGEST)]
    try:
        text = raw.decode("utf-8-sig")
        return _tree(yaml.parse(text, Loader=_Loader), file, problems), problems
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [Problem.of(file, line, "", "not_utf8")]
    except _Stop as stop:
        return None, [*problems, Problem.of(file, stop.line, "", stop.code, **stop.params)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return None, [*problems, Problem.of(file, line, "", "syntax", what=error.problem or "")]
    except yaml.YAMLError as error:
        return None, [*problems, Problem.of(file, 1, "", "syntax", what=type(error).__name__)]


def _tree(events: Iterator[Any], file: str, problems: list[Problem]) -> Node:
    """Builds the tree from parser events without recursion; `open_keys` holds the key that waits for its value."""
    root: Node | None = None
    stack: list[Node] = []
    open_keys: list[tuple[str, int] | None] = []
    documents = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Stop(line, "several_documents")
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()
            open_keys.pop()
            continue
        node = _node(event, line)
        if node is None:
            continue
        if stack:
            _put(stack[-1], open_keys, node, file, problems)
        else:
            root = node
        if not isinstance(node.value, str):
            if len(stack) >= DEEPEST:
                raise _Stop(line, "too_deep", limit=DEEPEST)
            stack.append(node)
            open_keys.append(None)
    if root is None:
        raise _Stop(1, "empty")
    return root


def _node(event: Any, line: int) -> Node | None:
    if isinstance(event, yaml.AliasEvent):
        raise _Stop(line, "alias", name=str(event.anchor)[:40])
    if not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
        return None
    if event.anchor:
        raise _Stop(line, "anchor", name=str(event.anchor)[:40])
    if event.tag is not None and event.tag != "!":
        raise _Stop(line, "tag", name=str(event.tag)[:80])
    if isinstance(event, yaml.ScalarEvent):
        return Node(event.value, line, plain=event.style in (None, ""))
    return Node({} if isinstance(event, yaml.MappingStartEvent) else [], line)


def _put(parent: Node, open_keys: list[tuple[str, int] | None], node: Node, file: str, problems: list[Problem]) -> None:
    if isinstance(parent.value, list):
        parent.value.append(node)
        return
    waiting = open_keys[-1]
    if waiting is None:
        if not isinstance(node.value, str):
            raise _Stop(node.line, "key_not_text")
        open_keys[-1] = (node.value, node.line)
        return
    key, line = waiting
    open_keys[-1] = None
    assert isinstance(parent.value, dict)
    if key in parent.value:
        problems.append(Problem.of(file, line, key[:80], "key_twice", first=parent.value[key].line))
        return
    node.line = line
    parent.value[key] = node
