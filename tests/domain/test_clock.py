"""The golden 48 hours, local days in every zone, late start, and working days."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from crisis.domain.clock import GoldenClock, due_from, late_due
from crisis.domain.errors import Invalid
from crisis.domain.localday import day_start, end_of_day, wall_time
from crisis.domain.workdays import (
    MONDAY_TO_FRIDAY,
    WorkCalendar,
    YearOfDays,
    add_working_days,
    add_working_hours,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
CASES = [
    case
    for path in sorted((Path(__file__).parents[1] / "cases").glob("dev-*.json"))
    if (case := json.loads(path.read_text("utf-8")))["expected"].get("golden")
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


T0 = at("2026-03-04T23:50:00+08:00")


@pytest.mark.covers("R2-29")
def test_the_window_is_48_hours_of_elapsed_time_from_exposure() -> None:
    clock = GoldenClock(T0, SHANGHAI)
    assert (clock.t0.tzinfo, clock.half - T0, clock.end - T0) == (UTC, 24 * HOUR, 48 * HOUR)


def test_the_calendar_line_is_the_end_of_the_day_after() -> None:
    clock = GoldenClock(T0, SHANGHAI)
    assert clock.calendar_line == at("2026-03-06T00:00:00+08:00")


@pytest.mark.parametrize(
    ("t0", "line", "hours"),
    [
        ("2026-03-28T00:00:00+01:00", "2026-03-30T00:00:00+02:00", 47),
        ("2026-10-24T00:00:00+02:00", "2026-10-26T00:00:00+01:00", 49),
    ],
)
def test_a_change_of_clocks_moves_the_calendar_line_and_not_the_window(t0: str, line: str, hours: int) -> None:
    clock = GoldenClock(at(t0), BERLIN)
    assert clock.calendar_line == at(line)
    assert clock.calendar_line - clock.t0 == hours * HOUR
    assert clock.end - clock.t0 == 48 * HOUR


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_written_cases_read_the_same_clock(case: dict[str, Any]) -> None:
    wanted = case["expected"].get("golden")
    clock = GoldenClock(at(wanted["t0"]), ZoneInfo(case["org"]["timezone"]))
    assert (clock.half, clock.end, clock.calendar_line) == tuple(
        at(wanted[k]) for k in ("half", "end", "calendar_line")
    )


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("Asia/Shanghai", "2026-09-17", "2026-09-16T16:00:00Z"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),  # 00:00 does not exist: the day starts at 01:00
        ("America/St_Johns", "2010-11-07", "2010-11-07T03:30:00Z"),  # 00:01 goes back to 23:01: the later start
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),  # a day that never was starts with the next one
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        ("Asia/Beirut", "2021-03-28", "2021-03-27T22:00:00Z"),
        ("America/Havana", "2020-11-01", "2020-11-01T04:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z"),
    ],
)
def test_a_local_day_starts_where_its_date_begins_for_good(zone: str, day: str, start: str) -> None:
    assert day_start(date.fromisoformat(day), ZoneInfo(zone)) == at(start)


def scanned(day: date, zone: ZoneInfo) -> datetime:
    """The same by looking at each minute, then at each second."""
    moment = datetime.combine(day, time(), UTC) + timedelta(hours=28)
    while moment.astimezone(zone).date() >= day:
        moment -= timedelta(minutes=1)
    while moment.astimezone(zone).date() < day:
        moment += timedelta(seconds=1)
    return moment


ODD = (
    "America/St_Johns",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Asia/Gaza",
    "Africa/Cairo",
    "America/Asuncion",
    "Asia/Tehran",
)


@pytest.mark.parametrize("name", ODD)
def test_day_starts_agree_with_a_scan_on_the_days_around_changes(name: str) -> None:
    zone, moment, days = ZoneInfo(name), datetime(2007, 1, 1, tzinfo=UTC), set()
    while moment.year < 2012:
        later = moment + timedelta(days=1)
        if moment.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            days |= {moment.date(), later.date()}
        moment = later
    assert days
    assert {day: day_start(day, zone) for day in days} == {day: scanned(day, zone) for day in days}


@given(st.dates(date(1992, 1, 1), date(2037, 12, 31)))
def test_two_days_in_shanghai_always_last_48_hours(day: date) -> None:
    assert day_start(day + timedelta(days=2), SHANGHAI) - day_start(day, SHANGHAI) == 48 * HOUR


def test_a_wall_time_in_a_gap_is_the_first_moment_after_and_in_a_fold_the_first() -> None:
    assert wall_time(date(2026, 3, 29), time(2, 30), BERLIN) == at("2026-03-29T01:00:00Z")
    assert wall_time(date(2026, 10, 25), time(2, 30), BERLIN) == at("2026-10-25T00:30:00Z")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="time_without_zone"):
        GoldenClock(datetime(2026, 3, 4, 12), SHANGHAI)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("offset", "after"),
    [(timedelta(0), 30), (HOUR, 30), (4 * HOUR, 30), (6 * HOUR, 90), (12 * HOUR, 180), (48 * HOUR, 720)],
)
def test_a_late_start_gives_half_an_hour_or_a_quarter_of_the_offset(offset: timedelta, after: int) -> None:
    assert late_due(T0, offset) == T0 + timedelta(minutes=after)


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_no_due_lies_before_the_item_came_onto_the_list(offset: int, lag: int) -> None:
    added = T0 + timedelta(minutes=lag)
    due, late = due_from(T0, timedelta(minutes=offset), added)
    assert due >= added
    assert late is (offset < lag)


CN = WorkCalendar(
    "CN",
    {2026: YearOfDays(frozenset(date(2026, 10, d) for d in range(1, 8)), frozenset({date(2026, 9, 20), date(2026, 10, 10)}), "test")},
)  # fmt: skip


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-08-24T09:00:00+08:00", 5, "2026-08-31T23:59:00+08:00"),
        ("2026-09-30T18:00:00+08:00", 1, "2026-10-08T23:59:00+08:00"),
        ("2026-09-30T18:00:00+08:00", 3, "2026-10-10T23:59:00+08:00"),
        ("2026-10-03T12:00:00+08:00", 1, "2026-10-08T23:59:00+08:00"),
        ("2026-09-19T12:00:00+08:00", 1, "2026-09-20T23:59:00+08:00"),
    ],
)
def test_working_days_leave_out_holidays_and_count_days_worked_in_exchange(start: str, count: int, due: str) -> None:
    counted = add_working_days(at(start), count, CN, SHANGHAI)
    assert (counted.due, counted.known) == (at(due), True)


def test_a_year_without_published_holidays_counts_monday_to_friday_and_says_so() -> None:
    counted = add_working_days(at("2026-12-31T09:00:00+08:00"), 1, CN, SHANGHAI)
    assert (counted.due, counted.known) == (at("2027-01-01T23:59:00+08:00"), False)
    assert add_working_days(T0, 1, MONDAY_TO_FRIDAY, SHANGHAI).known is False


def test_hours_on_working_days_stand_still_over_a_weekend() -> None:
    friday = at("2026-09-04T15:00:00+08:00")
    assert add_working_hours(friday, 24 * HOUR, CN, SHANGHAI).due == at("2026-09-07T15:00:00+08:00")
    assert add_working_hours(friday + 24 * HOUR, 24 * HOUR, CN, SHANGHAI).due == at("2026-09-08T00:00:00+08:00")


def test_a_day_ends_at_its_last_minute_also_where_midnight_is_skipped() -> None:
    assert end_of_day(date(2018, 11, 3), ZoneInfo("America/Sao_Paulo")) == at("2018-11-04T02:59:00Z")
