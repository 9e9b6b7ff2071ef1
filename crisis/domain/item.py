"""One item of a crisis's checklist: its value, the moves between its states, and where a list shows it.

States: open → doing → done or skipped (not applicable). Who may move it is asked by the command, not here. Moves
return a new value or raise `IllegalMove`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.playbook import Words

MOVES = {
    "start": (("open",), "doing"),
    "finish": (("open", "doing"), "done"),
    "skip": (("open", "doing"), "skipped"),
    "reopen": (("done", "skipped"), "open"),
}
PERIODS = ("0-1", "1-4", "4-24", "24-48", "later")
"""Hours after T0."""
_PERIOD_ENDS = tuple(timedelta(hours=hours) for hours in (1, 4, 24, 48))
ORDER = ("overdue", "soon", "doing", "open", "done", "skipped")
"""How a list shows its items: what burns first."""
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Item:
    """`refs` are the playbook items it stands for; `due_rule` gave `due_at` (None: the anchor is not yet known)."""

    refs: tuple[str, ...]
    title: Words
    track: str
    owners: tuple[str, ...]
    principles: tuple[str, ...]
    prevents: tuple[str, ...]
    evidence_needed: Words
    due_rule: str
    due_at: datetime | None
    late_start: bool
    added_at: datetime
    concept: str | None = None
    needs_visit: bool = False
    origin: str = "playbook"
    state: str = "open"
    evidence: str = ""
    reason: str = ""

    @property
    def is_closed(self) -> bool:
        return self.state in ("done", "skipped")

    @property
    def needs_evidence(self) -> bool:
        """What rests on authoritative proof is not done by saying so."""
        return "STD" in self.principles


def _move(item: Item, move: str) -> Item:
    allowed, state = MOVES[move]
    if item.state not in allowed:
        raise IllegalMove("item_move", move=move, state=item.state)
    return replace(item, state=state)


def start(item: Item) -> Item:
    return _move(item, "start")


def finish(item: Item, evidence: str = "", visited: bool = False) -> Item:
    """Done, with `evidence` (a note, link or attachment name) and whether somebody was there in person."""
    moved = _move(item, "finish")
    if item.needs_evidence and not evidence.strip():
        raise IllegalMove("item_evidence", needed={"zh": item.evidence_needed.zh, "en": item.evidence_needed.en})
    if item.needs_visit and not visited:
        raise IllegalMove("item_visit")
    return replace(moved, evidence=_text(evidence, "evidence"), reason="")


def skip(item: Item, reason: str) -> Item:
    """Not applicable."""
    moved = _move(item, "skip")
    if not reason.strip():
        raise Invalid("item_reason", field="reason")
    return replace(moved, reason=_text(reason, "reason"))


def reopen(item: Item) -> Item:
    """Back to open; what was given as evidence stays readable in the history, not on the item."""
    return replace(_move(item, "reopen"), evidence="", reason="")


def _text(text: str, field: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Invalid("item_text", field=field, limit=LONGEST_TEXT)
    return text.strip()


def period(due_at: datetime | None, t0: datetime) -> str:
    """Which stretch after T0 a due falls into; what has no due comes later."""
    if due_at is None:
        return "later"
    after = due_at - t0
    return next((name for name, end in zip(PERIODS, _PERIOD_ENDS, strict=False) if after <= end), "later")


def standing(state: str, due_at: datetime | None, at: datetime, soon: timedelta) -> str:
    """How an item in `state` looks at `at`, with `soon` to go until it is due soon: one of ORDER."""
    if state in ("done", "skipped") or due_at is None:
        return state
    if due_at < at:
        return "overdue"
    return "soon" if due_at - at <= soon else state
