"""Legal and outside deadlines of a crisis: who owes what, from when, until when, on which source.

The register (`DutyRule`s) is content; this file applies it to what is known of a firm and its crisis. A duty counts
from *knowledge* or *confirmation*, not from exposure; while its start is unknown it carries a phrase instead of a
time. A duty whose threshold is not reached is shown as not owed; one that another kind of firm owes is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from crisis.domain.clock import utc
from crisis.domain.duty_rules import ANYWHERE, DutyRule, Limit, Register
from crisis.domain.playbook import Words
from crisis.domain.workdays import MONDAY_TO_FRIDAY, Counted, WorkCalendar

LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True)
class Letter:
    """What an authority wrote: when it was received, its text, and its deadline where one could be read."""

    received_at: datetime
    due: datetime | None
    span: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known now. `triggers` gives the time at which we knew of the first item with that crisis trigger;
    `starts` the time of each later start event; `counts` persons by COUNTS (absent or 0 = unknown)."""

    role: str
    sector: str
    jurisdictions: Sequence[str]
    zone: ZoneInfo
    triggers: Mapping[str, datetime]
    starts: Mapping[str, datetime] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    source_class: str = ""
    letters: Sequence[Letter] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """`due` is UTC or None; then `phrase` says when, or (`owed` False) why not. `check` = LEGAL has to confirm."""

    code: str
    duty: Words
    owed_by: str
    jurisdiction: str
    start: datetime
    due: datetime | None
    phrase: Words | None
    unit: str
    source: str
    confidence: str
    owed: bool
    check: bool


def duties_for(matter: Matter, register: Register, calendars: Mapping[str, WorkCalendar]) -> list[Duty]:
    """All duties this firm has, or visibly has not, in this crisis; the next due first, those without a due last.

    Of several rules with one code the first that applies holds.
    """
    found: dict[str, Duty] = {}
    for rule in register.rules:
        start = _known(rule, matter)
        if start and _concerns(rule, matter, register):
            where = _where(rule, matter, register)[0]
            found.setdefault(rule.code, _duty(rule, where, start, matter, calendars))
    replies = [_reply(letter, matter, register.reply) for letter in matter.letters]
    return sorted([*found.values(), *replies], key=lambda duty: (duty.due is None, duty.due or duty.start, duty.code))


def _known(rule: DutyRule, matter: Matter) -> datetime | None:
    times = [at for code, at in matter.triggers.items() if code in rule.triggers]
    return utc(min(times)) if times else None


def _where(rule: DutyRule, matter: Matter, register: Register) -> list[str]:
    """The rule's jurisdictions in which the firm works, in the firm's order."""
    wide = {part: whole for whole, parts in register.jurisdictions.items() for part in parts}
    theirs = [wide.get(code.upper(), code.upper()) for code in matter.jurisdictions]
    return theirs if ANYWHERE in rule.jurisdictions else [code for code in theirs if code in rule.jurisdictions]


def sector_groups(sector: str, register: Register) -> frozenset[str]:
    """Groups whose words stand in the sector's name (auto_dealer → vehicle)."""
    words = set(re.findall(r"[a-z]+|[一-鿿]+", sector.lower()))
    return frozenset(
        group
        for group, names in register.sectors.items()
        if words & names or any(name in sector for name in names if not name.isascii())
    )


def _concerns(rule: DutyRule, matter: Matter, register: Register) -> bool:
    role = matter.role.lower()
    groups = sector_groups(matter.sector, register)
    names_of_it = {role} | {f"{group}_{role}" for group in groups}
    roles = {role} | {group for group, names in register.roles.items() if names_of_it & names}
    return (
        bool(_where(rule, matter, register))
        and (ANYWHERE in rule.roles or bool(rule.roles & roles))
        and (not rule.sectors or bool(rule.sectors & groups))
        and not rule.not_sectors & groups
        and (not rule.source_classes or matter.source_class in rule.source_classes)
    )


def _duty(rule: DutyRule, where: str, known: datetime, matter: Matter, calendars: Mapping[str, WorkCalendar]) -> Duty:
    start = _start(rule, known, matter)
    limit = _limit(rule, matter)
    owed = _reached(rule, matter)
    counted: Counted | None = None
    if owed and start and limit:
        counted = limit.end(start, calendars.get(rule.calendar, MONDAY_TO_FRIDAY), matter.zone)
    phrase = rule.phrase if counted is None else None
    return Duty(
        code=rule.code,
        duty=rule.duty,
        owed_by=matter.role,
        jurisdiction=where,
        start=start or known,
        due=counted.due if counted else None,
        phrase=phrase if owed else (rule.not_owed or rule.phrase),
        unit=limit.unit if limit else "",
        source=rule.source,
        confidence=rule.confidence,
        owed=owed,
        check=rule.confidence != "read" or (counted is not None and not counted.known),
    )


def _start(rule: DutyRule, known: datetime, matter: Matter) -> datetime | None:
    """The first start event of the rule that has happened; "known" always has."""
    times = {name: utc(at) for name, at in matter.starts.items()} | {"known": known}
    return next((max(times[name], known) for name in rule.starts if name in times), None)


def _limit(rule: DutyRule, matter: Matter) -> Limit | None:
    if rule.limit_by:
        name, limits = rule.limit_by
        return limits.get(matter.counts.get(name, -1), rule.limit)
    return rule.limit


def _reached(rule: DutyRule, matter: Matter) -> bool:
    """A count that is unknown or still 0 is taken to reach the threshold: better ready too early than too late."""
    if rule.at_least is None:
        return True
    name, least = rule.at_least
    return (matter.counts.get(name) or least) >= least


def _reply(letter: Letter, matter: Matter, rule: DutyRule) -> Duty:
    return Duty(
        code=rule.code,
        duty=rule.duty,
        owed_by=matter.role,
        jurisdiction=matter.jurisdictions[0] if matter.jurisdictions else "",
        start=utc(letter.received_at),
        due=utc(letter.due) if letter.due else None,
        phrase=None if letter.due else rule.phrase,
        unit="",
        source=letter.span or rule.source,
        confidence=rule.confidence,
        owed=True,
        check=letter.due is None,
    )


def read_starts(text: str, register: Register) -> set[str]:
    """Start events that an internal note states ("breach confirmed"); not those it denies or leaves open."""
    return {
        name
        for name, patterns in register.cues.items()
        for pattern in patterns
        for found in pattern.finditer(text[:LONGEST_NOTE])
        if not register.denials.search(text, max(0, found.start() - 12), found.end())
    }
