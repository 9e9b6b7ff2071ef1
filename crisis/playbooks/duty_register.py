"""Loads the register of legal and outside deadlines; every error names file, line and key."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from crisis.domain.duty_rules import ANYWHERE, CONFIDENCES, COUNTS, STARTS, DutyRule, Limit, Register
from crisis.playbooks.loader import open_file, packaged
from crisis.playbooks.policies import TRIGGER
from crisis.playbooks.reading import Section
from crisis.playbooks.strict_yaml import Node, Problem, Unreadable

CODE = r"[A-Z][A-Z0-9_]{2,39}"
NAME = r"[a-z_]{2,30}|[A-Z]{2,3}"
CALENDARS = ("CN", "US", "MON_FRI")
_PATTERN = 300


@cache
def load_duties(folder: Path | None = None) -> Register:
    """The register; raises `Unreadable` with all problems."""
    problems: list[Problem] = []
    top = open_file((folder or packaged()) / "duties.yaml", problems)
    if top is None:
        raise Unreadable(problems)
    top.number("version", least=1)
    reply = top.section("reply")
    register = Register(
        jurisdictions=_names(top, "jurisdictions"),
        sectors=_names(top, "sectors"),
        roles=_names(top, "roles"),
        rules=tuple(_rule(section) for section in top.sections("duties", "code")),
        reply=_rule(reply if reply else top, answer=True),
        cues=_cues(top),
        denials=_pattern(top, top.get("denials"), "denials"),
    )
    top.done()
    if problems:
        raise Unreadable(problems)
    return register


def _names(top: Section, key: str) -> dict[str, frozenset[str]]:
    section = top.section(key)
    if section is None:
        return {}
    return {name: frozenset(section.texts(name, most=40)) for name, _ in section.each()}


def _rule(section: Section, answer: bool = False) -> DutyRule:
    """A duty; the answer to a letter has no conditions, because the letter itself brings it about."""
    rule = DutyRule(
        code=section.text("code", CODE),
        duty=section.words("duty", most=160),
        jurisdictions=frozenset([ANYWHERE] if answer else section.texts("jurisdictions", NAME)),
        roles=frozenset(section.texts("roles", NAME, required=not answer)),
        triggers=frozenset(section.texts("triggers", TRIGGER, required=not answer)),
        starts=section.choices("starts", STARTS, required=not answer),
        limit=_limit(section, section.get("limit", required=False), "limit"),
        phrase=section.words("phrase", required=False),
        calendar=section.choice("calendar", CALENDARS, required=False) or "MON_FRI",
        source=section.text("source"),
        confidence=section.choice("confidence", CONFIDENCES),
        sectors=frozenset(section.texts("sectors", NAME, required=False)),
        not_sectors=frozenset(section.texts("not_sectors", NAME, required=False)),
        source_classes=frozenset(section.texts("source_classes", most=40, required=False)),
        at_least=_at_least(section),
        not_owed=section.words("not_owed", required=False) if section.get("not_owed", required=False) else None,
        limit_by=_limit_by(section),
    )
    if rule.limit is None and not rule.phrase.zh:
        section.problem(section.node.line, "limit", "missing")
    section.done()
    return rule


def _limit(section: Section, node: Node | None, key: str) -> Limit | None:
    if node is None:
        return None
    limit = Limit.read(node.value) if isinstance(node.value, str) else None
    if limit is None:
        section.problem(node.line, key, "bad_limit")
    return limit


def _at_least(section: Section) -> tuple[str, int] | None:
    node = section.get("at_least", required=False)
    if node is None:
        return None
    inner = section.inside(node, "at_least")
    found = inner.choice("count", COUNTS), inner.number("number", least=1)
    inner.done()
    return found


def _limit_by(section: Section) -> tuple[str, dict[int, Limit]] | None:
    node = section.get("limit_by", required=False)
    if node is None:
        return None
    inner = section.inside(node, "limit_by")
    count = inner.choice("count", COUNTS)
    limits = {}
    for value, limit in inner.each():
        if value == "count":
            continue
        read = _limit(inner, limit, value[:20])
        if not value.isdigit() or len(value) > 9:
            inner.problem(limit.line, value[:20], "not_a_number")
        elif read:
            limits[int(value)] = read
    return count, limits


def _cues(top: Section) -> dict[str, tuple[re.Pattern[str], ...]]:
    section = top.section("cues")
    if section is None:
        return {}
    cues = {}
    for name, node in section.each():
        if name not in STARTS:
            section.problem(node.line, name[:40], "unknown_key")
        cues[name] = tuple(_pattern(section, entry, name) for entry in section.entries(name))
    return cues


def _pattern(section: Section, node: Node | None, key: str) -> re.Pattern[str]:
    text = node.value if node and isinstance(node.value, str) else ""
    try:
        if not 0 < len(text) <= _PATTERN:
            raise re.error("length")
        return re.compile(text, re.IGNORECASE)
    except re.error:
        section.problem(node.line if node else section.node.line, key, "bad_pattern", value=text[:60])
        return re.compile("(?!)")
