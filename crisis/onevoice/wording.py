"""Finds forbidden wording (F1–F13) in a draft and weighs it by kind of statement and finding."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from crisis.onevoice.findings import Hit
from crisis.onevoice.reading import Reading
from crisis.onevoice.rulebook import Rule, rules
from crisis.onevoice.scopes import excused

_TIME = re.compile(
    r"\d{1,2}[::]\d{2}|\d{1,2}(?:点|时)(?!间)|[一二三四五六七八九十]+点|\d{1,2}[日号](?!店)|\d+ ?(?:个)?(?:小时|分钟|工作日|天|周)(?:之)?内|今[晚天日]|明[天早晚日]|当[天日晚]|本?周[一二三四五六日末]"
    r"|\b\d{1,2} ?[ap]\.?m\b|\bwithin (?:\d+|one|two|three|four|five|six|ten|twelve|twenty)|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b(?:today|tonight|tomorrow|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\b(?:in|every) \d+ (?:minutes|hours|days)"
)
_ACTION = re.compile(
    r"已(?!经?高度)|正在|停售|下架|召回|检测|封存|联系|登门|退款|更换|切断|停业|暂停|报告|成立|派|公布|核对|排查|救治|陪护"
    r"|\b(?:have|has) (?:\w+ly )?\w+ed\b|\b(?:closed|stopped|recalled|suspended|grounded|called|reported|withdrawn|cut|are (?:checking|contacting|working|testing))\b"
)
_ANSWERS = {"time": _TIME, "action": _ACTION}


def wording(
    reading: Reading, kind: str, finding: bool, corrective: bool = False, allowed: Collection[str] = ()
) -> list[Hit]:
    """All hits in order of place; `allowed` are public contacts as folded text, which F5 passes over."""
    hits = []
    for rule in rules():
        severity = rule.severity_for(kind, finding, corrective)
        if severity == "none":
            continue
        for start, end in _matches(rule, reading):
            if _counts(rule, reading, start, end, allowed):
                hits.append(_hit(rule, severity, reading, start, end))
    return sorted(hits, key=lambda hit: (hit.start, hit.code))


def _matches(rule: Rule, reading: Reading) -> Iterator[tuple[int, int]]:
    for match in rule.pattern.finditer(reading.text):
        if match.end() > match.start():
            yield match.span()
    if rule.cased:
        back = {place: at for at, place in enumerate(reading.index)}
        for match in rule.cased.finditer(reading.source):
            if match.start() in back and match.end() - 1 in back:
                yield back[match.start()], back[match.end() - 1] + 1


def _counts(rule: Rule, reading: Reading, start: int, end: int, allowed: Collection[str]) -> bool:
    first, last = reading.sentence_at(start)
    sentence = reading.text[first:last]
    if rule.unless and rule.unless.search(sentence):
        return False
    if rule.needs and not rule.needs.search(sentence):
        return False
    if rule.answered_by and _ANSWERS[rule.answered_by].search(sentence):
        return False
    if rule.code == "F5" and any(reading.text[start:end] in one or one in reading.text[start:end] for one in allowed):
        return False
    return excused(reading, start, end, rule.scopes) is None


def _hit(rule: Rule, severity: str, reading: Reading, start: int, end: int) -> Hit:
    first, last = reading.place(start, end)
    return Hit(
        code=rule.code,
        span=reading.source[first:last],
        start=first,
        end=last,
        severity=severity,
        reason=f"onevoice.{rule.id}",
        params={"span": reading.source[first:last]},
        rewrite=f"onevoice.{rule.code}.rewrite",
    )
