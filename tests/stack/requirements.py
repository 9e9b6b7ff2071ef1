"""Which tests say that they prove which requirement, read from their `covers` marks without running them.

`python -m tests.stack.requirements` prints the rows with their tests, as a start for docs/requirements.md.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "requirements.md"
ROW = re.compile(r"^\|\s*([A-Z]\d*(?:-\d+)?)\s*\|(.*)$", re.M)
NOT_YET = "not yet"


def rows(table: str) -> dict[str, str]:
    """The rows of the Markdown tables: id → the rest of the line. The id is the first cell: `R2-63`, `G6`."""
    return dict(ROW.findall(table))


def written_table() -> str:
    assert TABLE.exists(), f"{TABLE.relative_to(ROOT)} is missing: one row for each requirement"
    return TABLE.read_text(encoding="utf-8")


def repeated(table: str) -> list[str]:
    ids = [row for row, _ in ROW.findall(table)]
    return sorted({row for row in ids if ids.count(row) > 1})


def proofs(cells: str) -> list[str]:
    """What a row names in backticks that looks like a file of the repository: `tests/…/test_x.py::test_y`, a page."""
    return [token for token in re.findall(r"`([^`]+)`", cells) if "/" in token and not token.startswith("/")]


def exists(proof: str, root: Path = ROOT) -> bool:
    """A file that is there and, after `::`, a test of that name in it."""
    file, _, test = proof.partition("::")
    path = root / file
    if not test:
        return path.exists()
    return path.is_file() and any(name == test.split("[")[0] for name, _ in marks_of(path.read_text(encoding="utf-8")))


def marked(tests: Path = ROOT / "tests") -> dict[str, set[str]]:
    """Row → the tests (`tests/…/test_x.py::test_y`) that carry its mark."""
    found = defaultdict(set)
    for file in sorted(tests.rglob("test_*.py")):
        for name, covered in marks_of(file.read_text(encoding="utf-8")):
            for row in covered:
                found[row].add(f"{file.relative_to(tests.parent).as_posix()}::{name}")
    return dict(found)


def marks_of(source: str) -> Iterator[tuple[str, set[str]]]:
    """Each test with the rows of its own marks, of its class and of the file's `pytestmark`."""
    module = ast.parse(source)
    everywhere = named(node for node in module.body if isinstance(node, ast.Assign))
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            inherited = everywhere | named(node.decorator_list)
            for inner in node.body:
                if is_test(inner):
                    yield f"{node.name}::{inner.name}", inherited | named(inner.decorator_list)
        elif is_test(node):
            yield node.name, everywhere | named(node.decorator_list)


def is_test(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


def named(nodes: object) -> set[str]:
    """The arguments of every `….covers("R2-63", …)` in these nodes."""
    calls = (call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call))
    covers = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "covers")
    return {word.value for call in covers for word in call.args if isinstance(word, ast.Constant)}


if __name__ == "__main__":
    for row, tests in sorted(marked().items()):
        print(f"| {row} | {' '.join(f'`{test}`' for test in sorted(tests))} |")
