"""Who answers for it: records by tier with the leader's first, their approval, and the legal check of money.

Handbook §14. Amounts are integer cents with a currency. Persons are stable keys. Records are append-only: a correction
is a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed
from crisis.domain.workdays import WorkCalendar, add_working_days

TIERS = ("leadership", "management", "direct")
MEASURES = (
    *("public_self_criticism", "self_criticism", "warning", "fine", "bonus_cut"),
    *("training", "transfer", "demotion", "dismissal"),
)
"""The trade's measures; a record may hold others, in words."""
WAGE_SHARE = {"default": 20, "shenzhen": 30}
"""Per cent of a month's wage that may be taken for a loss (Shenzhen: for discipline)."""
APPEAL_WORKING_DAYS = 5
TEXT_LIMIT = 2_000
AMOUNT_LIMIT = 10_000_000_000


@dataclass(frozen=True, slots=True)
class House:
    """Where the house pays its wages; `minimum_wage` in cents a month."""

    region: str = "default"
    minimum_wage: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """`subject` answers; `cleared_by` is the person of LEGAL or HR who cleared the money, `month_wage` in cents."""

    tier: str
    subject: str
    role: str
    measures: tuple[str, ...]
    proposer: str
    amount: int = 0
    currency: str | None = None
    self_imposed: bool = False
    finding: str = ""
    cause_node: str = ""
    legal_basis: str | None = None
    month_wage: int | None = None
    cleared_by: str | None = None
    approver: str | None = None


def hand_in(records: Sequence[Record], new: Record) -> Record:
    """The record as it may stand, or a refusal."""
    _shape(new)
    led = any(record.tier == "leadership" for record in records)
    if new.tier != "leadership" and not led:
        raise IllegalMove("accountability.leader_first")
    if new.self_imposed != (new.proposer == new.subject):
        raise NotAllowed("accountability.self_imposed" if new.self_imposed else "accountability.proposer_is_subject")
    if any(
        (r.tier, r.subject, r.measures, r.amount) == (new.tier, new.subject, new.measures, new.amount) for r in records
    ):
        raise IllegalMove("accountability.twice")
    return replace(new, cleared_by=None, approver=None)


def _shape(new: Record) -> None:
    if new.tier not in TIERS:
        raise Invalid("accountability.tier", field="tier")
    if not new.subject.strip() or not new.role.strip():
        raise Invalid("accountability.subject", field="role")
    if not new.measures or not all(measure.strip() for measure in new.measures):
        raise Invalid("accountability.measures", field="measures")
    if any(
        len(text) > TEXT_LIMIT for text in (*new.measures, new.role, new.finding, new.cause_node, new.legal_basis or "")
    ):
        raise Invalid("accountability.too_long", field="measures", limit=TEXT_LIMIT)
    if isinstance(new.amount, bool) or not 0 <= new.amount <= AMOUNT_LIMIT:
        raise Invalid("accountability.amount", field="amount")
    if new.amount and not new.currency:
        raise Invalid("accountability.currency", field="currency")


def approve(record: Record, approver: str) -> Record:
    """Approved by somebody who neither answers nor proposed; only what is self-imposed may be one's own."""
    if record.approver is not None:
        raise IllegalMove("accountability.approved_already")
    if not record.self_imposed and approver in (record.subject, record.proposer):
        raise NotAllowed("accountability.approver_is_party")
    return replace(record, approver=approver)


def with_basis(record: Record, legal_basis: str) -> Record:
    """The record with the basis that was found for it; an earlier clearing no longer holds."""
    return replace(record, legal_basis=legal_basis, cleared_by=None)


def clear(record: Record, person: str, house: House) -> Record:
    """LEGAL or HR clears the money: with a basis and inside the cap."""
    if not takes_money(record):
        raise IllegalMove("accountability.no_money")
    if not (record.legal_basis or "").strip():
        raise IllegalMove("accountability.missing_basis")
    if person in (record.subject, record.proposer):
        raise NotAllowed("accountability.approver_is_party")
    if over_cap(record, house):
        raise IllegalMove("accountability.over_cap", limit=cap(record, house) or 0)
    return replace(record, cleared_by=person)


def takes_money(record: Record) -> bool:
    return record.amount > 0


def legal_check(record: Record) -> str | None:
    """None where no money is taken, else missing_basis, pending or cleared."""
    if not takes_money(record):
        return None
    if not (record.legal_basis or "").strip():
        return "missing_basis"
    return "cleared" if record.cleared_by else "pending"


def cap(record: Record, house: House) -> int | None:
    """The most cents that may be taken from the month's wage; None when the wage is not known or given voluntarily."""
    if record.month_wage is None or record.self_imposed:
        return None
    share = record.month_wage * WAGE_SHARE.get(house.region, WAGE_SHARE["default"]) // 100
    left = share if house.minimum_wage is None else record.month_wage - house.minimum_wage
    return max(0, min(share, left))


def over_cap(record: Record, house: House) -> bool:
    limit = cap(record, house)
    return limit is not None and record.amount > limit


def missing_tiers(there: Collection[str]) -> tuple[str, ...]:
    """The tiers in which no record stands, given those in which one does."""
    return tuple(tier for tier in TIERS if tier not in there)


def appeal_until(approved_at: datetime, calendar: WorkCalendar, zone: ZoneInfo) -> datetime:
    """Until when whoever is named may object."""
    return add_working_days(approved_at, APPEAL_WORKING_DAYS, calendar, zone).due
