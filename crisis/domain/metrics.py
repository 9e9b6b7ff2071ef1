"""The figures of a crisis by the formulas of handbook §16; nothing to divide by gives None, never 0 or 100 %.

Times are minutes, shares lie between 0 and 1, money is integer cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

SILENT_PER_VOICED = 24
"""One of twenty-five who are unhappy says so (estimate)."""
TOLD_PER_PERSON = 12
REPLACEMENT_FACTOR = 6
SATISFIED_FROM = 4
VITAL_SHARE = 0.8
BUDGET = {"receive": 0.30, "classify": 0.25, "investigate": 0.20, "solve": 0.15, "follow_up": 0.10}
"""How the time of a complaint should be spread over its steps."""


def silent(distinct_complainants: int) -> int:
    return distinct_complainants * SILENT_PER_VOICED


def told(distinct_complainants: int) -> int:
    return (distinct_complainants + silent(distinct_complainants)) * TOLD_PER_PERSON


def replacement_cost(distinct_complainants: int, retention_cents: int) -> int:
    """What it costs to win as many customers anew as are at risk: the voiced and the silent."""
    return (distinct_complainants + silent(distinct_complainants)) * retention_cents * REPLACEMENT_FACTOR


def share(part: int | float, whole: int | float) -> float | None:
    """Also reach, promise keeping, resolution, repeat and reopen rates, recall and precision."""
    return part / whole if whole else None


def minutes_to(moment: datetime | None, t0: datetime | None) -> float | None:
    """Minutes from T0 (or a page) to a moment; None while it has not come."""
    return None if moment is None or t0 is None else (moment - t0).total_seconds() / 60


def csat(answers: Iterable[int]) -> tuple[float | None, int]:
    """Share of the satisfied (4–5 of 5), and of how many answers."""
    given = list(answers)
    return share(sum(answer >= SATISFIED_FROM for answer in given), len(given)), len(given)


def step_shares(minutes: Mapping[str, float]) -> dict[str, float | None]:
    """Actual share of each step of the budget; compare with BUDGET."""
    total = sum(minutes.get(step, 0.0) for step in BUDGET)
    return {step: share(minutes.get(step, 0.0), total) for step in BUDGET}


@dataclass(frozen=True, slots=True)
class Done:
    """A checklist item as the on-time figures see it; `due` None for items counted from a later event."""

    due: datetime | None
    done_at: datetime | None
    late_start: bool = False


def on_time(items: Iterable[Done], at: datetime, *, late_start: bool = False) -> float | None:
    """Items done by their due ÷ items due so far; late starters are reported apart."""
    due = [i for i in items if i.late_start == late_start and i.due is not None and i.due <= at]
    return share(sum(i.done_at is not None and i.due is not None and i.done_at <= i.due for i in due), len(due))


def golden_completion(items: Iterable[Done], end: datetime) -> float | None:
    """Items whose due lies in the golden window and that were done inside it ÷ all such items."""
    golden = [i for i in items if i.due is not None and i.due <= end]
    return share(sum(i.done_at is not None and i.done_at <= end for i in golden), len(golden))


@dataclass(frozen=True, slots=True)
class Figures:
    """Moments and counts of one crisis, as far as they are known."""

    t0: datetime | None = None
    detected_at: datetime | None = None
    opened_at: datetime | None = None
    paged_at: datetime | None = None
    acknowledged_at: datetime | None = None
    first_contact_at: datetime | None = None
    first_statement_at: datetime | None = None
    truth_at: datetime | None = None
    distinct_complainants: int = 0
    clashes_released: int = 0
    unapproved_released: int = 0
    blocked: int = 0
    updates_promised: int = 0
    updates_kept: int = 0
    inquiries: int = 0
    inquiries_answered: int = 0
    inquiries_on_time: int = 0
    promises_due: int = 0
    promises_kept: int = 0
    affected: int = 0
    reached: int = 0
    records: int = 0
    records_acknowledged: int = 0
    tiers: int = 0
    actions_due: int = 0
    actions_effective: int = 0


def measure(f: Figures) -> dict[str, float | int | None]:
    """Every figure of one crisis by its name; the names are keys under `metric.`."""
    return {
        "time_to_detect_minutes": minutes_to(f.detected_at, f.t0),
        "time_to_open_minutes": minutes_to(f.opened_at, f.t0),
        "time_to_lead_minutes": minutes_to(f.acknowledged_at, f.paged_at),
        "time_to_first_response_minutes": minutes_to(f.first_contact_at, f.t0),
        "time_to_first_statement_minutes": minutes_to(f.first_statement_at, f.t0),
        "time_to_truth_minutes": minutes_to(f.truth_at, f.t0),
        "distinct_complainants": f.distinct_complainants,
        "silent_estimate": silent(f.distinct_complainants),
        "people_told_estimate": told(f.distinct_complainants),
        "one_voice_violations": f.clashes_released + f.unapproved_released,
        "one_voice_blocked": f.blocked,
        "update_discipline": share(f.updates_kept, f.updates_promised),
        "media_answer_rate": share(f.inquiries_answered, f.inquiries),
        "media_on_time": share(f.inquiries_on_time, f.inquiries_answered),
        "promise_keeping": share(f.promises_kept, f.promises_due),
        "reach": share(f.reached, f.affected),
        "accountability_tiers": f.tiers / 3,
        "accountability_acknowledged": share(f.records_acknowledged, f.records),
        "corrective_effectiveness": share(f.actions_effective, f.actions_due),
    }


def pareto(counts: Mapping[str, int]) -> list[tuple[str, int, float, bool]]:
    """Bars by size with their cumulative share and whether they belong to the vital few (up to 80 %)."""
    total, so_far, bars = sum(counts.values()), 0, []
    for name, count in sorted(counts.items(), key=lambda bar: (-bar[1], bar[0])):
        if total:
            so_far += count
            bars.append((name, count, so_far / total, so_far / total <= VITAL_SHARE or so_far == count))
    return bars
