"""Numbers, times and contacts are read however they are written."""

from __future__ import annotations

import pytest

from crisis.onevoice.claims import parse
from crisis.onevoice.compare_times import agree


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("38辆", 38, 38, "vehicle"),
        ("三十八辆", 38, 38, "vehicle"),
        ("thirty-eight vehicles", 38, 38, "vehicle"),
        ("1.2万件", 12000, 12000, "item"),
        ("12,000 units", 12000, 12000, "item"),
        ("约300名旅客", 250, 350, "person"),
        ("about 62,000 accounts", 61500, 62500, "record"),
        ("超过40万名用户", 400000, 500000, "person"),
        ("不超过500元", 250, 500, "money"),
        ("四百一十二人", 412, 412, "person"),
        ("four hundred and twelve passengers", 412, 412, "person"),
        ("3个工作日", 3, 3, "workday"),
        ("within two weeks", 2, 2, "week"),
        ("$250 per passenger", 250, 250, "money"),
        ("no passengers were injured", 0, 0, "person"),
        ("百分之五", None, None, None),
    ],
)
def test_an_amount_is_read_in_any_writing(text, low, high, unit):
    found = [(one.low, one.high, one.unit) for one in parse(text).amounts]
    assert found == ([(low, high, unit)] if unit else [])


@pytest.mark.parametrize(
    "text", ["我们一直在现场", "统一口径", "第一时间", "Flight NL204", "one of the first", "热线400-000-0001"]
)
def test_words_that_only_look_like_numbers_are_left_out(text):
    assert parse(text).amounts == ()


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("8:00 p.m.", "20:00", True),
        ("晚8点", "20:00", True),
        ("下午3点半", "15:30", True),
        ("9月30日", "30 September", True),
        ("9月30日", "2026-09-30", True),
        ("9月底", "September 30", True),
        ("3 November at 09:20 CET", "11月3日16:20(北京时间)", True),
        ("3 November at 09:20 CET", "11月3日15:20(北京时间)", False),
        ("9月2日10:00", "9月2日下午", False),
        ("9月2日15:00", "9月2日下午", True),
        ("周三", "Friday", False),
        ("4 May", "6 May", False),
    ],
)
def test_two_moments_are_compared_through_their_writing(a, b, same):
    assert agree(parse(a).moments[0], parse(b).moments[0]) is same


@pytest.mark.parametrize(
    ("text", "value"),
    [("400-000-0001", "4000000001"), ("+49 30 0000 0000", "493000000000"), ("care@example.org", "care@example.org")],
)
def test_a_contact_is_read_in_one_writing(text, value):
    assert [one.value for one in parse(text).contacts] == [value]


def test_the_public_hotline_of_an_authority_is_nobodys_contact():
    assert parse("可向12315反映").contacts == ()


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("已退款", "done"),
        ("将退款", "planned"),
        ("正在办理退款", "ongoing"),
        ("尚未退款", "not"),
        ("We have refunded all", "done"),
        ("We will refund all", "planned"),
        ("Refunds have not been paid", "not"),
        ("如需退款请联系", ""),
    ],
)
def test_a_deed_is_read_as_done_planned_going_on_or_not_done(text, aspect):
    assert parse(text).deeds[0].aspect == aspect
