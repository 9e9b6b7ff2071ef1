"""Decides, row by row, what an audience may see of it: one function, asked for every outgoing byte.

A row is the after-image of a table row (dict of plain values, no personal columns unless a view added them). The
answer is the row as this role may see it, or None: then the row does not exist for that audience.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crisis.domain.permissions import cell

Row = Mapping[str, Any]
Projected = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Audience:
    """All readers who see the same bytes: one role, one language ("zh" or "en")."""

    role: str
    lang: str


SUMMARY: dict[str, tuple[str, ...]] = {
    "crisis": (
        "id", "number", "title", "state", "level", "level_rule", "stage", "t0", "zone", "precursor_at", "opened_at",
        "confirmed_at", "closed_at", "next_update_at", "primary_playbook", "also_playbooks", "persons", "drill", "traits",
        "version",
    ),
    "items": ("id", "crisis_id", "refs", "owners", "person_name", "track", "due_at", "late_start", "state", "decided_at", "added_at", "version"),
    "seats": ("id", "crisis_id", "role", "person_id", "person_name", "required", "due_at", "since", "version"),
    "statements": ("id", "crisis_id", "number", "kind", "lang", "title", "state", "stale", "updated_at", "version"),
    "revisions": ("id", "statement_id", "crisis_id", "number", "sha256", "submitted_at", "voided_at", "version"),
    "inquiries": ("id", "crisis_id", "outlet", "received_at", "deadline_at", "due_at", "state", "answered_at", "version"),
    "settlements": ("id", "crisis_id", "state", "version"),
    "actions": ("id", "crisis_id", "type", "due_at", "state", "version"),
    "records": ("id", "crisis_id", "tier", "approved_at", "version"),
    "reviews": ("id", "crisis_id", "opened_at", "approved_at", "archive_number", "version"),
}  # fmt: skip


def _whole(row: Row) -> Projected:
    return dict(row)


def _summary(collection: str) -> Callable[[Row], Projected]:
    kept = SUMMARY[collection]
    return lambda row: {k: row[k] for k in kept if k in row}


def _published_fact(row: Row) -> Projected | None:
    return dict(row) if row["status"] == "confirmed" and row["may_publish"] else None


# collection → the ability that its reading asks for
READING = {
    "intake": "warning.read",
    "warnings": "warning.read",
    "crisis": "crisis.read",
    "items": "crisis.read",
    "seats": "crisis.read",
    "stages": "crisis.read",
    "levels": "crisis.read",
    "duties": "crisis.read",
    "publications": "crisis.read",
    "approvals": "crisis.read",
    "facts": "crisis.read",
    "members": "crisis.read",
    "grants": "crisis.read",
    "statements": "draft.read",
    "revisions": "draft.read",
    "inquiries": "inquiry.read",
    "settlements": "review.read",
    "actions": "review.read",
    "reviews": "review.read",
    "records": "accountability.read",
    "people": "people.manage",
    "tokens": "token.manage",
    "setup_links": "people.manage",
}
WHOLE = ("Y", "M", "redacted")
HIDDEN_IN_SUMMARY = ("members", "grants")


def project(collection: str, row: Row, audience: Audience) -> Projected | None:
    """The row as this audience may see it, or None."""
    if audience.role == "console":
        return dict(row)
    allowed = cell(READING[collection], audience.role)
    if allowed in WHOLE:
        return _whole(row)
    executive = cell("crisis.read", audience.role) == "summary"
    if not executive or collection in ("intake", "warnings", "people", "tokens", "setup_links"):
        return None
    if collection == "facts":
        return _published_fact(row)
    if collection in HIDDEN_IN_SUMMARY:
        return None
    return _summary(collection)(row) if collection in SUMMARY else _whole(row)


# What an executive hears of a room: kinds whose words hold no free text typed by people.
EXECUTIVE_KINDS = frozenset(
    """
    crisis.drafted crisis.declared crisis.confirmed crisis.closed member.added member.removed seat.taken seat.left
    playbook.joined persons.counted level.changed stage.moved update.scheduled statement.submitted statement.approved
    statement.published review.opened review.approved record.approved duty.started
    """.split()
)


def hears(kind: str, audience: Audience) -> bool:
    """Whether an event of this kind is told to the audience in words."""
    if audience.role == "console":
        return True
    if kind.startswith(("person.", "token.", "setup.")):
        return cell("people.manage", audience.role) == "Y"
    if kind.startswith(("intake.recorded", "intake.corrected", "warning.")):
        return cell("warning.read", audience.role) in WHOLE
    if kind.startswith("record."):
        return cell("accountability.read", audience.role) in WHOLE
    allowed = cell("crisis.read", audience.role)
    return allowed in WHOLE or (allowed == "summary" and kind in EXECUTIVE_KINDS)
