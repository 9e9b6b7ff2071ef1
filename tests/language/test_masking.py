"""What names a person is covered; what does not stays."""

from __future__ import annotations

import pytest

from crisis.language.masking import covered, marks


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800001234", "电话[phone]"),
        ("call +49 30 1234567 now", "call [phone] now"),
        ("沪A·12345撞了", "[plate]撞了"),
        ("VIN LSVAA49J132047371.", "VIN [vin]."),
        ("身份证11010119900307123X", "身份证[id]"),
        ("write to a.b@example.org", "write to [email]"),
        ("卡号6222 0000 1111 2222", "卡号[card]"),
        ("Mr Hall waited", "[name] waited"),
        ("订单 12345, 38度5", "订单 12345, 38度5"),
    ],
)
def test_personal_marks_are_covered(text: str, masked: str) -> None:
    assert covered(text) == masked


def test_given_names_are_covered_longest_first() -> None:
    assert covered("王小北和王小北北来了", ("王小北", "王小北北")) == "[name]和[name]来了"


def test_marks_are_comparable_however_they_were_written() -> None:
    assert marks("沪a·12345") == [("plate", "沪A12345")]
