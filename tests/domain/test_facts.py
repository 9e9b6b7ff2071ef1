"""The facts board: each move of a fact, who confirms, and what makes a text stale."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed
from crisis.domain.facts import KEYS, MOVES, Fact, confirm, enter, refute, reopen, stale_by, supersede
from crisis.language.words import known

AS_OF = datetime(2030, 3, 4, 8, 0, tzinfo=UTC)
COUNT = Fact("affected_count", "12", AS_OF, unit="台", scope="三月批次", source="盘点表")


def test_a_fact_enters_unconfirmed_whatever_it_claims() -> None:
    bold = dataclasses.replace(COUNT, status="confirmed", approver="me", may_publish=True, value=" 12 ")
    assert enter(bold) == COUNT


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "Affected Count"}, "key"),
        ({"key": "x" * 41}, "key"),
        ({"value": "  "}, "value"),
        ({"value": "9" * 2001}, "value"),
        ({"scope": "x" * 201}, "scope"),
        ({"as_of": AS_OF.replace(tzinfo=None)}, "as_of"),
    ],
)
def test_a_malformed_fact_is_refused_with_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter(dataclasses.replace(COUNT, **change))  # type: ignore[arg-type]
    assert refused.value.params["field"] == field


@pytest.mark.parametrize(
    ("key", "role", "allowed"),
    [
        ("responsibility", "lead", True),
        ("responsibility", "legal", False),
        ("responsibility", "technical", False),
        ("cause", "technical", True),
        ("cause", "legal", False),
        ("remedy", "legal", True),
        ("affected_count", "technical", True),
        ("affected_count", "pr", False),
        ("house_own_key", "legal", True),
        ("place", "executive", False),
    ],
)
def test_each_key_is_confirmed_by_the_role_that_answers_for_it(key: str, role: str, allowed: bool) -> None:
    fact = dataclasses.replace(COUNT, key=key)
    if allowed:
        confirmed = confirm(fact, approver="p1", role=role, may_publish=True)
        assert (confirmed.status, confirmed.approver, confirmed.may_publish) == ("confirmed", "p1", True)
    else:
        with pytest.raises(NotAllowed):
            confirm(fact, approver="p1", role=role)


def test_nothing_is_confirmed_without_a_source() -> None:
    with pytest.raises(Invalid):
        confirm(dataclasses.replace(COUNT, source=" "), approver="p1", role="lead")


def test_the_moves_between_statuses_are_exactly_these() -> None:
    done = set()
    for before, after in itertools.product(MOVES, MOVES):
        fact = dataclasses.replace(COUNT, status=before)
        acts = {
            "confirmed": lambda f: confirm(f, approver="p", role="lead"),
            "refuted": lambda f: refute(f, approver="p", role="lead"),
            "unconfirmed": reopen,
            "superseded": lambda f: supersede(f, f)[0],
        }
        try:
            assert acts[after](fact).status == after
            done.add((before, after))
        except IllegalMove:
            pass
    assert done == {
        ("unconfirmed", "confirmed"),
        ("unconfirmed", "refuted"),
        ("unconfirmed", "superseded"),
        ("confirmed", "refuted"),
        ("confirmed", "superseded"),
        ("refuted", "unconfirmed"),
        ("refuted", "superseded"),
    }


def test_a_newer_fact_replaces_and_an_older_or_foreign_one_does_not() -> None:
    later = dataclasses.replace(COUNT, value="14", as_of=AS_OF + timedelta(hours=1))
    old, new = supersede(COUNT, later)
    assert (old.status, new.status, new.value) == ("superseded", "unconfirmed", "14")
    with pytest.raises(IllegalMove):
        supersede(later, COUNT)
    with pytest.raises(Invalid):
        supersede(COUNT, dataclasses.replace(later, key="injured_count"))


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        ({"value": "13"}, ("value",)),
        ({"scope": "四月批次", "unit": "辆"}, ("unit", "scope")),
        ({"status": "refuted"}, ("status",)),
        ({"may_publish": False}, ("may_publish",)),
        ({"as_of": AS_OF + timedelta(days=1)}, ()),
        ({"source": "复核表", "evidence": "a.pdf"}, ()),
    ],
)
def test_a_text_becomes_stale_by_what_it_says_and_not_by_its_papers(
    change: dict[str, object], stale: tuple[str, ...]
) -> None:
    before = confirm(COUNT, approver="p", role="lead", may_publish=True)
    assert stale_by(before, dataclasses.replace(before, **change)) == stale  # type: ignore[arg-type]


def test_every_key_and_status_has_a_name() -> None:
    assert [k for k in KEYS if not known(f"fact.key.{k}")] == []
    assert [s for s in MOVES if not known(f"fact.status.{s}")] == []
