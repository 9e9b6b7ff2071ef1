"""The register of legal and outside deadlines as values: one rule per duty, and the names that firms go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crisis.domain.playbook import Words
from crisis.domain.workdays import Counted, WorkCalendar, add_working_days, add_working_hours

ANYWHERE = "ANY"
CONFIDENCES = ("read", "recalled", "house", "stated")
STARTS = ("known", "aware", "defect_determined", "report_filed")
COUNTS = ("persons_leaked", "ill", "injured", "dead", "recall_grade")
_LIMIT = re.compile(r"([1-9]\d{0,2})(h|d|wd|wh)")


@dataclass(frozen=True, slots=True)
class Limit:
    """`unit`: h hours, d days (both elapsed), wd working days (end of the day), wh hours on working days only."""

    amount: int
    unit: str

    @classmethod
    def read(cls, text: str) -> Limit | None:
        found = _LIMIT.fullmatch(text)
        return cls(int(found[1]), found[2]) if found else None

    def end(self, start: datetime, calendar: WorkCalendar, zone: ZoneInfo) -> Counted:
        if self.unit == "wd":
            return add_working_days(start, self.amount, calendar, zone)
        if self.unit == "wh":
            return add_working_hours(start, timedelta(hours=self.amount), calendar, zone)
        step = timedelta(days=self.amount) if self.unit == "d" else timedelta(hours=self.amount)
        return Counted(start.astimezone(UTC) + step, True)


@dataclass(frozen=True, slots=True)
class DutyRule:
    """One line of the register; "ANY" stands for every jurisdiction or role, an empty filter for every sector or class.

    `starts` are tried in order, the first known counts. `at_least` = (count, threshold): below it not owed.
    `limit_by` = (count, {value: limit}) picks the limit by a known count, else `limit` holds.
    """

    code: str
    duty: Words
    jurisdictions: frozenset[str]
    roles: frozenset[str]
    triggers: frozenset[str]
    starts: tuple[str, ...]
    limit: Limit | None
    phrase: Words
    calendar: str
    source: str
    confidence: str
    sectors: frozenset[str] = frozenset()
    not_sectors: frozenset[str] = frozenset()
    source_classes: frozenset[str] = frozenset()
    at_least: tuple[str, int] | None = None
    not_owed: Words | None = None
    limit_by: tuple[str, Mapping[int, Limit]] | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """Content of `duties.yaml`: rules, and the names that a jurisdiction, a sector and a role go by.

    `reply` is the duty to answer a letter; `cues` and `denials` are the words of internal notes for `read_starts`.
    """

    rules: tuple[DutyRule, ...]
    jurisdictions: Mapping[str, frozenset[str]]
    sectors: Mapping[str, frozenset[str]]
    roles: Mapping[str, frozenset[str]]
    reply: DutyRule
    cues: Mapping[str, tuple[re.Pattern[str], ...]]
    denials: re.Pattern[str]
