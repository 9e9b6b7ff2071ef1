"""Labels single sentences: safety, media, legal, group, repeat, threat, each with the span that led there.

The labels are wider than the triggers: a claim of danger counts although it is conditional; only what is denied, or is
the mere instruction of a manual, does not. Which words bring which label is data (rules/labels.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crisis.detection.attributes import PEOPLE
from crisis.detection.rulebook import labelling
from crisis.detection.signals import Ear, Reading

LABELS = ("safety", "media", "legal", "group", "repeat", "threat")
SILENT = frozenset({"negated", "instructed"})
POSSIBLE = frozenset({"asked", "conditional"})  # a question whether something could happen claims nothing


def label_texts(lines: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """For rows {id, text}: {id, six labels as 0 or 1, spans: [[quote, start, end, label]]}."""
    ear = Ear(labelling())
    for line in lines:
        yield {"id": line["id"], **label_text(ear, str(line.get("text") or ""))}


def label_text(ear: Ear, text: str) -> dict[str, Any]:
    reading = ear.hear(text)
    found: dict[str, Any] = dict.fromkeys(LABELS, 0)
    spans: list[list[Any]] = []
    for label in () if reading.drill else LABELS:
        hits = _labelled(reading, label)
        if hits and not (label in _UNLESS and reading.has(_UNLESS[label])):
            found[label] = 1
            spans.extend(hits)
    return {**found, "spans": spans}


def _labelled(reading: Reading, label: str) -> list[list[Any]]:
    spans: list[list[Any]] = []
    for hit in reading.hits.get(f"label_{label}", ()):
        faces = reading.faces(hit)
        if not faces & SILENT and not faces >= POSSIBLE:
            span = reading.span(hit.start, hit.end)
            spans.append([span.quote, span.start, span.end, label])
    for signal in reading.signals:
        if _CODES.get(signal.code) == label and signal.kind not in _NOT_LABELLED:
            spans.extend([span.quote, span.start, span.end, label] for span in signal.spans)
    for start, end in COUNTED[label](reading) if label in COUNTED else ():
        span = reading.span(start, end)
        spans.append([span.quote, span.start, span.end, label])
    return spans


MANY = 10
_TOGETHER = re.compile(
    r"都|全|一起|一同|联名|签名|签字|集体|同样|同款|共同|陆续|\b(?:all|same|each|every|together|both|we|us)\b"
)
_CROWD = re.compile(  # people whom an occasion brings together, not a wrong
    r"排队|排号|叫号|前面\d|聚餐|聚会|团建|包间|包厢|预[订约定]|订[了个一]|开业|参观|婚礼|年会|容纳|可坐|招聘"
    r"|\b(?:queue|line|ahead of (?:me|us)|in front of|party of|table for|book(?:ed|ing)?|reserv\w+|group of \w+ for|birthday|wedding|seats?|capacity|hir(?:e|ing)|invit\w+)\b"
)
_HOMES = re.compile(  # what stands for the people behind it
    r"\s*(?:多|余|几|来)?(?:户|家(?!店|公司|医院|银行|酒店|餐厅)|台车|辆车|对夫妻|个家庭|个邻居|个家长|个业主|个车主|个群友|个病友|个买家)"
    r"|\s+(?:\w+\s+)?(?:families|households|flats|apartments|homes|houses|neighbou?rs|parents|tenants|buyers|drivers|colleagues|co-?workers|members|couples|friends|mums|moms|women|men|workers)\b"
)
_OCCASIONS = re.compile(
    r"\s*(?:多)?(?:次|趟|遍|回|通电话|个电话|封|张工单|个工单)(?!元)|(?:st|nd|rd|th)?\s+(?:\w+\s)?(?:times|letters)\b"
)
_VISITS = re.compile(
    r"(?:st|nd|rd|th)?\s+(?:\w+\s)?(?:calls?|e-?mails?|visits?|messages?|tickets?|attempts?|engineers?|technicians?|repairs?"
    r"|appointments?|phone calls|agents?|complaints?|call-outs?)\b"
)
_DID = re.compile(
    r"(?:第|修|换|打|找|来|跑|催|反映|投诉|联系|返|报|寄|发|写|问|进店|上门|去|试|说|拉|弄|拆|检查|进厂|送修)(?:了|过|你们|客服|他们|快|将近|已经|有|至少|不下)*\s*$"
    r"|\b(?:call|rung|ring|phon|e-?mail|writ|wrote|sent|contact|complain|repair|fix|replac|been|took|taken|brought|visit|ask|messag|chas|report)[\w ,]{0,40}$"
)


def _many_people(reading: Reading) -> Iterator[tuple[int, int]]:
    """Numbers of people from MANY on, of homes and of fewer people where the sentence says that they share it."""
    for number in reading.numbers:
        people = PEOPLE.match(reading.text, number.end)
        unit = people or _HOMES.match(reading.text, number.end)
        if unit and number.value >= 3:
            low, high = reading.scopes.sentence(number.start)
            ill = people and any(signal.code == "T-FOOD" for signal in reading.signals)
            shared = ill or _TOGETHER.search(reading.text, low, high) is not None
            clause = reading.scopes.clause(number.start)
            crowd = _CROWD.search(reading.text, clause.start, clause.end) is not None
            if (shared or (people and number.value >= MANY)) and not crowd:
                yield number.start, unit.end()


def _many_times(reading: Reading) -> Iterator[tuple[int, int]]:
    """Twice and more of a visit, a call, a repair by the writer or for him."""
    for number in reading.numbers:
        unit = _VISITS.match(reading.text, number.end)
        if unit is None and _DID.search(reading.text, max(0, number.start - 50), number.start):
            unit = _OCCASIONS.match(reading.text, number.end)
        if unit and 2 <= number.value <= 100:
            yield number.start, unit.end()


COUNTED = {"group": _many_people, "repeat": _many_times}
_CODES = {
    "T-SAFETY": "safety",
    "T-NEARMISS": "safety",
    "T-FOOD": "safety",
    "T-CONDUCT": "",
    "T-EXPOSE": "threat",
    "T-COLLECTIVE": "group",
    "T-GROUP": "group",
    "T-LEGAL": "legal",
    "T-REG": "legal",
    "T-REPEAT": "repeat",
}
_UNLESS = {"threat": "office_speaks", "group": "happy"}  # who writes so means no harm
_NOT_LABELLED = frozenset({"stall", "brush_off", "foreign", "expired", "fire_brigade"})
