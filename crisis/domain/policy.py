"""The house's operating values that hang on the severity of a crisis, read from `crisis/playbooks/policy.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

LEVELS = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class LateStart:
    """A due before the opening becomes opening + `grace` for offsets up to `short`, else + `share` of the offset."""

    short: timedelta = timedelta(hours=4)
    grace: timedelta = timedelta(minutes=30)
    share: float = 0.25


@dataclass(frozen=True, slots=True)
class LevelPolicy:
    """Times count from T0. `seats` lists groups: one filled role of each group is enough (SVC or CUST)."""

    level: str
    holding_statement: timedelta
    situation_report: timedelta
    seats: tuple[tuple[str, ...], ...]
    seats_within: timedelta | None


@dataclass(frozen=True, slots=True)
class Policy:
    """`never_together` are pairs of roles that one person may not hold; `shift` is when a hand-over brief is due."""

    version: int
    levels: Mapping[str, LevelPolicy]
    late_start: LateStart
    never_together: tuple[tuple[str, str], ...]
    shift: timedelta
    due_soon: timedelta
