"""The content that comes with the console: complete, consistent, in both languages."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crisis.domain.playbook import MISTAKES, PRINCIPLES
from crisis.language.words import catalogue
from crisis.playbooks.duty_register import load_duties
from crisis.playbooks.loader import check, load_playbooks
from crisis.playbooks.policies import load_choosing, load_policy, load_workdays

CASES = sorted((Path(__file__).parents[1] / "cases").glob("dev-*.json"))
PLAYBOOKS = load_playbooks()
ITEMS = {item.ref: item for playbook in PLAYBOOKS.values() for item in playbook.items}


def test_the_packaged_playbooks_have_no_problem() -> None:
    assert check() == []
    assert check([]) == []


@pytest.mark.covers("R2-37")
def test_ten_playbooks_hold_206_items() -> None:
    counts = {code: len(playbook.items) for code, playbook in PLAYBOOKS.items()}
    assert counts == {
        "PB-MEDIA": 23, "PB-PRODUCT": 22, "PB-GROUP": 22, "PB-SERVICE": 19, "PB-INJURY": 21,
        "PB-DATA": 21, "PB-FOOD": 21, "PB-CONDUCT": 19, "PB-REG": 19, "PB-RUMOUR": 19,
    }  # fmt: skip
    assert len(ITEMS) == sum(counts.values()) == 206


def test_items_of_a_playbook_are_numbered_without_a_gap() -> None:
    for code, playbook in PLAYBOOKS.items():
        name = code.removeprefix("PB-")
        assert [item.ref for item in playbook.items] == [f"{name}-{n:02}" for n in range(1, len(playbook.items) + 1)]


def test_every_title_is_chinese_in_chinese_and_not_in_english() -> None:
    def chinese(text: str) -> bool:
        return any("一" <= sign <= "鿿" for sign in text)

    assert [ref for ref, item in ITEMS.items() if not chinese(item.title.zh) or chinese(item.title.en)] == []
    assert [ref for ref, item in ITEMS.items() if not chinese(item.evidence.zh) or chinese(item.evidence.en)] == []


def test_every_principle_and_every_mistake_has_items_in_every_crisis_of_the_public() -> None:
    assert {item.principle for item in PLAYBOOKS["PB-MEDIA"].items} == set(PRINCIPLES)
    assert {item.prevents for item in PLAYBOOKS["PB-MEDIA"].items} == set(MISTAKES)


def test_items_that_share_a_concept_can_merge() -> None:
    """Same track, same kind of anchor, and no due under a quarter of another's offset: none becomes a trap."""
    for concept, shared in Counter(item.same_as for item in ITEMS.values() if item.same_as).items():
        together = [item for item in ITEMS.values() if item.same_as == concept]
        offsets = [item.rule.offset for item in together]
        assert shared > 1, concept
        assert len({(item.track, item.rule.anchor) for item in together}) == 1, concept
        assert min(offsets) * 4 >= max(offsets), concept


def test_every_visit_is_marked_so_that_a_call_cannot_close_it() -> None:
    visits = {ref for ref, item in ITEMS.items() if item.needs_visit}
    assert visits == {"MEDIA-13", "SERVICE-07", "FOOD-02", "FOOD-18", "INJURY-04", "GROUP-08"}


def test_the_primary_playbook_follows_the_order() -> None:
    choosing = load_choosing()
    assert choosing.choose(["T-MEDIA", "T-SAFETY"], ["harmed", "product"]) == ("PB-INJURY", "PB-PRODUCT", "PB-MEDIA")
    assert choosing.choose(["T-ASSET"]) == ("PB-SERVICE",)
    assert choosing.choose(["T-ASSET"], ["police"]) == ("PB-REG", "PB-SERVICE")
    assert choosing.choose(["T-VIRAL"]) == ()
    assert choosing.choose(["T-NEARMISS", "T-MEDIA"], ["workmanship"]) == ("PB-MEDIA", "PB-SERVICE")


def test_choosing_ranks_exactly_the_playbooks_there_are() -> None:
    choosing = load_choosing()
    brought = {choice.playbook for choices in choosing.by_trigger.values() for choice in choices}
    assert set(choosing.order) == brought == set(PLAYBOOKS)


@pytest.mark.parametrize(
    ("level", "statement", "report", "seats", "filled"),
    [("I", 1, 1, 6, 1), ("II", 2, 2, 6, 1), ("III", 4, 4, 6, 1), ("IV", 4, 12, 1, None)],
)
def test_the_policy_gives_each_level_its_hours_and_its_seats(
    level: str, statement: int, report: int, seats: int, filled: int | None
) -> None:
    row = load_policy().levels[level]
    assert row.holding_statement.total_seconds() == statement * 3600
    assert row.situation_report.total_seconds() == report * 3600
    assert len(row.seats) == seats
    assert row.seats_within == (timedelta(hours=filled) if filled else None)


def test_calendars_know_their_years_and_leave_others_open() -> None:
    calendars = load_workdays()
    assert sorted(calendars) == ["CN", "MON_FRI", "US"]
    assert sorted(calendars["CN"].years) == [2025, 2026]


def test_every_code_of_a_problem_has_its_sentence() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(__file__).parents[2].glob("crisis/playbooks/*.py"))
    spoken = [key.rpartition(".")[2] for key in catalogue() if key.startswith("playbook.problem.")]
    assert [code for code in spoken if code != "where" and f'"{code}"' not in source] == []


def test_the_register_cites_a_source_and_a_confidence_for_every_duty() -> None:
    register = load_duties()
    assert {"MANUFACTURER_NOTICE", "FOOD_REPORT_2H", "FOOD_RECALL", "GDPR_33", "PIPL_57", "CN_CYBER", "CFR_573",
            "CFR_577", "CPSC_15B", "CN_GOODS_2WD"} <= {rule.code for rule in register.rules}  # fmt: skip
    assert all(rule.source and rule.confidence for rule in (*register.rules, register.reply))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_written_cases_find_their_items_in_the_playbooks(path: Path) -> None:
    wanted = json.loads(path.read_text("utf-8"))["expected"].get("checklist_must_include") or []
    for entry in wanted:
        item = ITEMS[entry["ref"]]
        assert (item.owner, item.track, item.principle, item.prevents, item.due) == (
            entry["owner"], entry["track"], entry["principle"], entry["prevents"], entry["due_rule"],
        )  # fmt: skip
        assert datetime.fromisoformat(entry.get("due_at", "2026-01-01T00:00:00+00:00")).tzinfo
