"""What a playbook says: its items with owner, due rule, track, evidence, principle and the mistake prevented.

Codes are those of the trade: roles LEAD … EXEC, principles SHO SIN SPE SYS STD (the crisis 5S), mistakes M1 … M6.
The texts come from `crisis/playbooks/*.yaml`; this file knows no files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

ROLES = (
    "LEAD", "DEP", "CRM", "STN", "SVC", "TECH", "QA", "LEGAL", "SPOX", "MEDIA", "CUST", "REG", "SEC", "HR", "FIN",
    "SAFE", "SCRIBE", "EXEC",
)  # fmt: skip
TRACKS = ("internal", "customer", "media", "technical", "legal")
PRINCIPLES = ("SHO", "SIN", "SPE", "SYS", "STD")
MISTAKES = ("M1", "M2", "M3", "M4", "M5", "M6")
CONDITIONS = ("product", "harmed", "workmanship", "behaviour", "police")

_DUE = re.compile(r"([TRS])\+(0|[1-9]\d{0,3})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Due:
    """`anchor` T = exposure, R = responsibility finding, S = entering stage 4; `offset` is elapsed time after it."""

    anchor: str
    offset: timedelta

    @classmethod
    def read(cls, rule: str) -> Due | None:
        """T+30m, R+1d, S+7d …; None when the rule is not of that form or longer than 400 days."""
        found = _DUE.fullmatch(rule)
        if not found:
            return None
        offset = int(found[2]) * _UNITS[found[3]]
        return cls(found[1], offset) if offset <= LONGEST else None


@dataclass(frozen=True, slots=True)
class PlaybookItem:
    """`same_as` names the concept that this item shares with items of other playbooks; they merge into one."""

    ref: str
    title: Words
    owner: str
    due: str
    track: str
    evidence: Words
    principle: str
    prevents: str
    same_as: str | None = None
    needs_visit: bool = False

    @property
    def rule(self) -> Due:
        rule = Due.read(self.due)
        assert rule is not None, f"{self.ref}: the loader lets no bad due rule pass"
        return rule


@dataclass(frozen=True, slots=True)
class Playbook:
    code: str
    version: int
    title: Words
    items: tuple[PlaybookItem, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A trigger brings `playbook`, always or only `when` one of CONDITIONS holds."""

    playbook: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Choosing:
    """`order` ranks the primary playbook; `by_trigger` lists what each trigger code brings."""

    order: tuple[str, ...]
    by_trigger: Mapping[str, tuple[Choice, ...]]

    def choose(self, triggers: Iterable[str], conditions: Iterable[str] = ()) -> tuple[str, ...]:
        """Playbooks for these trigger codes, primary first; `conditions` out of CONDITIONS that hold."""
        holds = set(conditions)
        wanted = {
            choice.playbook
            for trigger in triggers
            for choice in self.by_trigger.get(trigger, ())
            if choice.when is None or choice.when in holds
        }
        return tuple(code for code in self.order if code in wanted)
