"""The repository keeps its own rules: small files, one way of importing, locks without addresses, safe versions."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS = ROOT / "crisis/store/migrations/versions"  # written out by Alembic, once, and never changed
PYTHON = [
    ROOT / "dev.py",
    *(
        file
        for top in ("crisis", "tests", "benchmarks")
        for file in (ROOT / top).rglob("*.py")
        if file.parent != SCHEMAS
    ),
]
PRODUCT = [file for file in PYTHON if file.is_relative_to(ROOT / "crisis")]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
CLOCKLESS = ("domain", "language", "detection", "onevoice", "commands")

# Lowest version without a known hole that matters here, and why.
FLOORS = {
    "flask": "3.1.3",  # CVE-2026-27205: Vary: Cookie
    "werkzeug": "3.1.4",
    "jinja2": "3.1.6",  # sandbox escapes
    "python-socketio": "5.16.4",  # CVE-2025-61765: pickle on the queue
    "gunicorn": "22",  # request smuggling
    "sqlalchemy": "2.1",
}


def told(file: Path) -> str:
    return str(file.relative_to(ROOT))


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def test_no_file_is_longer_than_250_lines() -> None:
    lengths = {told(file): len(file.read_text(encoding="utf-8").splitlines()) for file in PYTHON}
    assert {file: lines for file, lines in lengths.items() if lines > 250} == {}


def test_no_function_of_the_product_is_longer_than_45_lines() -> None:
    long = {
        f"{told(file)}::{node.name}": node.end_lineno - node.lineno + 1
        for file in PRODUCT
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 45
    }
    assert long == {}


def test_every_file_of_the_product_says_in_a_sentence_what_it_is() -> None:
    assert [told(file) for file in PRODUCT if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))] == []


def test_every_folder_of_the_product_with_code_is_a_package_that_the_import_contract_sees() -> None:
    """import-linter sees packages only; the words `exhaustive = true` do not reach a folder without __init__.py."""
    assert sorted({told(f.parent) for f in PRODUCT if not (f.parent / "__init__.py").exists()} - MIGRATIONS) == []


MIGRATIONS = {"crisis/store/migrations", "crisis/store/migrations/versions"}  # loaded by path, by Alembic


def test_nothing_below_the_doors_asks_the_clock() -> None:
    asks = re.compile(r"\b(datetime\.now|datetime\.utcnow|datetime\.today|date\.today|time\.time)\(")
    below = [file for file in PRODUCT if file.relative_to(ROOT / "crisis").parts[0] in CLOCKLESS]
    assert [told(file) for file in below if asks.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda file: file.stem)
def test_a_lock_holds_hashes_for_every_package_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
    assert re.findall(r"://|@ file|--(?:extra-)?index|--find-links|^/", text, re.M) == []


def test_the_npm_lock_holds_integrity_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, about in packages.items() if "resolved" in about] == []
    assert [name for name, about in packages.items() if name and "integrity" not in about] == []


def test_the_locks_are_of_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    for name, wanted in asked.items():
        locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / f"requirements/{name}.txt").read_text(), re.M))
        assert {re.split(r"[\[<>=~ ]", line)[0].lower() for line in wanted} - locked == set()


def test_running_takes_at_most_45_packages() -> None:
    assert len(re.findall(r"^\S+==", (ROOT / "requirements/run.txt").read_text(), re.M)) <= 45


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_no_package_is_older_than_its_last_known_hole(package: str, floor: str) -> None:
    assert numbers(version(package)) >= numbers(floor)


def test_socket_io_in_the_browser_is_not_older_than_its_last_known_hole() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert numbers(packages["node_modules/socket.io-parser"]["version"]) >= (4, 2, 5)


def test_the_embedded_database_has_no_wal_reset_bug() -> None:
    from pysqlite3 import dbapi2

    assert dbapi2.sqlite_version_info >= (3, 51, 3)


def test_no_machine_path_and_no_index_host_is_committed() -> None:
    hosts = "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian"])
    forbidden = re.compile(rf"{hosts}|/(?:work|root|tmp)/[a-z.]")
    made = {".venv", ".git", "node_modules", "var", "dist", "__pycache__"}
    text = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".js", ".mjs", ".css", ".html", ".json", ".npmrc", ".ini"}
    written = (file for file in walk(ROOT, made) if file.suffix in text or file.name in (".npmrc", "run", "Makefile"))
    assert [told(file) for file in written if forbidden.search(file.read_text(encoding="utf-8"))] == []


def walk(folder: Path, without: set[str]) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_file():
            yield entry
        elif entry.name not in without and not entry.name.endswith("_cache"):
            yield from walk(entry, without)


def test_set_up_needs_nothing_but_the_standard_library() -> None:
    for file in (ROOT / "dev.py", ROOT / "tests/stack/debian.py"):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        assert {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"tests"} == set()


def test_every_file_that_the_table_of_nouns_names_is_there() -> None:
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("| noun |"))
    floors = [cell.strip() for cell in lines[head].split("|")[2:-1]]
    rows = [line.split("|")[2:-1] for line in lines[head + 2 : lines.index("", head)]]
    named = [
        (floor, name)
        for row in rows
        for floor, cell in zip(floors, row, strict=True)
        for name in re.findall(r"`([^`]+)`", cell)
    ]
    files = [f"crisis/{name if '/' in name else f'{floor}/{name}'}.py" for floor, name in named]
    assert len(rows) >= 18
    assert [file for file in files if not (ROOT / file).exists()] == []
