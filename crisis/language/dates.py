"""Finds days, months and clock times a text speaks of, relative to the day it was received.

A window is (first day, last day), both included; a month without a year is the latest such month not after `day`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from crisis.language.beginnings import found_from
from crisis.language.numerals import chinese, numbers

_MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_HAN = "[一二三四五六七八九十]{1,3}"
_FOUND = re.compile(
    r"(?P<iso>(?<!\d)(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?)"
    rf"|(?P<month>(?<![\d一二三四五六七八九十个])(\d{{1,2}}|{_HAN})月(?!份?[前后])份?(?:(\d{{1,2}}|{_HAN})[日号])?(?P<part>[初中底末]|上旬|中旬|下旬)?)"
    r"|(?P<named>\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})?(?:st|nd|rd|th)?\b)"
    r"|(?P<word>前天|昨天|昨晚|昨日|今天|今日|今早|上个?月|上周|上星期|yesterday|today|last month|last week)"
)
_BEGINS = re.compile(r"[\d一二三四五六七八九十前昨今上]")  # one of them in a text without a Latin letter
_LATIN = re.compile("[a-z]")
_PARTS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}


@dataclass(frozen=True, slots=True)
class Window:
    first: date
    last: date
    start: int
    end: int


def windows(text: str, day: date) -> list[Window]:
    """Every stretch of days named in `text`, in order; impossible dates are passed over."""
    found = []
    for match in _FOUND.finditer(text) if _LATIN.search(text) else found_from(_BEGINS, _FOUND, text):
        try:
            first, last = _read(match, day)
        except ValueError:
            continue
        found.append(Window(first, last, *match.span()))
    return found


def _read(match: re.Match[str], day: date) -> tuple[date, date]:
    if match["iso"]:
        one = date(int(match[2]), int(match[3]), int(match[4]))
        return one, one
    if match["month"]:
        return _in_month(_count(match[6]), _count(match[7]) if match[7] else None, match["part"], day)
    if match["named"]:
        return _in_month(_MONTHS[match[10]], int(match[11]) if match[11] else None, None, day)
    return _relative(match["word"], day)


def _in_month(month: int, number: int | None, part: str | None, day: date) -> tuple[date, date]:
    year = day.year if (month, number or 1) <= (day.month, day.day) else day.year - 1
    if number:
        one = date(year, month, number)
        return one, one
    length = monthrange(year, month)[1] if 1 <= month <= 12 else 0
    low, high = _PARTS.get(part or "", (1, 31))
    return date(year, month, low), date(year, month, min(high, length))


def _relative(word: str, day: date) -> tuple[date, date]:
    if "月" in word or "month" in word:
        last = day.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if "周" in word or "星期" in word or "week" in word:
        monday = day - timedelta(days=day.weekday() + 7)
        return monday, monday + timedelta(days=6)
    back = {"前": 2, "昨": 1, "y": 1}.get(word[0], 0)
    one = day - timedelta(days=back)
    return one, one


def _count(word: str) -> int:
    return int(word) if word.isdigit() else int(chinese(word))


_CLOCK = re.compile(
    r"(?P<next>次日|明[天早晚日]|隔天|tomorrow)?\s*(?:(?P<pm>下午|晚上?|傍晚|今晚)|上午|早上?|凌晨)?\s*"
    r"(?:(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:[:点时]\s*(?P<minute>\d{2})?|(?=\s*[ap]\.?m))\s*(?P<half>半)?\s*(?P<ap>[ap]\.?m)?|(?P<noon>noon|中午))"
)


_HOURS = re.compile(r"\s*个?(?:小时|钟头)(?:之?内|之?后|以后|以内)|\s+hours?\b")
_FROM_NOW = re.compile(r"\b(?:in|within|have|next)\s+$")
_SOON = re.compile(r"半个?(?:小时|钟头)(?:之?内|之?后)|\b(?:in|within) (?:an|the|half an) hour\b")
_BY = re.compile(
    r"\b(?:by|before|(?:clos|go|liv|press|print|air|publish|run)\w*\b[\w ']{0,20}? at) (?:the )?(?P<hour>\d{1,2}|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve)\b(?! *(?:[ap]\.?m|:|days?|weeks?|working|months?))"
)


def _soon(text: str, hour_now: float) -> float | None:
    """Hours to a moment told without a full clock time: in two hours, by six (the next one, of the afternoon)."""
    if _SOON.search(text):
        return 1.0
    for number in numbers(text):
        span = _HOURS.match(text, number.end)
        if span and ("后" in span[0] or "内" in span[0] or _FROM_NOW.search(text[: number.start])):
            return number.value
    if by := _BY.search(text):
        hour = numbers(by["hour"])[0].value
        return ((hour + 12 if hour < 8 else hour) - hour_now) % 24
    return None


def hours_until(text: str, hour_now: float) -> float | None:
    """Hours from `hour_now` (local, 0–24) to the first moment named in `text`; None when it names none."""
    text = text.lower()
    if (soon := _soon(text, hour_now)) is not None:
        return soon
    match = _CLOCK.search(text)
    if match is None:
        return 24.0 - hour_now if re.search(r"今[天日晚]|today|tonight", text) else None
    if match["noon"]:
        hour = 12.0
    else:
        hour = float(_count(match["hour"])) + (
            int(match["minute"]) / 60 if match["minute"] else 0.5 if match["half"] else 0
        )
        if (match["pm"] or (match["ap"] or "").startswith("p")) and hour < 12:
            hour += 12
    ahead = hour - hour_now + (24 if match["next"] else 0)
    return ahead if ahead >= 0 else ahead + 24
