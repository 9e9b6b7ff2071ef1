"""Days, months and clock times, seen from a given day."""

from __future__ import annotations

from datetime import date

import pytest

from crisis.language.dates import hours_until, windows

DAY = date(2026, 8, 19)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("四月做的积碳清洗", date(2026, 4, 1), date(2026, 4, 30)),
        ("四月底来洗的", date(2026, 4, 21), date(2026, 4, 30)),
        ("八月中旬保养", date(2026, 8, 11), date(2026, 8, 20)),
        ("4月15日", date(2026, 4, 15), date(2026, 4, 15)),
        ("十二月安装", date(2025, 12, 1), date(2025, 12, 31)),
        ("2026-03-01", date(2026, 3, 1), date(2026, 3, 1)),
        ("昨天", date(2026, 8, 18), date(2026, 8, 18)),
        ("上个月", date(2026, 7, 1), date(2026, 7, 31)),
        ("on may 3rd", date(2026, 5, 3), date(2026, 5, 3)),
        ("上周", date(2026, 8, 10), date(2026, 8, 16)),
    ],
)
def test_windows_of_days(text: str, first: date, last: date) -> None:
    assert [(window.first, window.last) for window in windows(text, DAY)] == [(first, last)]


@pytest.mark.parametrize("text", ["两个月加了两升", "2月30日", "no day", "13月"])
def test_what_names_no_day(text: str) -> None:
    assert windows(text, DAY) == []


@pytest.mark.parametrize(
    ("text", "now", "hours"),
    [("16:00", 9.0, 7.0), ("次日08:00", 20.0, 12.0), ("今天下午四点前要回复", 9.0, 7.0), ("今天17点截稿", 9.0, 8.0), ("deadline noon", 8.0, 4.0),
     ("before 5 pm today", 10.0, 7.0), ("明早播", 20.0, None), ("no time", 9.0, None),
     ("稿子两小时后上线", 9.0, 2.0), ("in half an hour", 9.0, 1.0), ("We close the page at six", 9.0, 9.0), ("a line by 4, please", 9.0, 7.0),
     ("以前打过两小时电话", 9.0, None), ("by 4 working days", 9.0, None)],
)  # fmt: skip
def test_hours_until_a_deadline(text: str, now: float, hours: float | None) -> None:
    assert hours_until(text, now) == hours
