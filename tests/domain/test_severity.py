"""Severity: each row of the handbook's table at its edges, then the rules that combine them."""

from __future__ import annotations

from typing import Any

import pytest

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed
from crisis.domain.severity import (
    AUTHORITY,
    BUSINESS,
    OUTLET,
    Evidence,
    follow,
    judge,
    lower,
)
from crisis.language.words import known

EDGES: list[tuple[dict[str, Any], str]] = [
    ({}, "IV"),
    ({"deaths": 1}, "I"),
    ({"seriously_hurt": 3}, "I"),
    ({"seriously_hurt": 2}, "II"),
    ({"in_hospital": 3}, "II"),
    ({"ill": 30}, "I"),
    ({"ill": 29}, "II"),
    ({"ill": 10}, "II"),
    ({"ill": 9}, "III"),
    ({"ill": 2}, "III"),
    ({"ill": 1}, "IV"),
    ({"minor_injury": True}, "III"),
    ({"near_miss": True}, "III"),
    ({"fire_in_use": True}, "II"),
    ({"airbag_failure": True}, "II"),
    ({"views": 10_000_000}, "I"),
    ({"views": 9_999_999}, "II"),
    ({"views": 999_999}, "III"),
    ({"views": 99_999}, "IV"),
    ({"shares": 1_000}, "III"),
    ({"shares": 999}, "IV"),
    ({"hot_search": True}, "II"),
    ({"hot_search_rank": 10}, "I"),
    ({"hot_search_rank": 11}, "II"),
    ({"persons_affected": 1_000}, "I"),
    ({"persons_affected": 999}, "II"),
    ({"persons_affected": 100}, "II"),
    ({"persons_affected": 99}, "III"),
    ({"persons_affected": 3}, "III"),
    ({"persons_affected": 2}, "IV"),
    ({"units": 10_000}, "I"),
    ({"units": 9_999}, "II"),
    ({"units": 999}, "IV"),
    ({"data_persons": 1_000_000}, "I"),
    ({"data_persons": 999_999}, "II"),
    ({"data_persons": 9_999}, "III"),
    ({"data_persons": 499}, "IV"),
    ({"data_persons": 100_000, "data_sensitive": 100_000}, "I"),
    ({"outlets": frozenset({"national"})}, "I"),
    ({"outlets": frozenset({"provincial"})}, "II"),
    ({"outlets": frozenset({"trade"})}, "III"),
    ({"authority": frozenset({"ordered_stop"})}, "I"),
    ({"authority": frozenset({"summons", "mediation"})}, "II"),
    ({"authority": frozenset({"inspection"})}, "III"),
    ({"authority": frozenset({"mediation"})}, "IV"),
    ({"business": "survival"}, "I"),
    ({"business": "region"}, "II"),
    ({"business": "branch"}, "III"),
    ({"business": "single_case"}, "IV"),
]


@pytest.mark.parametrize(("facts", "level"), EDGES)
def test_each_row_gives_its_level_at_its_edge(facts: dict[str, Any], level: str) -> None:
    assert judge(Evidence(**facts)).level == level


@pytest.mark.covers("R2-36")
@pytest.mark.parametrize("safety", ["safety_credible", "near_miss"])
def test_a_published_report_with_a_safety_claim_is_at_least_two(safety: str) -> None:
    found = judge(Evidence(outlets=frozenset({"local"}), **{safety: True}))
    assert (found.level, found.rule) == ("II", "combination")
    assert judge(Evidence(outlets=frozenset({"local"}))).level == "III"
    assert judge(Evidence(**{safety: True})).level in ("III", "IV")


def test_aggravators_raise_one_level_however_many_there_are() -> None:
    one = judge(Evidence(ill=2, vulnerable_victim=True))
    all_four = judge(
        Evidence(
            ill=2, vulnerable_victim=True, same_fault_within_12_months=True, false_statement=True, silent_after_24h=True
        )
    )
    assert (one.level, one.rule, one.aggravators) == ("II", "aggravated", ("vulnerable_victim",))
    assert (all_four.level, len(all_four.aggravators)) == ("II", 4)
    assert judge(Evidence(deaths=1, false_statement=True)).level == "I"


def test_the_rows_that_applied_come_worst_first_with_what_was_counted() -> None:
    found = judge(Evidence(near_miss=True, ill=12, views=150_000))
    told = [(row.code, row.level, row.count) for row in found.rows]
    assert told == [("ill", "II", 12), ("views", "III", 150_000), ("near_miss", "III", 0)]


@pytest.mark.parametrize(
    ("current", "before", "now", "then"),
    [
        ("III", "III", "II", "II"),
        ("II", "II", "III", "II"),
        ("III", "II", "II", "III"),
        ("III", "II", "I", "I"),
        ("I", "III", "II", "I"),
    ],
)
def test_new_evidence_raises_and_never_undoes_the_leads_lowering(
    current: str, before: str, now: str, then: str
) -> None:
    assert follow(current, before, now) == then


def test_only_the_lead_lowers_with_a_reason_and_really_lower() -> None:
    assert lower("II", "III", "lead", "cause found, nobody hurt") == "III"
    with pytest.raises(NotAllowed):
        lower("II", "III", "pr", "calm now")
    with pytest.raises(Invalid):
        lower("II", "III", "lead", "  ")
    for to in ("II", "I", "V"):
        with pytest.raises(IllegalMove):
            lower("II", to, "lead", "reason")


def test_every_row_has_words() -> None:
    rows = [f"outlet_{c}" for c in OUTLET] + [f"authority_{c}" for c in AUTHORITY] + [f"business_{c}" for c in BUSINESS]
    codes = rows + [row.code for facts, _ in EDGES for row in judge(Evidence(**facts)).rows]
    assert [code for code in codes if not known(f"severity.row.{code}")] == []
