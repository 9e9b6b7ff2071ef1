"""The deadlines that a letter states, read from its words in Chinese or English.

Understood are spans from receipt ("5个工作日内", "within 48 hours") and days with or without an hour ("9月1日17时前",
"by noon on 5 September", "before Friday"). A day without an hour lasts until 23:59 local; English "before <day>" ends
the day before. Working days and whole days count from the day after receipt. Simplified Chinese is expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crisis.domain.duties import Letter
from crisis.domain.localday import end_of_day, local_date, wall_time
from crisis.domain.workdays import MONDAY_TO_FRIDAY, WorkCalendar, add_working_days

LONGEST = 20_000
_DAY = timedelta(days=1)
_LAST = time(23, 59)
_OFFICE_END = time(17, 0)
_HAN = {zh: n for n, zh in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_EN = {word: n for n, word in enumerate("zero one two three four five six seven eight nine ten".split())}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEK_EN = "monday tuesday wednesday thursday friday saturday sunday".split()

_SPAN_ZH = re.compile(
    r"(?<![近去后])(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?\s*(?P<unit>工作日|小时|分钟|日历日|自然日|天|日|周|星期)"
    r"\s*(?:之内|以内|内)(?!发生|收到|接到|出现)"
)
_SPAN_EN = re.compile(
    rf"\b(?:within|no later than|not later than)\s+(?:the\s+next\s+)?(?P<n>\d{{1,3}}|{'|'.join(_EN)})(?:\s*\(\d+\))?[\s-]+"
    r"(?P<unit>(?:working|business)[\s-]days?|calendar\s+days?|hours?|days?|weeks?|minutes?)(?!\s+(?:of|after)\s+(?:purchase|service|delivery))",
    re.IGNORECASE,
)
_END_ZH = re.compile(r"之前|以前|前|止")
_FROM_ZH = re.compile(r"截止|截至|不晚于|不迟于")
_DAY_ZH = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]|(?P<iso>20\d\d-\d\d-\d\d)"
    r"|(?P<near>今日|今天|今晚|当日|当天|明日|明天|次日|后天)|(?P<week>[本这下])周(?P<of>[一二三四五六日天])"
)
_CLOCK_ZH = re.compile(
    r"\s*(?P<half>上午|下午|晚上|晚)?(?:(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:[时点](?P<thirty>半)?|(?=[:：]))"
    r"(?:[:：]?(?P<minute>\d{2})分?)?|(?P<noon>中午|正午)|(?P<office>下班))\s*"
)
_FROM_EN = re.compile(
    r"\b(?:by|until|no later than|not later than|on or before|deadline(?: is)?:?|due(?: on| by)?|(?P<before>before))\s+",
    re.I,
)
_DAY_EN = re.compile(
    rf"(?P<iso>20\d\d-\d\d-\d\d)|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?(?:,?\s+(?P<year>20\d\d))?"
    rf"|(?P<month2>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year2>20\d\d))?"
    rf"|(?P<near>today|tonight|tomorrow)|(?P<of>{'|'.join(_WEEK_EN)})",
    re.I,
)
_CLOCK_EN = re.compile(
    r"\b(?:(?P<hour>\d{1,2})[:.](?P<minute>\d{2})\s*(?P<ap>[ap])?\.?m?|(?P<hour2>\d{1,2})\s*(?P<ap2>[ap])\.?m\b"
    r"|(?P<noon>noon)|(?P<office>close of business|end of business|cob\b))",
    re.I,
)
_ASKS = re.compile(
    r"(?:书面|限期)?(?:说明情况|作出说明|予以说明|答复|回复|复函|报送|提交|反馈)|reply|respon[ds]|written (?:answer|account|explanation)|provide|submit",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due` in UTC; `span` the exact words; `known` False when a year without published holidays was counted."""

    due: datetime
    span: str
    known: bool = True


def deadlines(
    text: str, received_at: datetime, zone: ZoneInfo, calendar: WorkCalendar = MONDAY_TO_FRIDAY
) -> list[Deadline]:
    """All deadlines of the text, the earliest first; what lies before receipt is passed over."""
    text = text[:LONGEST]
    found = [*_spans(text, received_at, zone, calendar), *_days(text, received_at, zone)]
    return sorted((one for one in found if one.due >= received_at), key=lambda one: one.due)


def letters(
    text: str,
    received_at: datetime,
    zone: ZoneInfo,
    jurisdictions: Sequence[str],
    calendars: Mapping[str, WorkCalendar],
) -> list[Letter]:
    """One `Letter` per stated deadline; one without due when the text asks for an answer and names no time."""
    chinese = re.search(r"[一-鿿]", text) is not None
    code = next((code for code in jurisdictions if code in calendars and (code == "CN") == chinese), "")
    found = deadlines(text, received_at, zone, calendars.get(code, MONDAY_TO_FRIDAY))
    if found:
        return [Letter(received_at, one.due, one.span) for one in found]
    return [Letter(received_at, None)] if _ASKS.search(text[:LONGEST]) else []


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word.lower() in _EN:
        return _EN[word.lower()]
    tens, ten, ones = word.rpartition("十")
    return (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)


def _spans(text: str, received: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> Iterator[Deadline]:
    for found in [*_SPAN_ZH.finditer(text), *_SPAN_EN.finditer(text)]:
        count, unit = _number(found["n"]), found["unit"].lower()
        if "工作" in unit or "working" in unit or "business" in unit:
            counted = add_working_days(received, count, calendar, zone)
            yield Deadline(counted.due, found[0], counted.known)
        elif unit.startswith(("小时", "hour", "分钟", "minute")):
            step = timedelta(hours=count) if unit.startswith(("小时", "hour")) else timedelta(minutes=count)
            yield Deadline(received.astimezone(UTC) + step, found[0])
        else:
            days = count * 7 if unit.startswith(("周", "星期", "week")) else count
            yield Deadline(end_of_day(local_date(received, zone) + days * _DAY, zone), found[0])


def _days(text: str, received: datetime, zone: ZoneInfo) -> Iterator[Deadline]:
    today = local_date(received, zone)
    for found in _DAY_ZH.finditer(text):
        clock = _CLOCK_ZH.match(text, found.end())
        end = clock.end() if clock else found.end()
        after = _END_ZH.match(text, end)
        if after or _FROM_ZH.search(text[max(0, found.start() - 5) : found.start()]):
            day = _possible(_day_zh, found, today)
            if day:
                words = text[found.start() : after.end() if after else end]
                yield Deadline(_moment(day, _clock_zh(clock) if clock else _LAST, zone), words)
    for mark in _FROM_EN.finditer(text):
        rest = re.split(r"[;\n]|(?<![ap]\.m)\.\s", text[mark.end() : mark.end() + 60])[0]
        named = _named(rest)
        day = _possible(_day_en, named, today) if named and named.start() <= 30 else None
        if named and day:
            clock = _CLOCK_EN.search(rest[: named.start()]) or _CLOCK_EN.match(
                rest[named.end() :].lstrip(" ,").removeprefix("at ")
            )
            if mark["before"] and not clock:
                day -= _DAY
            yield Deadline(_moment(day, _clock_en(clock) if clock else _LAST, zone), mark[0] + rest[: named.end()])


def _named(rest: str) -> re.Match[str] | None:
    """The day in the words after "by": a date rather than the weekday that stands before it."""
    days = list(_DAY_EN.finditer(rest))
    return next((day for day in days if not day["of"]), days[0] if days else None)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return end_of_day(day, zone) if at == _LAST else wall_time(day, at, zone)


def _possible(read: Callable[[re.Match[str], date], date], found: re.Match[str], today: date) -> date | None:
    try:
        return read(found, today)
    except ValueError:
        return None


def _coming(year: str | None, month: int, day: int, today: date) -> date:
    """That day in the year given, else the first one not before today."""
    if year:
        return date(int(year), month, day)
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


def _day_zh(found: re.Match[str], today: date) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    if found["month"]:
        return _coming(found["year"], int(found["month"]), int(found["day"]), today)
    if found["near"]:
        return today + {"明": 1, "次": 1, "后": 2}.get(found["near"][0], 0) * _DAY
    monday = today - today.weekday() * _DAY + (7 * _DAY if found["week"] == "下" else 0 * _DAY)
    return monday + "一二三四五六日".index(found["of"].replace("天", "日")) * _DAY


def _day_en(found: re.Match[str], today: date) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    if found["near"]:
        return today + (_DAY if found["near"].lower() == "tomorrow" else 0 * _DAY)
    if found["of"]:
        return today + (_WEEK_EN.index(found["of"].lower()) - today.weekday()) % 7 * _DAY
    month = _MONTHS.index((found["month"] or found["month2"]).lower()) + 1
    return _coming(found["year"] or found["year2"], month, int(found["day"] or found["day2"]), today)


def _clock_zh(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12)
    if found["office"]:
        return _OFFICE_END
    hour = _number(found["hour"])
    minute = 30 if found["thirty"] else int(found["minute"] or 0)
    return _time(hour + 12 if found["half"] in ("下午", "晚上", "晚") and hour < 12 else hour, minute)


def _clock_en(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12)
    if found["office"]:
        return _OFFICE_END
    hour, half = int(found["hour"] or found["hour2"]), (found["ap"] or found["ap2"] or "").lower()
    return _time(hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour, int(found["minute"] or 0))


def _time(hour: int, minute: int) -> time:
    """24:00 and impossible hours mean the end of the day."""
    return time(hour, minute) if hour < 24 and minute < 60 else _LAST
