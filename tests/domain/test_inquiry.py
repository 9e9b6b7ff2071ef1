"""Media inquiries: the two limits, and words that were approved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.inquiry import answer, limits, sentences, unapproved

AT = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)
APPROVED = {
    "s1r2": "我们已收到反映。\n不能保证车辆没有问题,检查结果今晚20:00前公布。热线 400-000-0000。",
    "s2r1": "We have stopped sales. Next update at 6 p.m. today.",
}


def minutes(count: float) -> datetime:
    return AT + timedelta(minutes=count)


@pytest.mark.parametrize(
    ("deadline", "call_back", "substance"),
    [(None, 15, 60), (300, 15, 60), (120, 15, 60), (60, 15, 30), (20, 10, 10), (0, 0, 0), (-30, 0, 0)],
)
def test_substance_is_due_in_an_hour_or_half_the_deadline(deadline: int | None, call_back: int, substance: int) -> None:
    found = limits(AT, None if deadline is None else minutes(deadline))
    assert (found.call_back, found.substance) == (minutes(call_back), minutes(substance))


@pytest.mark.covers("R2-45")
@pytest.mark.parametrize(
    ("text", "made_of"),
    [
        (APPROVED["s1r2"], ("s1r2",)),
        ("热线 400-000-0000。我们已收到反映。", ("s1r2",)),
        ("我们已收到反映。  We have stopped\n sales. Next update at 6 p.m. today.", None),
        ("我们已收到反映。\nWe have stopped   sales.", ("s1r2", "s2r1")),
    ],
)
def test_whole_sentences_of_approved_texts_may_be_given(text: str, made_of: tuple[str, ...] | None) -> None:
    if made_of is None:
        with pytest.raises(IllegalMove):
            answer(text, APPROVED)
    else:
        assert answer(text, APPROVED) == made_of


@pytest.mark.parametrize(
    "text",
    ["保证车辆没有问题。", "我们已收到反映,这是个别现象。", "No comment.", "We have stopped sales everywhere."],
)
def test_a_part_of_a_sentence_or_a_new_one_is_refused(text: str) -> None:
    with pytest.raises(IllegalMove) as refused:
        answer("我们已收到反映。" + text, APPROVED)
    assert refused.value.params == {"passage": sentences(text)[0], "count": 1}


def test_nothing_may_be_said_while_nothing_is_approved() -> None:
    assert unapproved("我们已收到反映。", {}) == ("我们已收到反映。",)
    with pytest.raises(Invalid):
        answer("  ", APPROVED)
    with pytest.raises(Invalid):
        answer("长" * 20_001, APPROVED)
