"""The facts board: keys, the moves of a fact between its statuses, who confirms, and which changes make texts stale."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed

KEYS = (
    *("event_time", "place", "product_scope", "affected_count", "injured_count", "cause", "responsibility", "remedy"),
    *("remedy_deadline", "action_done", "authority_status", "test_result", "public_contact", "next_update"),
)
"""Keys each board starts with; a crisis may add its own in the same spelling."""
SPELLING = re.compile(r"[a-z][a-z0-9_]{1,39}")
VALUE_LIMIT = 2_000
SHORT_LIMIT = 200
RESPONSIBILITY = ("company", "shared", "supplier", "user", "undetermined")

MOVES = {
    "unconfirmed": frozenset({"confirmed", "refuted", "superseded"}),
    "confirmed": frozenset({"refuted", "superseded"}),
    "refuted": frozenset({"unconfirmed", "superseded"}),
    "superseded": frozenset[str](),
}
CONFIRMERS = {
    "responsibility": frozenset({"lead"}),
    "remedy": frozenset({"lead", "legal"}),
    "remedy_deadline": frozenset({"lead", "legal"}),
    "cause": frozenset({"lead", "technical"}),
    "test_result": frozenset({"lead", "technical"}),
    "authority_status": frozenset({"lead", "legal"}),
}
ANY_CONFIRMER = frozenset({"lead", "legal", "technical"})


@dataclass(frozen=True, slots=True)
class Fact:
    """`as_of` is when it was true, `approver` the key of the person who confirmed or refuted it."""

    key: str
    value: str
    as_of: datetime
    unit: str = ""
    scope: str = ""
    status: str = "unconfirmed"
    source: str = ""
    evidence: str = ""
    approver: str | None = None
    may_publish: bool = False


def enter(fact: Fact) -> Fact:
    """A fact as it may be entered: spelled key, bounded value, aware time, not yet confirmed."""
    if not SPELLING.fullmatch(fact.key):
        raise Invalid("fact.key", field="key")
    if not fact.value.strip() or len(fact.value) > VALUE_LIMIT:
        raise Invalid("fact.value", field="value", limit=VALUE_LIMIT)
    for field in ("unit", "scope", "source", "evidence"):
        if len(getattr(fact, field)) > SHORT_LIMIT:
            raise Invalid("fact.too_long", field=field, limit=SHORT_LIMIT)
    if fact.as_of.tzinfo is None:
        raise Invalid("fact.zone", field="as_of")
    return replace(fact, value=fact.value.strip(), status="unconfirmed", approver=None, may_publish=False)


def may_confirm(key: str, role: str) -> bool:
    return role in CONFIRMERS.get(key, ANY_CONFIRMER)


def confirm(fact: Fact, *, approver: str, role: str, may_publish: bool = False) -> Fact:
    """The fact confirmed by a person entitled for its key; it needs a source or evidence."""
    if not may_confirm(fact.key, role):
        raise NotAllowed("fact.not_your_key", key=fact.key)
    if not (fact.source.strip() or fact.evidence.strip()):
        raise Invalid("fact.source", field="source")
    return replace(_move(fact, "confirmed"), approver=approver, may_publish=may_publish)


def refute(fact: Fact, *, approver: str, role: str) -> Fact:
    if not may_confirm(fact.key, role):
        raise NotAllowed("fact.not_your_key", key=fact.key)
    return replace(_move(fact, "refuted"), approver=approver, may_publish=False)


def reopen(fact: Fact) -> Fact:
    """A refuted fact is looked at again."""
    return replace(_move(fact, "unconfirmed"), approver=None, may_publish=False)


def supersede(old: Fact, new: Fact) -> tuple[Fact, Fact]:
    """The old fact set aside and the new one entered; the new speaks of the same key and of a time not before."""
    if new.key != old.key:
        raise Invalid("fact.other_key", field="key")
    if new.as_of < old.as_of:
        raise IllegalMove("fact.older")
    return _move(old, "superseded"), enter(new)


def _move(fact: Fact, to: str) -> Fact:
    if to not in MOVES[fact.status]:
        raise IllegalMove("fact.no_such_move", before=fact.status, after=to)
    return replace(fact, status=to)


def stale_by(before: Fact, after: Fact) -> tuple[str, ...]:
    """What changed so that a text citing `before` no longer holds: value, unit, scope, status, may_publish; or nothing.

    A later `as_of`, a further source or evidence alone leaves the text true.
    """
    changed = [field for field in ("value", "unit", "scope") if getattr(before, field) != getattr(after, field)]
    if before.status == "confirmed" and after.status != "confirmed":
        changed.append("status")
    if before.may_publish and not after.may_publish:
        changed.append("may_publish")
    return tuple(changed)
