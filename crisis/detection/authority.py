"""Judges what comes from an authority: a single mediation notice is a watch, an inquiry or inspection a crisis."""

from __future__ import annotations

from crisis.detection.attributes import Figures
from crisis.detection.matter import Matter
from crisis.detection.published import GRAVE
from crisis.detection.signals import Reading
from crisis.detection.verdict import Signal, Span

PERSONS = 3
_WEAK = frozenset(
    {"调查", "检查", "情况说明", "inspect", "investigate", "investigation", "inquiry", "enquiry", "调查处理"}
)


def regulator(reading: Reading, figures: Figures, matter: Matter | None, version: str) -> list[Signal]:
    """T-REG by what the authority does; notices that all is well are none."""
    formal = _spans(reading, "formal", "severe_order", "investigation")
    firm = tuple(span for span in formal if span.quote.lower() not in _WEAK)
    if reading.has("all_clear") and not reading.live("severe_order", "investigation"):
        return []
    many = figures.persons >= PERSONS and reading.has("persons_reported")
    danger = reading.live(*GRAVE)
    ordinary = reading.has("mediation") and not firm
    if firm or danger or many or (formal and not ordinary):
        spans = formal or _spans(reading, *GRAVE, "persons_reported")
        return [Signal("T-REG", "crisis", "Z01", version, measure(reading), 74, spans, {"persons": figures.persons})]
    return [Signal("T-REG", "watch", "Z02", version, "mediation", 45, _spans(reading, "mediation", "complaint_office"))]


def measure(reading: Reading) -> str:
    """The kind of act for the severity table (crisis/domain/severity.py AUTHORITY)."""
    text = " ".join(
        reading.text[hit.start : hit.end]
        for name in ("severe_order", "investigation", "formal")
        for hit in reading.meant(name)
    )
    for word, kind in (
        ("召回", "ordered_recall"), ("ordered recall", "ordered_recall"), ("mandatory recall", "ordered_recall"), ("停产", "ordered_stop"), ("停业", "ordered_stop"),
        ("查封", "ordered_stop"), ("shut down", "ordered_stop"), ("刑", "criminal"), ("criminal", "criminal"), ("立案", "formal_investigation"),
        ("约谈", "summons"), ("传", "summons"), ("summon", "summons"), ("formal investigation", "formal_investigation"), ("opened an investigation", "formal_investigation"),
        ("检", "inspection"), ("采样", "inspection"), ("执法", "inspection"), ("inspect", "inspection"), ("sampl", "inspection"),
    ):  # fmt: skip
        if word in text:
            return kind
    return "written_inquiry"


def _spans(reading: Reading, *classes: str) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(reading.span(hit.start, hit.end) for hit in reading.meant(*classes)))[:4]
