"""The permission table and the code name the same abilities: nothing is asked that is no row, no row is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import crisis
from crisis.domain.events import KINDS
from crisis.domain.permissions import abilities, matrix
from crisis.views.projection import READING

CODE = Path(crisis.__file__).parent
ASKERS = {"enter", "may", "can", "cell", "needs_second", "allowed"}
# Rows that no code asks for yet: the functions they guard are not built.
NOT_YET = set(
    """
    accountability.acknowledge action.report analytics.read audit.read backup.restore
    bundle.export chain.verify closing.read commitment.add commitment.keep complaint.handle complaint.medical
    complaint.unmask crisis.restrict crisis.subscribe draft.comment draft.join duty.clear entry.pin entry.privilege
    entry.read_privileged hold.set item.due link.create playbook.edit playbook.read report.read retention.run
    settings.manage template.edit
    """.split()
)


def constants() -> Iterator[str]:
    for file in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for file in CODE.rglob("*.html"):
        yield from (
            row for row in abilities() if f"'{row}'" in file.read_text("utf-8") or f'"{row}"' in file.read_text("utf-8")
        )


def asked() -> Iterator[tuple[str, str]]:
    """(where, ability) of every literal ability that a question about rights names."""
    for file in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ASKERS:
                for argument in node.args:
                    for inner in ast.walk(argument):
                        if (
                            isinstance(inner, ast.Constant)
                            and isinstance(inner.value, str)
                            and "." in inner.value
                            and inner.value.count(".") == 1
                        ):
                            yield f"{file.name}:{node.lineno}", inner.value


@pytest.mark.covers("T10")
def test_every_ability_that_the_code_asks_for_is_a_row() -> None:
    found = list(asked())
    assert len(found) > 40
    assert [(where, a) for where, a in found if a not in abilities() and not a.endswith(("_", "."))] == []


@pytest.mark.covers("T10")
def test_every_row_is_asked_for_somewhere_or_known_not_to_be() -> None:
    named = set(constants()) | {f"statement.approve_{key}" for key in ("legal", "gm")}
    assert set(abilities()) - named <= NOT_YET <= set(abilities())


def test_everything_that_is_read_asks_for_a_row() -> None:
    assert set(READING.values()) <= set(abilities())


def test_no_event_is_called_like_an_ability() -> None:
    assert set(KINDS) & set(abilities()) == set()


@pytest.mark.parametrize("listed", ["step_up", "never_on_own", "outside", "console"])
def test_every_exception_names_a_row(listed: str) -> None:
    assert getattr(matrix(), listed) <= set(abilities())
