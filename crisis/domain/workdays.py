"""Working days of a country: weekends, public holidays and the weekend days worked in exchange for them.

A year without published data counts Monday to Friday and says so (`known` is False): whoever shows the result adds
"check with legal". Counting starts on the day after the start; a due day ends at 23:59 local.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from crisis.domain.localday import day_start, end_of_day

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """`holidays` are off although Mon–Fri, or part of a holiday; `worked` are Saturdays and Sundays worked."""

    holidays: frozenset[date]
    worked: frozenset[date]
    source: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    code: str
    years: Mapping[int, YearOfDays]

    def is_workday(self, day: date) -> bool:
        year = self.years.get(day.year)
        if year and day in year.worked:
            return True
        return day.weekday() < 5 and not (year and day in year.holidays)

    def knows(self, first: date, last: date) -> bool:
        return all(year in self.years for year in range(first.year, last.year + 1))


MONDAY_TO_FRIDAY = WorkCalendar("MON_FRI", {})


@dataclass(frozen=True, slots=True)
class Counted:
    """`due` is UTC; `known` is False when a year on the way has no published holidays in the calendar."""

    due: datetime
    known: bool


def workday_after(start: date, count: int, calendar: WorkCalendar) -> date:
    """The `count`-th working day after `start`, which itself does not count."""
    day = start
    for _ in range(count):
        day += DAY
        while not calendar.is_workday(day):
            day += DAY
    return day


def add_working_days(start: datetime, count: int, calendar: WorkCalendar, zone: ZoneInfo) -> Counted:
    """Until 23:59 local of the `count`-th working day after the local date of `start`."""
    first = start.astimezone(zone).date()
    last = workday_after(first, count, calendar)
    return Counted(end_of_day(last, zone), calendar.knows(first, last))


def add_working_hours(start: datetime, hours: timedelta, calendar: WorkCalendar, zone: ZoneInfo) -> Counted:
    """`hours` of clock time of which non-working days are left out (24 h from Friday 15:00 end on Monday 15:00)."""
    moment, left = start.astimezone(UTC), hours
    first = day = start.astimezone(zone).date()
    while True:
        following = day_start(day + DAY, zone)
        if calendar.is_workday(day):
            if left <= following - moment:
                return Counted(moment + left, calendar.knows(first, day))
            left -= following - moment
        moment, day = following, day + DAY
