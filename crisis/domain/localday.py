"""Where local days begin in a time zone, also where the clocks change at midnight or a whole day is skipped.

All functions take and return aware datetimes; results are UTC. The zone is an IANA zone of `zoneinfo`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


@lru_cache(maxsize=4096)
def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The moment from which the local date is never again before `day`.

    That is 00:00 on ordinary days, the first valid moment after a gap at midnight, the later of two starts where the
    clocks go back over midnight, and the start of the next day where `day` itself does not exist.
    """
    midnight = datetime.combine(day, time(), UTC)
    around = [(midnight + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-27, 28)]
    offsets = {offset for offset in around if offset is not None}
    early, late = midnight - max(offsets), midnight - min(offsets)
    while late > early and local_date(late - MINUTE, zone) >= day:
        late -= MINUTE
    early = late - MINUTE
    if local_date(early, zone) >= day:  # no change of clocks near: both bounds are the start itself
        return late
    while late - early > _SECOND:
        middle = early + (late - early) // (2 * _SECOND) * _SECOND
        early, late = (middle, late) if local_date(middle, zone) < day else (early, middle)
    return late


def wall_time(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment when clocks in `zone` show `at` on `day`: in a gap the first moment after it, in a fold the first."""
    first = datetime.combine(day, at).replace(tzinfo=zone, fold=0)
    moment = first.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == first.replace(tzinfo=None):
        return moment
    before, after = moment - timedelta(days=1), moment + timedelta(days=1)
    wanted = first.replace(tzinfo=None)
    while after - before > _SECOND:
        middle = before + (after - before) // (2 * _SECOND) * _SECOND
        shown = middle.astimezone(zone).replace(tzinfo=None)
        before, after = (middle, after) if shown < wanted else (before, middle)
    return after


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """23:59 local on `day`, the last minute in which something due that day is on time."""
    return day_start(day + timedelta(days=1), zone) - MINUTE
