"""The golden 48 hours of one crisis: from exposure T0, unaffected by nights, holidays and clock changes.

The window is [T0, T0+48 h) of elapsed time in two halves; the calendar line (24:00 local of the day after T0's date)
is the stricter inner mark. Moments are aware; results are UTC; `zone` is the zone of the branch. Nothing here pauses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from crisis.domain.errors import Invalid
from crisis.domain.localday import day_start, local_date
from crisis.domain.policy import LateStart

HALF = timedelta(hours=24)
WINDOW = timedelta(hours=48)
NOTHING = timedelta(0)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; a time without a zone is refused rather than guessed."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise Invalid("time_without_zone", field="time")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock shows: `half` is A, B or over; `halves` the part of each that has run (0 … 1)."""

    elapsed: timedelta
    left: timedelta
    over: timedelta
    half: str
    halves: tuple[float, float]
    calendar_left: timedelta
    missed: bool


@dataclass(frozen=True, slots=True)
class GoldenClock:
    """`precision` is "day" when only the date of exposure is known: T0 is then the start of that local day."""

    t0: datetime
    zone: ZoneInfo
    precision: str = "exact"

    def __post_init__(self) -> None:
        object.__setattr__(self, "t0", utc(self.t0))

    @classmethod
    def of_day(cls, day: date, zone: ZoneInfo) -> GoldenClock:
        return cls(day_start(day, zone), zone, "day")

    @property
    def half(self) -> datetime:
        return self.t0 + HALF

    @property
    def end(self) -> datetime:
        return self.t0 + WINDOW

    @property
    def calendar_half(self) -> datetime:
        """24:00 local of T0's own date."""
        return day_start(local_date(self.t0, self.zone) + timedelta(days=1), self.zone)

    @property
    def calendar_line(self) -> datetime:
        """24:00 local of the day after T0's date."""
        return day_start(local_date(self.t0, self.zone) + timedelta(days=2), self.zone)

    def reading(self, at: datetime, opened_at: datetime | None = None) -> Reading:
        """The clock at `at`; `missed` when the room was opened only after the window had closed."""
        run = max(utc(at) - self.t0, NOTHING)
        return Reading(
            elapsed=run,
            left=max(WINDOW - run, NOTHING),
            over=max(run - WINDOW, NOTHING),
            half="A" if run < HALF else "B" if run < WINDOW else "over",
            halves=(min(run / HALF, 1.0), min(max(run / HALF - 1, 0.0), 1.0)),
            calendar_left=max(self.calendar_line - utc(at), NOTHING),
            missed=opened_at is not None and utc(opened_at) > self.end,
        )

    def detection_lag(self, opened_at: datetime) -> timedelta:
        return max(utc(opened_at) - self.t0, NOTHING)

    def moved_back(self, earlier: datetime) -> GoldenClock:
        """The clock after an earlier publication was found; a later moment leaves it as it is."""
        return replace(self, t0=min(self.t0, utc(earlier)), precision="exact")


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
