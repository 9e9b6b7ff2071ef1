"""Numbers as people write them."""

from __future__ import annotations

import pytest

from crisis.language.numerals import chinese, numbers


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("一千五百", 1500), ("十二", 12), ("两", 2), ("二十", 20), ("一百零五", 105), ("一万二", 12000), ("三千八", 3800), ("二百五", 250),
        ("两万五千", 25000), ("一亿二千万", 120_000_000), ("二〇二六", 2026), ("十", 10), ("九百九十九", 999), ("百", 100), ("仨", 3),
    ],
)  # fmt: skip
def test_chinese_numerals(word: str, value: float) -> None:
    assert chinese(word) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.2万人", [12000]),
        ("480k records", [480000]),
        ("412,306 guests", [412306]),
        ("18,500 euros", [18500]),
        ("twelve guests, two of them", [12, 2]),
        ("三百万条", [3_000_000]),
        ("5百万", [5_000_000]),
        ("修了三次", [3]),
        ("no numbers here", []),
        ("3 million users", [3_000_000]),
    ],
)
def test_numbers_in_texts(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers(text)] == values


def test_a_number_knows_its_place() -> None:
    text = "昨晚十二名同学"
    assert [text[n.start : n.end] for n in numbers(text)] == ["十二"]
