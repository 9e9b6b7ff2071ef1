"""A corrective action: smart, and to be checked by somebody else; or refused with the field that is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from crisis.domain.errors import Invalid

TYPES = ("correct", "contain", "prevent")
TEXT_LIMIT = 2_000
LEAST_WORDS = 4
"""Characters under which an action or a problem says nothing specific."""
MEASURABLE = re.compile(r"\d|[一二三四五六七八九十百千万零两]|\b(?:zero|none|one|two|all|every)\b|全部|无")


@dataclass(frozen=True, slots=True)
class Action:
    """`metric` says by which number the effect is seen."""

    problem: str
    action: str
    type: str
    owner: str
    due: datetime
    metric: str
    verifier: str


def propose(new: Action, at: datetime) -> Action:
    """The action if it is specific, measurable, owned and dated; else a refusal that names the field."""
    for name in ("problem", "action", "metric"):
        if len(getattr(new, name)) > TEXT_LIMIT:
            raise Invalid("corrective.too_long", field=name, limit=TEXT_LIMIT)
    for name in ("problem", "action"):
        if len(getattr(new, name).strip()) < LEAST_WORDS:
            raise Invalid("corrective.specific", field=name)
    if not MEASURABLE.search(new.metric.lower()):
        raise Invalid("corrective.measurable", field="metric")
    if new.type not in TYPES:
        raise Invalid("corrective.type", field="type")
    if not new.owner.strip():
        raise Invalid("corrective.owner", field="owner")
    if not new.verifier.strip() or new.verifier == new.owner:
        raise Invalid("corrective.verifier", field="verifier")
    if new.due.tzinfo is None or new.due <= at:
        raise Invalid("corrective.due", field="due")
    return new
