"""What still keeps a crisis from being closed: the gates of handbook §15, each with what is open by name.

`gates(state)` gives at least one Gate for every code of CODES, in that order; several for a code when several things
are open in it. The sentence of a gate is the catalogue's `closing.<reason>` with `params`. "The news has died down"
is no gate and opens none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crisis.domain.errors import IllegalMove

CODES = (
    *("stage_quiet", "checklist", "customers", "commitments", "legal_filings", "truth", "statements"),
    *("aar", "accountability", "corrective", "greeting", "archive", "malicious"),
)
QUIET_LASTS = timedelta(days=7)
GROUPS = ("complainants", "injured", "ill", "batch", "owners", "buyers", "data_subjects", "refunds")
"""Who has to be reached and settled: complainants of the crisis, people hurt or ill, everyone served in the same
batch, owners and buyers of the product, people whose data leaked, people who are owed money back."""


@dataclass(frozen=True, slots=True)
class Group:
    """`total` None: not counted yet. Reached: contacted or notified. Settled: agreement performed, or refused with the
    external route explained. `to_settle` False: telling them is all that is owed."""

    group: str
    total: int | None
    reached: int = 0
    settled: int = 0
    to_settle: bool = True
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosingState:
    """The crisis as it stands. Refs are checklist refs, duty codes and ids as people see them; empty means nothing
    open. The defaults are those of a crisis in which nothing has been done yet."""

    at: datetime
    stage: int = 2
    stage_since: datetime | None = None
    last_trigger_at: datetime | None = None
    open_items: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    open_commitments: tuple[str, ...] = ()
    open_duties: tuple[str, ...] = ()
    open_authority_cases: tuple[str, ...] = ()
    truth_published: bool = False
    truth_withheld_by: frozenset[str] = frozenset()
    stale_statements: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    review_approved: bool = False
    missing_tiers: tuple[str, ...] = ("leadership", "management", "direct")
    unapproved_records: tuple[str, ...] = ()
    uncleared_records: tuple[str, ...] = ()
    actions: int = 0
    loose_actions: tuple[str, ...] = ()
    unverified_containment: tuple[str, ...] = ()
    greetings_needed: int | None = None
    greetings_set: int = 0
    archive_number: str = ""
    date_index: str = ""
    retention_until: datetime | None = None
    flags_without_second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """`open` True blocks closing; `reason` and `params` make its sentence, `refs` name what is meant."""

    code: str
    open: bool
    reason: str
    params: dict[str, str | int] = field(default_factory=dict)
    refs: tuple[str, ...] = ()


def gates(state: ClosingState) -> list[Gate]:
    open_gates = [*_course(state), *_people(state), *_words(state), *_inside(state)]
    done = {gate.code for gate in open_gates}
    passed = [Gate(code, False, f"{code}.done") for code in CODES if code not in done]
    return sorted(open_gates + passed, key=lambda gate: CODES.index(gate.code))


def blocking(state: ClosingState) -> list[Gate]:
    return [gate for gate in gates(state) if gate.open]


def close(state: ClosingState) -> None:
    """Returns when every gate is passed, else refuses with how many block."""
    if blocked := blocking(state):
        raise IllegalMove("closing.blocked", count=len(blocked), codes=",".join(dict.fromkeys(g.code for g in blocked)))


def quiet_since(state: ClosingState) -> datetime | None:
    """Since when it has been quiet in stage 4; None while it is not subsiding."""
    if state.stage != 4 or state.stage_since is None:
        return None
    return max(state.stage_since, state.last_trigger_at or state.stage_since)


def closable_from(state: ClosingState) -> datetime | None:
    """The earliest time at which the gate of quiet can be passed."""
    since = quiet_since(state)
    return since + QUIET_LASTS if since else None


def _course(state: ClosingState) -> Iterator[Gate]:
    since = quiet_since(state)
    if since is None:
        yield Gate("stage_quiet", True, "stage_quiet.not_subsiding", {"stage": state.stage})
    elif state.at < since + QUIET_LASTS:
        hours = int((since + QUIET_LASTS - state.at).total_seconds() // 3600)
        yield Gate("stage_quiet", True, "stage_quiet.too_short", {"days": hours // 24, "hours": hours % 24})
    if state.open_items:
        yield Gate("checklist", True, "checklist.open", {"count": len(state.open_items)}, state.open_items)


def _people(state: ClosingState) -> Iterator[Gate]:
    for group in state.groups:
        for done, reason, owed in ((group.reached, "contact", True), (group.settled, "settled", group.to_settle)):
            if owed and (group.total is None or done < group.total):
                left: str | int = "?" if group.total is None else group.total - done
                yield Gate("customers", True, f"customers.{group.group}.{reason}", {"open": left}, group.refs)
    if state.open_commitments:
        count = len(state.open_commitments)
        yield Gate("commitments", True, "commitments.open", {"count": count}, state.open_commitments)
    for duty in state.open_duties:
        yield Gate("legal_filings", True, "legal_filings.duty", {"duty": duty}, (duty,))
    if state.open_authority_cases:
        yield Gate("legal_filings", True, "legal_filings.authority", {}, state.open_authority_cases)
    if state.greetings_needed is None or state.greetings_set < state.greetings_needed:
        left = "?" if state.greetings_needed is None else state.greetings_needed - state.greetings_set
        yield Gate("greeting", True, "greeting.open", {"open": left})
    if state.flags_without_second:
        yield Gate("malicious", True, "malicious.open", {}, state.flags_without_second)


def _words(state: ClosingState) -> Iterator[Gate]:
    if not state.truth_published and not {"lead", "legal"} <= state.truth_withheld_by:
        yield Gate("truth", True, "truth.open")
    if state.stale_statements:
        count = len(state.stale_statements)
        yield Gate("statements", True, "statements.stale", {"count": count}, state.stale_statements)
    if state.contradictions:
        yield Gate("statements", True, "statements.clash", {"count": len(state.contradictions)}, state.contradictions)


def _inside(state: ClosingState) -> Iterator[Gate]:
    if not state.review_approved:
        yield Gate("aar", True, "aar.open")
    for tier in state.missing_tiers:
        yield Gate("accountability", True, f"accountability.{tier}", {}, (tier,))
    for refs, reason in ((state.unapproved_records, "unapproved"), (state.uncleared_records, "uncleared")):
        if refs:
            yield Gate("accountability", True, f"accountability.{reason}", {"count": len(refs)}, refs)
    if not state.actions:
        yield Gate("corrective", True, "corrective.none")
    for refs, reason in ((state.loose_actions, "loose"), (state.unverified_containment, "unverified")):
        if refs:
            yield Gate("corrective", True, f"corrective.{reason}", {"count": len(refs)}, refs)
    if not (state.archive_number and state.date_index and state.retention_until):
        yield Gate("archive", True, "archive.open")
