"""One way of writing, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from crisis.language.normalise import LIMIT, fold


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("剎車失靈,雞腿飯", "刹车失灵,鸡腿饭"),
        ("ＡＢＣ１２３！？", "abc123!?"),
        ("上吐下瀉", "上吐下泻"),
        ("“好”「好」’", '"好""好"\''),
        ("燙\u200b傷", "烫伤"),
        ("<p>hot</p>", "   hot    "),
        ("a\u3000b", "a b"),
        ("İ", "İ"),
        ("don\u00e2\u20ac\u2122t", "don't"),
    ],
)
def test_texts_are_folded_to_one_way_of_writing(source: str, folded: str) -> None:
    assert fold(source).text == folded


@given(st.text(max_size=60), st.data())
def test_every_span_of_the_folded_text_has_a_place_in_the_original(source: str, data: st.DataObject) -> None:
    folded = fold(source)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        first, last = folded.place(start, end)
        assert 0 <= first < last <= len(source)
        assert folded.quote(start, end) == source[first:last]


def test_a_quote_keeps_what_vanished_inside_it() -> None:
    folded = fold("孩子燙\u200b傷了")
    at = folded.text.index("烫伤")
    assert folded.quote(at, at + 2) == "燙\u200b傷"


def test_a_giant_text_is_read_up_to_the_limit() -> None:
    assert len(fold("火" * 1_000_000).text) == LIMIT
