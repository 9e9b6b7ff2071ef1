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
SILENT: Mapping[str, frozenset[str]] = {
    "safety": frozenset({"negated", "instructed"}),
    "media": frozenset({"negated", "instructed"}),
    "legal": frozenset({"negated", "instructed"}),
    "group": frozenset({"negated", "instructed"}),
    "repeat": frozenset({"negated", "instructed"}),
    "threat": frozenset({"negated", "instructed"}),
}
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
    for label in LABELS:
        hits = _labelled(reading, label)
        if hits:
            found[label] = 1
            spans.extend(hits)
    return {**found, "spans": spans}


def _labelled(reading: Reading, label: str) -> list[list[Any]]:
    silent = SILENT[label]
    spans: list[list[Any]] = []
    for hit in reading.hits.get(f"label_{label}", ()):
        faces = reading.faces(hit)
        if not faces & silent and not faces >= POSSIBLE:
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
    r"都|全|一起|一同|联名|签名|签字|集体|同样|同款|共同|\b(?:all|same|each|every|together|both|we|us)\b"
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
    """Numbers of people from MANY on; from three on where the sentence says that they share it."""
    for number in reading.numbers:
        unit = PEOPLE.match(reading.text, number.end)
        if unit and number.value >= 3:
            low, high = reading.scopes.sentence(number.start)
            if number.value >= MANY or _TOGETHER.search(reading.text, low, high):
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
    "T-LEGAL": "legal",
    "T-REG": "legal",
    "T-REPEAT": "repeat",
}
_NOT_LABELLED = frozenset({"stall", "brush_off", "foreign", "expired", "altered", "fire_brigade"})
