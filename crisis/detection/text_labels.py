"""Labels single sentences: safety, media, legal, group, repeat, threat, each with the span that led there.

The labels are wider than the triggers: a claim of danger counts although it is conditional; only what is denied, or is
the mere instruction of a manual, does not. Which words bring which label is data (rules/labels.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crisis.detection.rulebook import labelling
from crisis.detection.signals import Ear, Reading

LABELS = ("safety", "media", "legal", "group", "repeat", "threat")
SILENT: Mapping[str, frozenset[str]] = {
    "safety": frozenset({"negated"}),
    "media": frozenset({"negated"}),
    "legal": frozenset({"negated"}),
    "group": frozenset({"negated"}),
    "repeat": frozenset({"negated"}),
    "threat": frozenset({"negated"}),
}


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
        if not reading.faces(hit) & silent:
            span = reading.span(hit.start, hit.end)
            spans.append([span.quote, span.start, span.end, label])
    for signal in reading.signals:
        if _CODES.get(signal.code) == label and signal.kind not in _NOT_LABELLED:
            spans.extend([span.quote, span.start, span.end, label] for span in signal.spans)
    return spans


_CODES = {
    "T-SAFETY": "safety",
    "T-NEARMISS": "safety",
    "T-CONDUCT": "",
    "T-EXPOSE": "threat",
    "T-COLLECTIVE": "group",
    "T-LEGAL": "legal",
    "T-REG": "legal",
    "T-REPEAT": "repeat",
}
_NOT_LABELLED = frozenset({"stall", "brush_off"})
