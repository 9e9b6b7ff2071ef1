"""When the next situation report is due: sending one arms the next, putting it off is said and not for ever free."""

from __future__ import annotations

from datetime import datetime, timedelta

from crisis.domain.errors import Invalid

FREE_SNOOZES = 2
"""From the one after these on a reason is asked."""
LONGEST_SNOOZE = timedelta(hours=24)


def next_due(sent_at: datetime, every: timedelta) -> datetime:
    return sent_at + every


def snooze(at: datetime, until: datetime, *, before: int, reason: str) -> datetime:
    """The new due time; `before` is how often this update was put off already."""
    if until <= at:
        raise Invalid("field.past", field="until")
    if until - at > LONGEST_SNOOZE:
        raise Invalid("cadence.too_long", field="until", hours=int(LONGEST_SNOOZE / timedelta(hours=1)))
    if before >= FREE_SNOOZES and not reason.strip():
        raise Invalid("cadence.reason", field="reason", limit=FREE_SNOOZES)
    return until
