"""What the statement desk shows of a text: what changed, what agrees with the board, and the text itself cut at its marks."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from crisis.views.agreement import agreements
from crisis.views.difference import difference
from crisis.views.statement_text import parts

AT = datetime(2026, 3, 2, tzinfo=UTC)
WORDS = st.text(alphabet="我们检查了车辆ab 12。\n", max_size=60)


def fact(number: int, key: str, value: str, unit: str = "", **more: object) -> dict[str, object]:
    said = {"as_of": AT, "status": "confirmed", "may_publish": True, "scope": ""}
    return {"number": number, "key": key, "value": value, "unit": unit, **said, **more}


@given(WORDS, WORDS)
def test_both_versions_can_be_read_out_of_their_difference(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(p["text"] for p in pieces if p["kind"] != "added") == old
    assert "".join(p["text"] for p in pieces if p["kind"] != "removed") == new
    assert all(p["text"] for p in pieces)


def test_a_changed_word_is_shown_alone() -> None:
    found = difference("We repaired 38 cars. Call us.", "We repaired 83 cars. Call us.")
    assert [tuple(p.values()) for p in found] == [
        ("plain", "We repaired "), ("removed", "38"), ("added", "83"), ("plain", " cars. Call us."),
    ]  # fmt: skip


def test_the_longest_texts_are_compared_in_bounded_time() -> None:
    began = time.process_time()
    assert len(difference("\n" * 20_000, "a\n" * 10_000)) == 2
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "known", "places"),
    [
        ("请拨打400 820 0000。", fact(3, "public_contact", "400-820-0000"), [("400 820 0000", 3)]),
        ("共38辆受影响。", fact(4, "affected_count", "38", "辆"), [("38辆", 4)]),
        ("共39辆受影响。", fact(4, "affected_count", "38", "辆"), []),
        ("原因是螺栓未拧紧。", fact(5, "cause", "螺栓未拧紧"), [("螺栓未拧紧", 5)]),
        ("原因是螺栓未拧紧。", fact(5, "cause", "螺栓未拧紧", may_publish=False), []),
        ("原因是螺栓未拧紧。", fact(5, "cause", "螺栓未拧紧", status="unconfirmed"), []),
    ],
)
def test_what_the_board_confirms_for_the_public_is_found(
    text: str, known: dict[str, object], places: list[tuple[str, int]]
) -> None:
    assert [(text[one.start : one.end], one.number) for one in agreements(text, [known], AT)] == places


def test_the_graver_mark_shows_where_two_overlap_and_the_figure_stands_at_its_end() -> None:
    found = parts("abcdef", [(0, 4, "warn", "1"), (2, 6, "block", "2")])
    assert [(p["kind"], p["text"], p["ref"]) for p in found] == [
        ("warn", "ab", ""), ("block", "cd", ""), ("block", "ef", "2"),
    ]  # fmt: skip
