"""One item of a crisis's checklist: its value, the moves between its states, and where a list shows it.

States: open → doing → done or skipped (not applicable); waiting = somebody asked to skip it and LEAD or DEP has not
yet agreed. Who may approve is asked by the command, not here. Moves return a new value or raise `IllegalMove`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.playbook import Words

STATES = ("open", "doing", "waiting", "done", "skipped")
MOVES = {
    "start": (("open",), "doing"),
    "finish": (("open", "doing"), "done"),
    "ask_to_skip": (("open", "doing"), "waiting"),
    "skip": (("open", "doing", "waiting"), "skipped"),
    "reopen": (("waiting", "done", "skipped"), "open"),
}
PERIODS = ("0-1h", "1-4h", "4-24h", "24-48h", "later")
_PERIOD_ENDS = tuple(timedelta(hours=hours) for hours in (1, 4, 24, 48))
ORDER = ("overdue", "soon", "waiting", "doing", "open", "done", "skipped")
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
    """Not applicable; the command has asked LEAD or DEP."""
    return replace(_move(item, "skip"), reason=_reason(reason or item.reason))


def ask_to_skip(item: Item, reason: str) -> Item:
    return replace(_move(item, "ask_to_skip"), reason=_reason(reason))


def reopen(item: Item, reason: str = "") -> Item:
    """Back to open; what was given as evidence stays readable in the history, not on the item."""
    return replace(_move(item, "reopen"), evidence="", reason=_text(reason, "reason"))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("item_reason", field="reason")
    return _text(reason, "reason")


def _text(text: str, field: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Invalid("item_text", field=field, limit=LONGEST_TEXT)
    return text.strip()


def period(item: Item, t0: datetime) -> str:
    """Which stretch after T0 its due falls into; items without a due come later."""
    if item.due_at is None:
        return "later"
    after = item.due_at - t0
    return next((name for name, end in zip(PERIODS, _PERIOD_ENDS, strict=False) if after <= end), "later")


def standing(item: Item, at: datetime, soon: timedelta = timedelta(minutes=30)) -> str:
    """How it looks at `at`: one of ORDER."""
    if item.state in ("done", "skipped", "waiting"):
        return item.state
    if item.due_at is not None and item.due_at < at:
        return "overdue"
    if item.due_at is not None and item.due_at - at <= soon:
        return "soon"
    return item.state


def display_order(item: Item, at: datetime, soon: timedelta = timedelta(minutes=30)) -> tuple[int, float, str]:
    """Sort key: what burns first, then by due, items without a due last, then by reference."""
    due = item.due_at.timestamp() if item.due_at else float("inf")
    return ORDER.index(standing(item, at, soon)), due, item.refs[0] if item.refs else item.title.zh
