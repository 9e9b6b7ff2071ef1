"""Causes of known holes that must not stand in the source: T1 pickles, T12 mass assignment, T21 loose YAML, T33 glued SQL."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import crisis

CODE = Path(crisis.__file__).parent
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "jsonpickle", "dill"}
# Statements of DDL whose parts are names of our own tables.
OWN_DDL = {"append_only.py", "schema.py"}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for file in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            yield f"{file.name}:{getattr(node, 'lineno', 0)}", node


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def imports_a_pickle(node: ast.AST) -> bool:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return bool({name.split(".")[0] for name in names} & FORBIDDEN_MODULES)


def sets_any_attribute(node: ast.AST) -> bool:
    return called(node) == "setattr" or (isinstance(node, ast.Attribute) and node.attr == "__dict__")


def spreads_a_request(node: ast.AST) -> bool:
    """`command(**request.json)`, `Model(**form)`: the sender would choose the fields."""
    spread = [k.value for k in node.keywords if k.arg is None] if isinstance(node, ast.Call) else []
    return any(root(value) == "request" for value in spread)


def root(value: ast.AST) -> str:
    """The name an expression hangs on: `request` for `request.get_json()["x"]`."""
    while not isinstance(value, ast.Name):
        inner = getattr(value, "value", None) or getattr(value, "func", None)
        if not isinstance(inner, ast.AST):
            return ""
        value = inner
    return value.id


def loads_loose_yaml(node: ast.AST) -> bool:
    return (
        called(node) in ("load", "load_all", "unsafe_load")
        and "yaml" in ast.dump(node.func)
        and not getattr(node, "keywords", [])
    )  # type: ignore[attr-defined]


def glues_sql(node: ast.AST) -> bool:
    if called(node) not in ("exec_driver_sql", "text") or not node.args:  # type: ignore[attr-defined]
        return False
    words = node.args[0]  # type: ignore[attr-defined]
    verbs = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ")
    return isinstance(words, ast.JoinedStr) and any(verb in ast.unparse(words).upper() for verb in verbs)


CAUSES: dict[str, tuple[Callable[[ast.AST], bool], str]] = {
    "T1": (imports_a_pickle, "import pickle"),
    "T12-attributes": (sets_any_attribute, "setattr(row, name, value)"),
    "T12-request": (spreads_a_request, "add_person(work, **request.json)"),
    "T21": (loads_loose_yaml, "yaml.load(words)"),
    "T33": (glues_sql, "conn.exec_driver_sql(f'SELECT * FROM x WHERE y = {z}')"),
}


@pytest.mark.covers("T1", "T12", "T21", "T33")
@pytest.mark.parametrize("cause", CAUSES)
def test_the_cause_does_not_stand_in_the_source(cause: str) -> None:
    is_cause, example = CAUSES[cause]
    assert any(is_cause(node) for node in ast.walk(ast.parse(example))), "the search finds nothing"
    assert [where for where, node in nodes() if is_cause(node) and where.split(":")[0] not in OWN_DDL] == []
