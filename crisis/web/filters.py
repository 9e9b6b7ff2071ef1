"""Jinja filters and globals: times, durations, numbers and words in the reader's language and zone.

Times come in as ISO 8601 text with an offset (or None) and are shown in `reader.zone`; "today" is the day of the
context's `now`. Spans are seconds. Every template therefore needs `reader` {lang, zone} and `now` in its context.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from crisis.language.words import catalogue, known, say
from crisis.web import drawn

MISSING = "—"
MINUS = "\u2212"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WINDOW_HOURS = 48


def instant(iso: str) -> datetime:
    """The aware moment an ISO text names; a text without a zone is a programming error."""
    moment = datetime.fromisoformat(iso)
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {iso}")
    return moment


def between(start: str, end: str) -> int:
    """Whole seconds from start to end, negative when end lies before start."""
    return int((instant(end) - instant(start)).total_seconds())


def local(context: Context, iso: str) -> datetime:
    return instant(iso).astimezone(ZoneInfo(context["reader"]["zone"]))


def language(context: Context) -> str:
    return str(context["reader"]["lang"])


@pass_context
def t(context: Context, key: str, **params: Any) -> str:
    """The words of `key` in the reader's language."""
    return say(key, language(context), **params)


@pass_context
def clock_time(context: Context, iso: str | None) -> str:
    """21:06"""
    return local(context, iso).strftime("%H:%M") if iso else MISSING


@pass_context
def clock_seconds(context: Context, iso: str | None) -> str:
    """21:06:12"""
    return local(context, iso).strftime("%H:%M:%S") if iso else MISSING


@pass_context
def day(context: Context, iso: str | None) -> str:
    """9月16日 · 16 Sep"""
    if not iso:
        return MISSING
    moment = local(context, iso)
    return (
        f"{moment.month}月{moment.day}日" if language(context) == "zh" else f"{moment.day} {MONTHS[moment.month - 1]}"
    )


@pass_context
def moment(context: Context, iso: str | None) -> str:
    """9月17日 07:40 · 17 Sep, 07:40: for sentences."""
    if not iso:
        return MISSING
    comma = "" if language(context) == "zh" else ","
    return f"{day(context, iso)}{comma} {clock_time(context, iso)}"


@pass_context
def short(context: Context, iso: str | None) -> str:
    """22:00 today, 次日 07:40 tomorrow, otherwise 09-16 19:40 (16 Sep 19:40): for columns."""
    if not iso:
        return MISSING
    then, today = local(context, iso), local(context, context["now"]).date()
    if then.date() == today:
        return clock_time(context, iso)
    if then.date() == today + timedelta(days=1):
        return say("ui.time.tomorrow", language(context), time=clock_time(context, iso))
    return f"{date(context, iso)} {clock_time(context, iso)}"


@pass_context
def date(context: Context, iso: str | None) -> str:
    """09-16 · 16 Sep: for columns."""
    if not iso:
        return MISSING
    then = local(context, iso)
    return then.strftime("%m-%d") if language(context) == "zh" else f"{then.day} {MONTHS[then.month - 1]}"


@pass_context
def zone_name(context: Context) -> str:
    """UTC+8, the reader's offset at the context's `now`."""
    offset = local(context, context["now"]).utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    sign = MINUS if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


@pass_context
def field_time(context: Context, iso: str | None) -> str:
    """2026-09-15T21:06 in the reader's zone: the value of a datetime-local field."""
    return local(context, iso).strftime("%Y-%m-%dT%H:%M") if iso else ""


def hms(seconds: int | None) -> str:
    """34:33:48; past the end +02:13:00."""
    if seconds is None:
        return MISSING
    whole = abs(seconds)
    text = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"+{text}" if seconds < 0 else text


def span(seconds: int | None) -> str:
    """1:26 (hours and minutes), the size of a delay or a rest."""
    if seconds is None:
        return MISSING
    minutes = abs(seconds) // 60
    return f"{minutes // 60}:{minutes % 60:02}"


@pass_context
def lasting(context: Context, seconds: int | None) -> str:
    """16 天, 3 小时 12 分, 9 分: a duration in words."""
    if seconds is None:
        return MISSING
    minutes, lang = abs(seconds) // 60, language(context)
    if minutes >= 2880:
        return say("ui.time.days", lang, n=minutes // 1440)
    if minutes >= 60:
        return say("ui.time.hours", lang, h=minutes // 60, m=minutes % 60)
    return say("ui.time.minutes", lang, n=minutes)


@pass_context
def number(context: Context, value: float | None) -> str:
    """1.2 万 · 12K from ten thousand on; below that 1,800."""
    if value is None:
        return MISSING
    if abs(value) < 10_000:
        return f"{value:,}"
    scaled, unit = (value / 10_000, " 万") if language(context) == "zh" else (value / 1_000, "K")
    return f"{scaled:.1f}".removesuffix(".0") + unit


def money(cents: int | None) -> str:
    """2,500 or 2,500.50: an amount without its currency."""
    if cents is None:
        return MISSING
    return f"{cents // 100:,}" + (f".{cents % 100:02}" if cents % 100 else "")


def file_size(count: int) -> str:
    """340 kB, 3.4 MB."""
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{max(1, round(count / 1024))} kB"


def signed(points: int) -> str:
    """+25 or −6, with a true minus."""
    return f"+{points}" if points >= 0 else f"{MINUS}{-points}"


def share(part: int, whole: int) -> str:
    """80%; nothing can be said of no base."""
    return f"{round(100 * part / whole)}%" if whole else MISSING


def letter(name: str | None) -> str:
    """The avatar's letters: first character of a Chinese name or duty, initials of a Latin one."""
    words = (name or "").split()
    if not words:
        return ""
    if not words[0][0].isascii():
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


def percent_of_window(start: str, end: str) -> float:
    """How far `end` lies in the 48 hours from `start`, 0–100, one decimal: a coordinate of the bar."""
    hours = (instant(end) - instant(start)).total_seconds() / 3600
    return round(min(max(hours / WINDOW_HOURS, 0), 1) * 100, 2)


@pass_context
def midnights(context: Context, start: str) -> list[str]:
    """The local midnights inside the 48 hours from `start`, as UTC ISO texts."""
    first = local(context, start)
    found = []
    for ahead in (1, 2):
        night = (first + timedelta(days=ahead)).replace(hour=0, minute=0, second=0, microsecond=0)
        if night.astimezone(UTC) - instant(start).astimezone(UTC) <= timedelta(hours=WINDOW_HOURS):
            found.append(night.astimezone(UTC).isoformat())
    return found


def urgency(seconds_left: int, whole: int = WINDOW_HOURS * 3600) -> str:
    """calm | soon (< 25 %) | urgent (< 10 %) | over: the word and shape beside a clock."""
    if seconds_left < 0:
        return "over"
    if seconds_left < whole * 0.10:
        return "urgent"
    return "soon" if seconds_left < whole * 0.25 else "calm"


@pass_context
def script_words(context: Context) -> dict[str, str]:
    """The words the browser needs: every key under `ui.js.`, without that prefix."""
    return {key[6:]: words[language(context)] for key, words in catalogue().items() if key.startswith("ui.js.")}


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (clock_time, clock_seconds, day, moment, short, date, field_time, hms, span, lasting, number,
                     money, file_size, signed, letter, urgency)
}  # fmt: skip
GLOBALS: Mapping[str, Callable[..., Any]] = {
    "t": t, "between": between, "zone_name": zone_name, "share": share, "percent_of_window": percent_of_window,
    "midnights": midnights, "script_words": script_words, "op_id": partial(token_urlsafe, 12), "known_word": known,
}  # fmt: skip


def install(environment: Environment, asset: Callable[[str], str]) -> None:
    """Give the environment all of the above and `asset(name)`, the address of a built file."""
    environment.filters.update(FILTERS)
    environment.globals.update(GLOBALS)
    environment.globals["asset"] = asset
    environment.lstrip_blocks = True
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    drawn.install(environment)
