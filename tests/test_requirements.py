"""docs/requirements.md and the tests tell the same: no mark without a row, no row without something that is there."""

from __future__ import annotations

from tests.stack.requirements import NOT_YET, exists, marked, marks_of, proofs, repeated, rows, written_table

SAMPLE = """
import pytest
pytestmark = pytest.mark.covers("R0-1")

@pytest.mark.covers("R2-63", "G6")
@pytest.mark.parametrize("level", [1, 2])
def test_a_rule(level): ...

def helper(): ...

class TestClock:
    @pytest.mark.covers("R2-29")
    def test_both_ends(self): ...
"""


def test_marks_of_file_and_test_are_both_read() -> None:
    assert dict(marks_of(SAMPLE)) == {
        "test_a_rule": {"R0-1", "R2-63", "G6"},
        "TestClock::test_both_ends": {"R0-1", "R2-29"},
    }


def test_a_row_is_known_by_its_first_cell() -> None:
    table = "| id | what |\n|---|---|\n| R2-63 | an act `tests/a.py::test_b` at `/crises/7` |\n| G6 | x |\n| G6 | y |\n"
    assert rows(table) == {"R2-63": " an act `tests/a.py::test_b` at `/crises/7` |", "G6": " y |"}
    assert repeated(table) == ["G6"]
    assert proofs(rows(table)["R2-63"]) == ["tests/a.py::test_b"]


def test_a_proof_is_a_test_or_a_file_that_is_there() -> None:
    here = "tests/test_requirements.py"
    assert exists(here)
    assert exists(f"{here}::test_a_row_is_known_by_its_first_cell")
    assert not exists(f"{here}::test_that_nobody_wrote")
    assert not exists("docs/no-such-page.md")


def test_every_mark_names_a_row_of_the_table() -> None:
    known = rows(written_table())
    assert {row: tests for row, tests in marked().items() if row not in known} == {}


def test_every_row_is_there_once_and_names_what_proves_it() -> None:
    """A row that is not built says `not yet`, and then no test may claim it."""
    table = written_table()
    claimed = marked()
    wrong = {}
    for row, cells in rows(table).items():
        missing = [proof for proof in proofs(cells) if not exists(proof)]
        open_ = NOT_YET in cells
        if missing or open_ == bool(proofs(cells)) or (open_ and row in claimed):
            wrong[row] = missing or cells
    assert wrong == {}
    assert repeated(table) == []
