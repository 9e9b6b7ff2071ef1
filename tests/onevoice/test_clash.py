"""Pairs of statements: what clashes, of which kind, and what does not (domain.md §12)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crisis.onevoice.clash import clash
from crisis.onevoice.compare_versions import compare_versions
from crisis.onevoice.vocabulary import KINDS, axes
from tests.onevoice.examples import pairs

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.json"))
EXAMPLES = [(axis, a, b) for axis in axes() for a, b in axis.examples]
AGREEING = [(axis, a, b) for axis in axes() for a, b in axis.agreeing]


def two(a: str, b: str):
    return clash({"source": "a", "text": a}, {"source": "b", "text": b})


@pytest.mark.parametrize(
    "pair", [one for one in pairs() if one.kind], ids=lambda one: f"{one.kind}-{one.a['text'][:20]}"
)
def test_a_contradiction_is_seen_and_quoted(pair):
    found = clash(pair.a, pair.b)
    assert found is not None
    assert found.kind in KINDS
    assert found.what != ""


@pytest.mark.parametrize("pair", [one for one in pairs() if not one.kind], ids=lambda one: one.a["text"][:24])
def test_two_ways_of_saying_one_thing_do_not_clash(pair):
    assert clash(pair.a, pair.b) is None


@pytest.mark.parametrize("pair", [one for one in pairs() if not one.kind], ids=lambda one: one.b["text"][:24])
def test_a_pair_reads_the_same_from_the_other_side(pair):
    assert clash(pair.b, pair.a) is None


@pytest.mark.parametrize(("axis", "a", "b"), EXAMPLES, ids=[f"{x.name}-{a[:12]}" for x, a, _ in EXAMPLES])
def test_positions_of_an_axis_exclude_each_other(axis, a, b):
    assert two(a, b).kind == axis.kind


@pytest.mark.parametrize(("axis", "a", "b"), AGREEING, ids=[f"{x.name}-{a[:12]}" for x, a, _ in AGREEING])
def test_one_position_in_other_words_is_no_clash(axis, a, b):
    assert two(a, b) is None


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_pairs_of_the_written_cases_come_out_right(path):
    case = json.loads(path.read_text("utf-8"))
    wrong = [
        pair["id"] for pair in case["statement_pairs"] if (clash(pair["a"], pair["b"]) is not None) != pair["clash"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("3个工作日内退款", "3天内退款", "PROMISE"),
        ("免费更换", "优惠更换", "REMEDY"),
        ("召回全部批次", "召回部分批次", "SCOPE"),
        ("已退款", "将退款", "ACTION"),
        ("原因正在调查", "已查明原因是电池短路", "STATUS"),
        ("责任在我司", "责任在供应商", "RESPONSIBILITY"),
    ],
)
def test_the_clashes_of_the_handbook_have_their_kind(a, b, kind):
    assert two(a, b).kind == kind


def test_versions_of_one_statement_that_differ_are_of_kind_language():
    a, b = (
        {"source": "notice EN", "text": "120 guests were affected"},
        {"source": "notice ZH", "text": "210名客人受影响"},
    )
    assert clash(a, b).kind == "LANGUAGE"


def test_the_two_versions_of_a_statement_are_compared_number_by_number():
    found = compare_versions(
        "12人就诊,3人住院。热线400-000-0001。", "12 people sought medical care. Hotline 400-000-0001."
    )
    assert [(one.kind, one.what) for one in found] == [("LANGUAGE", "3人 / –")]


def test_two_versions_that_agree_have_no_findings():
    assert compare_versions("12人就诊,3人住院。", "12 people were treated, three of them are in hospital.") == []
