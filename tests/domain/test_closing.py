"""The closing gate: everything finished closes, and each single open thing blocks under its own name."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crisis.domain.closing import CODES, GROUPS, ClosingState, Group, blocking, closable_from, close, gates
from crisis.domain.errors import IllegalMove
from crisis.language.words import say

AT = datetime(2030, 3, 20, 9, 0, tzinfo=UTC)
CASES = Path(__file__).parents[1] / "cases"
FINISHED = ClosingState(
    at=AT,
    stage=4,
    stage_since=AT - timedelta(days=7),
    groups=(Group("complainants", 4, 4, 4), Group("data_subjects", 900, 900, to_settle=False)),
    truth_published=True,
    review_approved=True,
    missing_tiers=(),
    actions=2,
    greetings_needed=4,
    greetings_set=4,
    archive_number="2030-014",
    date_index="20300320",
    retention_until=AT + timedelta(days=3650),
)


@pytest.mark.covers("R2-60")
def test_a_finished_crisis_passes_every_gate_once() -> None:
    found = gates(FINISHED)
    assert [(gate.code, gate.open) for gate in found] == [(code, False) for code in CODES]
    close(FINISHED)


def test_a_crisis_in_which_nothing_was_done_is_blocked_by_what_always_has_to_be_done() -> None:
    blocked = {gate.code for gate in blocking(ClosingState(at=AT))}
    assert blocked == {"stage_quiet", "truth", "aar", "accountability", "corrective", "greeting", "archive"}


@pytest.mark.parametrize(
    ("change", "reasons", "refs"),
    [
        ({"stage": 3}, ["stage_quiet.not_subsiding"], ()),
        ({"stage_since": AT - timedelta(days=7) + timedelta(minutes=1)}, ["stage_quiet.too_short"], ()),
        ({"last_trigger_at": AT - timedelta(days=1)}, ["stage_quiet.too_short"], ()),
        ({"open_items": ("MEDIA-20", "REG-15")}, ["checklist.open"], ("MEDIA-20", "REG-15")),
        ({"groups": (Group("batch", 46, 45, 46, refs=("GROUP-12",)),)}, ["customers.batch.contact"], ("GROUP-12",)),
        ({"groups": (Group("injured", 1, 1, 0),)}, ["customers.injured.settled"], ()),
        ({"groups": (Group("owners", None, 9, 9),)}, ["customers.owners.contact", "customers.owners.settled"], ()),
        ({"groups": (Group("data_subjects", 9, 8, 0, to_settle=False),)}, ["customers.data_subjects.contact"], ()),
        ({"open_commitments": ("c3",)}, ["commitments.open"], ("c3",)),
        ({"open_duties": ("GDPR_33",)}, ["legal_filings.duty"], ("GDPR_33",)),
        ({"open_authority_cases": ("REG-01",)}, ["legal_filings.authority"], ("REG-01",)),
        ({"truth_published": False, "truth_withheld_by": frozenset({"lead"})}, ["truth.open"], ()),
        ({"stale_statements": ("s4",)}, ["statements.stale"], ("s4",)),
        ({"contradictions": ("s4/s5",)}, ["statements.clash"], ("s4/s5",)),
        ({"review_approved": False}, ["aar.open"], ()),
        ({"missing_tiers": ("management",)}, ["accountability.management"], ("management",)),
        ({"unapproved_records": ("r1",)}, ["accountability.unapproved"], ("r1",)),
        ({"uncleared_records": ("r1",)}, ["accountability.uncleared"], ("r1",)),
        ({"actions": 0}, ["corrective.none"], ()),
        ({"loose_actions": ("a1",)}, ["corrective.loose"], ("a1",)),
        ({"unverified_containment": ("a1",)}, ["corrective.unverified"], ("a1",)),
        ({"greetings_set": 3}, ["greeting.open"], ()),
        ({"greetings_needed": None}, ["greeting.open"], ()),
        ({"archive_number": ""}, ["archive.open"], ()),
        ({"retention_until": None}, ["archive.open"], ()),
        ({"flags_without_second": ("RUMOUR-12",)}, ["malicious.open"], ("RUMOUR-12",)),
    ],
)
def test_each_open_thing_alone_blocks_under_its_name(
    change: dict[str, object], reasons: list[str], refs: tuple[str, ...]
) -> None:
    state = dataclasses.replace(FINISHED, **change)  # type: ignore[arg-type]
    found = blocking(state)
    assert [gate.reason for gate in found] == reasons
    assert found[0].refs == refs
    with pytest.raises(IllegalMove) as refused:
        close(state)
    assert refused.value.params == {"count": len(reasons), "codes": reasons[0].split(".")[0]}


def test_lead_and_legal_together_may_withhold_the_truth_with_reasons() -> None:
    state = dataclasses.replace(FINISHED, truth_published=False, truth_withheld_by=frozenset({"lead", "legal"}))
    assert blocking(state) == []


def test_a_trigger_in_stage_four_starts_the_seven_days_again() -> None:
    state = dataclasses.replace(FINISHED, last_trigger_at=AT - timedelta(days=2))
    assert closable_from(state) == AT + timedelta(days=5)
    assert closable_from(dataclasses.replace(state, stage=3)) is None


def everything_open() -> ClosingState:
    return ClosingState(
        at=AT,
        stage=4,
        stage_since=AT,
        open_items=("MEDIA-20",),
        groups=tuple(Group(name, None) for name in GROUPS),
        open_commitments=("c1",),
        open_duties=("GDPR_33",),
        open_authority_cases=("REG-01",),
        stale_statements=("s1",),
        contradictions=("s1/s2",),
        unapproved_records=("r1",),
        uncleared_records=("r1",),
        loose_actions=("a1",),
        unverified_containment=("a1",),
        flags_without_second=("m1",),
    )


def test_every_sentence_can_be_said_in_both_languages() -> None:
    every = [*gates(everything_open()), *gates(ClosingState(at=AT)), *gates(FINISHED)]
    for gate in every:
        for lang in ("zh", "en"):
            sentence = say(f"closing.{gate.reason}", lang, **gate.params)
            assert sentence and "{" not in sentence
    assert {gate.code for gate in gates(everything_open()) if gate.open} == set(CODES)


def test_every_blocker_the_written_cases_want_has_a_gate_that_names_it() -> None:
    wanted = {
        "accountability incomplete": "accountability",
        "corrective actions open": "corrective",
        "greeting calls not scheduled": "greeting",
        "stage 4 < 7 days": "stage_quiet",
        "46 vehicles not all contacted": "customers.batch.contact",
        "regulator reply not filed": "legal_filings",
        "regulator case open": "legal_filings.authority",
        "ill persons not all settled": "customers.ill.settled",
        "GDPR report missing": "legal_filings.duty",
        "guests not notified": "customers.data_subjects.contact",
        "injured customer not settled": "customers.injured.settled",
        "malicious flag lacks second approval": "malicious",
    }
    cases = [json.loads(path.read_text("utf-8")) for path in sorted(CASES.glob("dev-*.json"))]
    asked = {
        b for case in cases if case["accountability"] for b in case["accountability"]["closure_must_be_blocked_by"]
    }
    assert asked == wanted.keys()
    reasons = [gate.reason for gate in blocking(everything_open())]
    assert [b for b, reason in wanted.items() if not any(r.startswith(reason) for r in reasons)] == []
