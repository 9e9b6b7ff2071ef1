"""Decides, row by row, what an audience may see of it: one function, asked for every outgoing byte.

A row is the after-image of a table row (dict of plain values, no personal columns unless a view added them). The
answer is the row as this role may see it, or None: then the row does not exist for that audience.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crisis.domain.permissions import cell
from crisis.store.events import Event

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
    "facts": ("id", "crisis_id", "number", "key", "value", "unit", "scope", "as_of", "status", "may_publish", "version"),
    "stages": ("id", "crisis_id", "stage", "from_at", "recorded_at", "by_name", "reason"),
    "levels": ("id", "crisis_id", "level", "from_at", "by_name", "rule"),
    "duties": (
        "id", "crisis_id", "code", "duty_zh", "duty_en", "owed_by", "jurisdiction", "start_at", "due_at", "phrase_zh",
        "phrase_en", "owed", "legal_check", "done_at", "done_by", "version",
    ),
    "publications": ("id", "statement_id", "revision_id", "crisis_id", "channel", "link", "by_name", "at"),
    "approvals": ("id", "revision_id", "crisis_id", "role", "person_id", "person_name", "at"),
}  # fmt: skip

PLAYBOOK_WORDS = ("title_zh", "title_en", "principles")
"""Of an item that comes from a playbook; the title of one that somebody added is theirs."""


def _summary(collection: str, row: Row) -> Projected | None:
    """What the board's summary keeps of a row: no word that somebody typed, but for titles and released facts."""
    if collection == "facts" and not (row["status"] == "confirmed" and row["may_publish"]):
        return None
    kept = SUMMARY.get(collection)
    if kept and collection == "items" and row["refs"]:
        kept += PLAYBOOK_WORDS
    return {k: row[k] for k in kept if k in row} if kept else None


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
    "marks": "crisis.read",
    "comments": "crisis.read",
    "attachments": "attachment.read",
    "hand_overs": "crisis.read",
    "updates": "crisis.read",
    "grants": "crisis.read",
    "statements": "draft.read",
    "revisions": "draft.read",
    "inquiries": "inquiry.read",
    "settlements": "review.read",
    "actions": "review.read",
    "reviews": "review.read",
    "records": "accountability.read",
    "unmaskings": "audit.read",
    "sensitivities": "series.read",
    "people": "people.manage",
    "tokens": "token.manage",
    "setup_links": "people.manage",
}
WHOLE = ("Y", "M", "redacted")


def project(collection: str, row: Row, audience: Audience) -> Projected | None:
    """The row as this audience may see it, or None."""
    if audience.role == "console":
        return dict(row)
    allowed = cell(READING[collection], audience.role)
    if allowed in WHOLE:
        return dict(row)
    return _summary(collection, row) if cell("crisis.read", audience.role) == "summary" else None


def comes_and_goes(collection: str, audience: Audience) -> bool:
    """Whether a row that this audience sees can vanish for it again: a released fact that is refuted, for the board."""
    return collection == "facts" and cell("crisis.read", audience.role) == "summary"


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
    if kind == "complaint.unmasked":
        return cell("audit.read", audience.role) in WHOLE
    if kind.startswith(("intake.recorded", "intake.corrected", "intake.linked", "warning.")):
        return cell("warning.read", audience.role) in WHOLE
    if kind.startswith("record."):
        return cell("accountability.read", audience.role) in WHOLE
    allowed = cell("crisis.read", audience.role)
    return allowed in WHOLE or (allowed == "summary" and kind in EXECUTIVE_KINDS)


def words(event: Event, audience: Audience) -> dict[str, Any]:
    """The parameters of the event's sentence; in place of a reason that was typed the board is told the rule."""
    params = dict(event.payload["params"])
    if event.kind == "level.changed" and cell("crisis.read", audience.role) == "summary":
        (row,) = event.payload["rows"]["crisis"].values()
        params["rule"] = {"key": f"severity.rule.{row['level_rule']['rule']}"}
    return params
