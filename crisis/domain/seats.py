"""Who sits where in the war-room: the roles of handbook §2, by when they must be filled, and who may not hold both.

A seat is a code (LEAD, TECH …); a person is the stable key of an Actor. `seated` maps seat → person, `apart` are the
pairs of seats that one person may not hold together. What the house decides for itself comes in from `policy.yaml`.
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
SEATS_A_PERSON = 2

Pairs = tuple[tuple[str, str], ...]


def fill_by(t0: datetime, opened_at: datetime, within: timedelta | None, grace: timedelta) -> datetime | None:
    """T0 + `within`, or `grace` after a room that opened too late for that; None where the house sets no limit."""
    if within is None:
        return None
    due = t0 + within
    return due if opened_at < due else opened_at + grace


def claim(seated: Mapping[str, str], seat: str, person: str, apart: Pairs) -> dict[str, str]:
    """The seats after `person` took `seat`; a seat held by another is handed over, never taken."""
    if seat not in SEATS:
        raise Invalid("seat.unknown", field="seat", seat=seat)
    holder = seated.get(seat)
    if holder == person:
        return dict(seated)
    if holder is not None and seat not in WATCHING:
        raise IllegalMove("seat.taken", seat=seat)
    return _seat(seated, seat, person, apart)


def hand_over(
    seated: Mapping[str, str], seat: str, apart: Pairs, *, giver: str, taker: str, brief: str
) -> dict[str, str]:
    """The seats after a hand-over with its written brief."""
    if seated.get(seat) != giver:
        raise IllegalMove("seat.not_yours", seat=seat)
    if not brief.strip():
        raise Invalid("seat.brief", field="brief")
    return _seat(release(seated, seat), seat, taker, apart)


def release(seated: Mapping[str, str], seat: str) -> dict[str, str]:
    if seat not in seated:
        raise IllegalMove("seat.empty", seat=seat)
    return {held: person for held, person in seated.items() if held != seat}


def _seat(seated: Mapping[str, str], seat: str, person: str, apart: Pairs) -> dict[str, str]:
    holds = {held for held, who in seated.items() if who == person} | {seat}
    if any(set(pair) <= holds for pair in apart):
        raise IllegalMove("seat.incompatible", seat=seat)
    if seat not in WATCHING and len(holds - WATCHING) > SEATS_A_PERSON:
        raise IllegalMove("seat.too_many", limit=SEATS_A_PERSON)
    return {**seated, seat: person}
