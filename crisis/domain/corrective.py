"""A corrective action: smart or refused, checked by somebody else, and reopened when it had no effect."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed

TYPES = ("correct", "contain", "prevent")
TEXT_LIMIT = 2_000
LEAST_WORDS = 4
"""Characters under which an action or a problem says nothing specific."""
MEASURABLE = re.compile(r"\d|[一二三四五六七八九十百千万零两]|\b(?:zero|none|one|two|all|every)\b|全部|无")


@dataclass(frozen=True, slots=True)
class Action:
    """`metric` says by which number the effect is seen; `effective` is None until verified."""

    problem: str
    action: str
    type: str
    owner: str
    due: datetime
    metric: str
    verifier: str
    cause_node: str = ""
    result: str = ""
    effective: bool | None = None
    verified_at: datetime | None = None


def propose(new: Action, at: datetime) -> Action:
    """The action if it is specific, measurable, owned and dated; else a refusal that names the field."""
    for name in ("problem", "action", "metric", "cause_node"):
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
    return replace(new, result="", effective=None, verified_at=None)


def report(action: Action, person: str, result: str) -> Action:
    """The owner says what was done."""
    if person != action.owner:
        raise NotAllowed("corrective.not_the_owner")
    if not result.strip():
        raise Invalid("corrective.result", field="result")
    return replace(action, result=result, effective=None, verified_at=None)


def verify(action: Action, person: str, *, effective: bool, at: datetime) -> Action:
    """Somebody else than the owner checks the effect; without effect the action is open again."""
    if person == action.owner:
        raise NotAllowed("corrective.own_work")
    if not action.result.strip():
        raise IllegalMove("corrective.no_result")
    return replace(action, verifier=person, effective=effective, verified_at=at)


def is_open(action: Action) -> bool:
    return action.effective is not True
