"""Questions from the media: when to call back, when to give substance, and that only approved words are given.

Handbook §13: call back within 15 minutes even without facts (name a time); substance within 60 minutes or half of the
outlet's deadline, whichever is sooner. An answer is made of whole sentences of approved texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from crisis.domain.errors import IllegalMove, Invalid

CALL_BACK_WITHIN = timedelta(minutes=15)
SUBSTANCE_WITHIN = timedelta(minutes=60)
ANSWER_LIMIT = 20_000
SENTENCE_END = re.compile(r"(?<=[。!?;…\uff01\uff1f\uff1b])|(?<=\.)(?=\s|$)|\n")


@dataclass(frozen=True, slots=True)
class Limits:
    call_back: datetime
    substance: datetime


def limits(received_at: datetime, deadline: datetime | None = None) -> Limits:
    """When the outlet has to be called and answered; a deadline that has passed leaves no time at all."""
    substance = received_at + SUBSTANCE_WITHIN
    if deadline is not None:
        substance = min(substance, received_at + max(deadline - received_at, timedelta(0)) / 2)
    return Limits(min(received_at + CALL_BACK_WITHIN, substance), substance)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text with white space made even, so that a pasted passage is recognised."""
    parts = (re.sub(r"\s+", " ", part).strip() for part in SENTENCE_END.split(text))
    return tuple(part for part in parts if part)


def unapproved(answer: str, approved: Mapping[str, str]) -> tuple[str, ...]:
    """The sentences of the answer that stand in no approved text; `approved` maps a revision's id to its body."""
    known = {sentence for body in approved.values() for sentence in sentences(body)}
    return tuple(sentence for sentence in sentences(answer) if sentence not in known)


def answer(text: str, approved: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the approved texts an answer is made of; refused with the first sentence that is in none.

    Parts of a sentence are not enough: half a sentence can say the opposite of the whole.
    """
    if not text.strip():
        raise Invalid("inquiry.empty", field="answer")
    if len(text) > ANSWER_LIMIT:
        raise Invalid("inquiry.too_long", field="answer", limit=ANSWER_LIMIT)
    if strange := unapproved(text, approved):
        raise IllegalMove("inquiry.unapproved", passage=strange[0], count=len(strange))
    given = set(sentences(text))
    return tuple(name for name, body in approved.items() if given & set(sentences(body)))
