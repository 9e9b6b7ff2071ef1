"""The page of rights says what the table says."""

from __future__ import annotations

from pathlib import Path

from tests.stack.rights import page


def test_the_page_of_rights_is_made_from_the_table() -> None:
    written = Path(__file__).parents[2] / "docs" / "rights.md"
    assert written.read_text("utf-8") == page()
