"""Loads the tables beside the playbooks: which playbook a trigger brings, the severity policy, working days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from crisis.domain.playbook import CONDITIONS, ROLES, Choice, Choosing
from crisis.domain.policy import LEVELS, LateStart, LevelPolicy, Policy
from crisis.domain.workdays import MONDAY_TO_FRIDAY, WorkCalendar, YearOfDays
from crisis.playbooks.loader import CODE, open_file, packaged
from crisis.playbooks.reading import Section
from crisis.playbooks.strict_yaml import Problem, Unreadable

TRIGGER = r"T-[A-Z]{2,16}"
_DAY = r"\d{4}-\d{2}-\d{2}"
_ZERO = timedelta(0)


def _top(folder: Path | None, name: str, problems: list[Problem]) -> Section:
    top = open_file((folder or packaged()) / name, problems)
    if top is None:
        raise Unreadable(problems)
    return top


def _finish(top: Section) -> None:
    top.done()
    if top.problems:
        raise Unreadable(top.problems)


@cache
def load_choosing(folder: Path | None = None) -> Choosing:
    top = _top(folder, "choosing.yaml", [])
    top.number("version", least=1)
    order = top.texts("order", CODE)
    triggers: dict[str, tuple[Choice, ...]] = {}
    by_trigger = top.section("triggers")
    for trigger, node in by_trigger.each() if by_trigger else ():
        if by_trigger is None or not re.fullmatch(TRIGGER, trigger):
            top.problem(node.line, f"triggers.{trigger[:40]}", "bad_form", value=trigger[:40])
            continue
        triggers[trigger] = tuple(_choice(section, order) for section in by_trigger.sections(trigger, "playbook"))
    _finish(top)
    return Choosing(order, triggers)


def _choice(section: Section, order: tuple[str, ...]) -> Choice:
    choice = Choice(section.choice("playbook", order), section.choice("when", CONDITIONS, required=False) or None)
    section.done()
    return choice


@cache
def load_policy(folder: Path | None = None) -> Policy:
    top = _top(folder, "policy.yaml", [])
    version = top.number("version", least=1)
    levels: dict[str, LevelPolicy] = {}
    table = top.section("levels")
    for name in LEVELS:
        level = table.section(name) if table else None
        if level:
            levels[name] = _level(name, level)
    if table:
        table.done()
    late = top.section("late_start")
    rule = _late_start(late) if late else LateStart()
    policy = Policy(
        version=version,
        levels=levels,
        late_start=rule,
        never_together=_pairs(top),
        shift=top.span("shift") or _ZERO,
        due_soon=top.span("due_soon") or _ZERO,
    )
    _finish(top)
    return policy


def _level(name: str, section: Section) -> LevelPolicy:
    level = LevelPolicy(
        level=name,
        holding_statement=section.span("holding_statement") or _ZERO,
        situation_report=section.span("situation_report") or _ZERO,
        seats=_groups(section, "seats"),
        seats_within=section.span("seats_within"),
    )
    section.done()
    return level


def _late_start(section: Section) -> LateStart:
    rule = LateStart(
        short=section.span("short") or _ZERO,
        grace=section.span("grace") or _ZERO,
        share=section.number("percent", least=1, most=100) / 100,
    )
    section.done()
    return rule


def _groups(section: Section, key: str) -> tuple[tuple[str, ...], ...]:
    groups = []
    for node in section.entries(key):
        names = [inner.value for inner in node.value] if isinstance(node.value, list) else []
        if not names or any(name not in ROLES for name in names):
            section.problem(node.line, key, "not_roles")
        groups.append(tuple(str(name) for name in names))
    return tuple(groups)


def _pairs(top: Section) -> tuple[tuple[str, str], ...]:
    groups = _groups(top, "never_together")
    if any(len(group) != 2 for group in groups):
        top.problem(top.values["never_together"].line, "never_together", "not_pairs")
    return tuple((group[0], group[1]) for group in groups if len(group) == 2)


@cache
def load_workdays(folder: Path | None = None) -> dict[str, WorkCalendar]:
    """By code: CN, US … and MON_FRI, which knows no holidays."""
    top = _top(folder, "workdays.yaml", [])
    calendars = {MONDAY_TO_FRIDAY.code: MONDAY_TO_FRIDAY}
    for code, node in top.each():
        country = top.inside(node, code)
        years = {}
        for year, inner in country.each():
            section = country.inside(inner, year)
            if not re.fullmatch(r"20\d\d", year):
                section.problem(inner.line, "", "bad_form", value=year[:10])
                continue
            years[int(year)] = _year(section, int(year))
        calendars[code] = WorkCalendar(code, years)
    _finish(top)
    return calendars


def _year(section: Section, year: int) -> YearOfDays:
    holidays: set[date] = set()
    for text in section.texts("holidays", rf"{_DAY}\.\.{_DAY}"):
        first, last = (_day(section, "holidays", part, year) for part in (text or "..").split(".."))
        if first and last and timedelta(0) <= last - first <= timedelta(days=20):
            holidays.update(first + timedelta(days=n) for n in range((last - first).days + 1))
        elif text:
            section.problem(section.values["holidays"].line, "holidays", "bad_day", value=text)
    worked = {day for text in section.texts("worked", _DAY) if (day := _day(section, "worked", text, year))}
    found = YearOfDays(frozenset(holidays), frozenset(worked), section.text("source"))
    section.done()
    return found


def _day(section: Section, key: str, text: str, year: int) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        if text:
            section.problem(section.values[key].line, key, "bad_day", value=text)
        return None
    if day.year != year:
        section.problem(section.values[key].line, key, "bad_day", value=text)
        return None
    return day
