"""Who sits where in the war-room: the roles of handbook §2, which must be filled by when, and who may not hold both.

A seat is a code (LEAD, TECH …); a person is the stable key of an Actor. `seated` maps seat → person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from crisis.domain.errors import IllegalMove, Invalid

SEATS = (
    *("LEAD", "DEP", "CRM", "STN", "SVC", "TECH", "QA", "LEGAL", "SPOX", "MEDIA", "CUST"),
    *("REG", "SEC", "HR", "FIN", "SAFE", "SCRIBE", "EXEC"),
)
WATCHING = frozenset({"EXEC"})
"""Seats without duties: they do not count as one of a person's two."""
REQUIRED: tuple[tuple[str, ...], ...] = (("LEAD",), ("TECH",), ("SVC", "CUST"), ("LEGAL",), ("MEDIA",), ("SCRIBE",))
"""Each of these has to be filled by one of its seats."""
INCOMPATIBLE = (frozenset({"LEAD", "SCRIBE"}),)
SEATS_A_PERSON = 2
FILLED_WITHIN = timedelta(hours=1)
LATE_START = timedelta(minutes=30)
LEAD_ANSWERS_WITHIN = timedelta(minutes=15)
SHIFT_LASTS = timedelta(hours=12)


def required(level: str) -> tuple[tuple[str, ...], ...]:
    """Seats to be filled, each as the seats of which one is enough; none at level IV."""
    return REQUIRED if level in ("I", "II", "III") else ()


def fill_by(t0: datetime, opened_at: datetime) -> datetime:
    """T0 + 1 h, or half an hour after a room that opened too late for that."""
    due = t0 + FILLED_WITHIN
    return due if opened_at < due else opened_at + LATE_START


def missing(level: str, seated: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    return tuple(choice for choice in required(level) if not any(seat in seated for seat in choice))


def claim(seated: Mapping[str, str], seat: str, person: str) -> dict[str, str]:
    """The seats after `person` took `seat`; a seat held by another is handed over, never taken."""
    if seat not in SEATS:
        raise Invalid("seat.unknown", field="seat", seat=seat)
    holder = seated.get(seat)
    if holder == person:
        return dict(seated)
    if holder is not None and seat not in WATCHING:
        raise IllegalMove("seat.taken", seat=seat)
    return _seat(seated, seat, person)


def hand_over(seated: Mapping[str, str], seat: str, *, giver: str, taker: str, brief: str) -> dict[str, str]:
    """The seats after a hand-over with its written brief."""
    if seated.get(seat) != giver:
        raise IllegalMove("seat.not_yours", seat=seat)
    if not brief.strip():
        raise Invalid("seat.brief", field="brief")
    return _seat(release(seated, seat), seat, taker)


def release(seated: Mapping[str, str], seat: str) -> dict[str, str]:
    if seat not in seated:
        raise IllegalMove("seat.empty", seat=seat)
    return {held: person for held, person in seated.items() if held != seat}


def _seat(seated: Mapping[str, str], seat: str, person: str) -> dict[str, str]:
    holds = {held for held, who in seated.items() if who == person} | {seat}
    if any(pair <= holds for pair in INCOMPATIBLE):
        raise IllegalMove("seat.incompatible", seat=seat)
    if seat not in WATCHING and len(holds - WATCHING) > SEATS_A_PERSON:
        raise IllegalMove("seat.too_many", limit=SEATS_A_PERSON)
    return {**seated, seat: person}


def may_investigate(investigator: str, investigated: str) -> bool:
    return investigator != investigated


def deputy_leads(level: str, *, paged_at: datetime, acknowledged_at: datetime | None, at: datetime) -> bool:
    """Whether the deputy leads because the lead has not answered the page in time (levels I and II)."""
    limit = paged_at + LEAD_ANSWERS_WITHIN
    answered = acknowledged_at is not None and acknowledged_at <= limit
    return level in ("I", "II") and at >= limit and not answered


def hand_over_due(since: datetime) -> datetime:
    return since + SHIFT_LASTS
