"""Deadlines stated in a letter, in Chinese and English."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crisis.domain.workdays import MONDAY_TO_FRIDAY
from crisis.language.deadlines import deadlines, letters

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 8, 24, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "due", "span"),
    [
        ("请于5个工作日内书面说明情况", "2026-08-31 23:59", "5个工作日内"),
        ("十五个工作日内答复", "2026-09-14 23:59", "十五个工作日内"),
        ("限24小时内停止销售", "2026-08-25 09:00", "24小时内"),
        ("请三日内报告", "2026-08-27 23:59", "三日内"),
        ("请在两周内反馈", "2026-09-07 23:59", "两周内"),
        ("请于9月1日前书面回复", "2026-09-01 23:59", "9月1日前"),
        ("9月1日17时前提交", "2026-09-01 17:00", "9月1日17时前"),
        ("2026年9月3日下午3点半前报送", "2026-09-03 15:30", "2026年9月3日下午3点半前"),
        ("截止时间:8月28日18:00", "2026-08-28 18:00", "8月28日18:00"),
        ("今日下班前反馈", "2026-08-24 17:00", "今日下班前"),
        ("明日12:00前回复", "2026-08-25 12:00", "明日12:00前"),
        ("本周五前报送", "2026-08-28 23:59", "本周五前"),
        ("1月5日前提交", "2027-01-05 23:59", "1月5日前"),
        ("Please respond within ten business days", "2026-09-07 23:59", "within ten business days"),
        ("answer within five (5) working days", "2026-08-31 23:59", "within five (5) working days"),
        ("a written reply within 48 hours", "2026-08-26 09:00", "within 48 hours"),
        ("by noon on 28 August", "2026-08-28 12:00", "by noon on 28 August"),
        ("by 5 p.m. on Friday, August 28.", "2026-08-28 17:00", "by 5 p.m. on Friday, August 28"),
        ("reply by September 5, 2026 at 5 pm", "2026-09-05 17:00", "by September 5, 2026"),
        ("before Friday", "2026-08-27 23:59", "before Friday"),
        ("no later than 2026-09-01", "2026-09-01 23:59", "no later than 2026-09-01"),
        ("by close of business tomorrow", "2026-08-25 17:00", "by close of business tomorrow"),
    ],
)
def test_a_stated_deadline_is_read_with_its_words(text: str, due: str, span: str) -> None:
    found = deadlines(text, MONDAY, SHANGHAI)
    assert [(one.due.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"), one.span) for one in found] == [(due, span)]


@pytest.mark.parametrize(
    "text",
    [
        "日前我局收到投诉", "目前正在调查", "近7日内收到12起投诉", "购买后三日内出现故障", "到店检查采样",
        "Inspectors came by car", "by 31 February", "13月40日前", "", "2026-01-01前已办结",
    ],
)  # fmt: skip
def test_other_words_with_days_state_no_deadline(text: str) -> None:
    assert deadlines(text, MONDAY, SHANGHAI) == []


def test_the_earliest_of_several_deadlines_comes_first() -> None:
    found = deadlines("请5个工作日内书面答复,并于24小时内停售", MONDAY, SHANGHAI, MONDAY_TO_FRIDAY)
    assert [one.span for one in found] == ["24小时内", "5个工作日内"]


def test_each_deadline_of_a_letter_is_a_letter_to_answer() -> None:
    found = letters("请24小时内停售,5个工作日内书面答复", MONDAY, SHANGHAI, ["CN"], {})
    assert [letter.span for letter in found] == ["24小时内", "5个工作日内"]
    assert {letter.received_at for letter in found} == {MONDAY}


def test_a_letter_that_asks_without_a_time_still_asks() -> None:
    assert [letter.due for letter in letters("请书面说明情况", MONDAY, SHANGHAI, ["CN"], {})] == [None]
    assert letters("执法人员到店检查", MONDAY, SHANGHAI, ["CN"], {}) == []


def test_an_endless_letter_is_read_in_time() -> None:
    assert deadlines("within " * 100_000 + "九月" * 100_000, MONDAY, SHANGHAI) == []


def test_dues_are_utc() -> None:
    assert deadlines("24小时内", MONDAY, SHANGHAI)[0].due.tzinfo is UTC
