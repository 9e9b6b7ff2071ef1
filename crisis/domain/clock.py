"""The golden 48 hours of one crisis: from exposure T0, unaffected by nights, holidays and clock changes.

The window is [T0, T0+48 h) of elapsed time in two halves; the calendar line (24:00 local of the day after T0's date)
is the stricter inner mark. Moments are aware; results are UTC; `zone` is the zone of the branch. Nothing here pauses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crisis.domain.errors import Invalid
from crisis.domain.localday import day_start, local_date
from crisis.domain.policy import LateStart

HALF = timedelta(hours=24)
WINDOW = timedelta(hours=48)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; a time without a zone is refused rather than guessed."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise Invalid("time_without_zone", field="time")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class GoldenClock:
    t0: datetime
    zone: ZoneInfo

    def __post_init__(self) -> None:
        object.__setattr__(self, "t0", utc(self.t0))

    @property
    def half(self) -> datetime:
        return self.t0 + HALF

    @property
    def end(self) -> datetime:
        return self.t0 + WINDOW

    @property
    def calendar_line(self) -> datetime:
        """24:00 local of the day after T0's date."""
        return day_start(local_date(self.t0, self.zone) + timedelta(days=2), self.zone)


def late_due(opened_at: datetime, offset: timedelta, rule: LateStart | None = None) -> datetime:
    """The due of an item that was past due when the room opened (or when its playbook joined, at `opened_at`)."""
    rule = rule or LateStart()
    return utc(opened_at) + (rule.grace if offset <= rule.short else offset * rule.share)


def due_from(
    t0: datetime, offset: timedelta, added_at: datetime, rule: LateStart | None = None
) -> tuple[datetime, bool]:
    """Due and late_start of an item `offset` after T0 that came onto the list at `added_at`."""
    due = utc(t0) + offset
    return (late_due(added_at, offset, rule), True) if due < utc(added_at) else (due, False)
