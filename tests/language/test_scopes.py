"""The sense a word stands in: one table, both languages."""

from __future__ import annotations

import pytest

from crisis.detection.rulebook import standard
from crisis.detection.signals import Ear
from crisis.language.clauses import split

EAR = Ear(standard())


@pytest.mark.parametrize(
    ("text", "word", "faces"),
    [
        ("没有人受伤", "受伤", {"negated"}),
        ("孩子受伤了", "受伤", set()),
        ("并没有起火", "起火", {"negated"}),
        ("没人管,厨房起火了", "起火", set()),
        ("这不是第一次起火", "起火", set()),
        ("如果起火怎么办", "起火", {"conditional", "asked"}),
        ("起火了,如果不赔就曝光", "起火", set()),
        ("是不是起火了", "起火", {"asked"}),
        ("为什么会起火?", "起火", set()),
        ("听说你们厨房起火", "起火", {"told"}),
        ("隔壁店起火了", "起火", {"elsewhere"}),
        ("nobody was injured", "injured", {"negated"}),
        ("no one answered and my son was injured", "injured", set()),
        ("there were no deaths but two guests were injured", "injured", set()),
        ("if it catches fire we sue", "catches fire", {"conditional"}),
        ("i heard that a guest was injured", "injured", {"told"}),
        ("not only was he injured", "injured", set()),
        ("another hotel was on fire", "on fire", {"elsewhere"}),
    ],
)
def test_a_word_is_understood_in_its_scope(text: str, word: str, faces: set[str]) -> None:
    reading = EAR.hear(text)
    start = text.index(word)
    assert reading.scopes.faces(start, start + len(word)) == faces


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("车坏了,没人管。怎么办?", ["车坏了", "没人管", "怎么办"]),
        ("共412,306人,3.5元", ["共412,306人", "3.5元"]),
        ("今天18:30登门", ["今天18:30登门"]),
        ("车坏了 没人管", ["车坏了", "没人管"]),
        ("No deaths. Two hurt, but alive", ["No deaths", " Two hurt", " ", "but alive"]),
        ("the button and the yeti work - yet", ["the button and the yeti work", "yet"]),
        ("修了但没好,却不过如此", ["修了", "但没好", "却", "不过如此"]),
        ("", []),
    ],
)
def test_clauses_end_where_a_reader_would_pause(text: str, clauses: list[str]) -> None:
    found, _ = split(text.lower() if text.isascii() else text)
    assert [text[clause.start : clause.end] for clause in found] == clauses
