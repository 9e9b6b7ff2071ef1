"""The check of whole drafts: written examples of many trades, the six cases, and what each finding carries."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crisis.onevoice.check import check
from crisis.onevoice.claims import parse
from tests.onevoice.examples import Draft, board, drafts

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.json"))
AT = datetime(2026, 6, 1, tzinfo=UTC)


def checked(draft: Draft):
    facts, at = board(draft.board)
    return check(draft.text, draft.kind, "zh", facts, [], at=at, responsibility_found=draft.finding)


def overlaps(text: str, hit, span: str) -> bool:
    at = text.lower().find(span.lower())
    return at >= 0 and hit.start < at + len(span) and at < hit.end


@pytest.mark.parametrize("draft", [one for one in drafts() if one.verdict == "pass"], ids=lambda one: one.text[:24])
def test_a_good_text_is_not_blocked(draft):
    found = checked(draft)
    assert [hit for hit in found.hits if hit.severity == "block"] == []


@pytest.mark.parametrize("draft", [one for one in drafts() if one.verdict != "pass"], ids=lambda one: one.text[:24])
def test_a_bad_text_gets_its_verdict_and_its_hits(draft):
    found = checked(draft)
    missed = [(c, s) for c, s in draft.hits if not any(h.code == c and overlaps(draft.text, h, s) for h in found.hits)]
    assert (found.verdict, missed) == (draft.verdict, [])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_drafts_of_the_written_cases_get_their_verdicts(path):
    case = json.loads(path.read_text("utf-8"))
    wrong = []
    for draft in case["drafts"]:
        at, finding = datetime.fromisoformat(draft["at"]), draft["responsibility_finding_made"]
        found = check(
            draft["text"], draft["kind"], draft["lang"], case["facts_board"], [], at=at, responsibility_found=finding
        )
        missed = [
            one
            for one in draft["hits"]
            if not any(h.code == one["code"] and overlaps(draft["text"], h, one["span"]) for h in found.hits)
        ]
        right = found.verdict != "block" if draft["expect"] == "pass" else found.verdict == draft["expect"]
        if missed or not right:
            wrong.append((draft["id"], found.verdict, missed))
    assert wrong == []


def test_a_fact_of_tomorrow_does_not_count_today():
    fact = {
        "key": "injured_count",
        "value": "12",
        "scope": "就诊人数",
        "as_of": "2026-06-02T00:00:00+00:00",
        "status": "confirmed",
        "may_publish": True,
    }
    today = check("共4人就诊。", "PRESS", "zh", [fact], [], at=AT, responsibility_found=False)
    later = check(
        "共4人就诊。", "PRESS", "zh", [fact], [], at=datetime(2026, 6, 3, tzinfo=UTC), responsibility_found=False
    )
    assert ([h.code for h in today.hits], [h.code for h in later.hits]) == ([], ["F14"])


def test_a_superseded_fact_counts_until_its_successor():
    old = {
        "key": "injured_count",
        "value": "4",
        "scope": "就诊人数",
        "as_of": "2026-05-01T00:00:00+00:00",
        "status": "superseded",
        "may_publish": True,
    }
    new = {**old, "value": "12", "as_of": "2026-06-02T00:00:00+00:00", "status": "confirmed"}
    before = check("共4人就诊。", "PRESS", "zh", [old, new], [], at=AT, responsibility_found=False)
    after = check(
        "共4人就诊。", "PRESS", "zh", [old, new], [], at=datetime(2026, 6, 3, tzinfo=UTC), responsibility_found=False
    )
    assert ([h.code for h in before.hits], [h.code for h in after.hits]) == ([], ["F14"])


def test_a_contradiction_names_the_fact_it_stands_against():
    fact = {
        "key": "public_contact",
        "value": "400-000-0001",
        "as_of": "2026-05-01T00:00:00+00:00",
        "status": "confirmed",
        "may_publish": True,
    }
    hit = check("请拨打400-000-0002。", "SOCIAL", "zh", [fact], [], at=AT, responsibility_found=False).hits[0]
    assert (hit.code, hit.span, hit.severity, hit.against.name) == ("F14", "400-000-0002", "block", "public_contact")


def test_a_released_contact_is_contradicted_and_quoted():
    hits = check(
        "请拨打400-000-0002。",
        "SOCIAL",
        "zh",
        [],
        [{"source": "holding", "text": "热线400-000-0001"}],
        at=AT,
        responsibility_found=False,
    ).hits
    assert [(h.code, h.against.source, h.against.name, h.against.quote) for h in hits] == [
        ("F14", "released", "holding", "400-000-0001")
    ]


def test_moving_on_from_investigating_to_concluded_is_no_contradiction():
    earlier = [{"source": "holding", "text": "起火原因正在调查,我们将逐一联系车主。"}]
    fact = {
        "key": "cause",
        "value": "电池短路",
        "as_of": "2026-05-01T00:00:00+00:00",
        "status": "confirmed",
        "may_publish": True,
    }
    hits = check(
        "经查,起火原因是电池短路。我们已逐一联系车主。",
        "PRESS",
        "zh",
        [fact],
        earlier,
        at=AT,
        responsibility_found=True,
    ).hits
    assert hits == ()


def test_missing_elements_warn_and_never_block():
    found = check("我们正在核对。", "HOLDING", "zh", [], [], at=AT, responsibility_found=False)
    assert (found.verdict, [one.code for one in found.missing]) == ("warn", ["care", "next_update", "contact", "as_of"])


def test_an_overlong_post_says_by_how_much():
    found = check("已" * 141, "SOCIAL", "zh", [], [], at=AT, responsibility_found=False)
    assert [(one.code, dict(one.params)) for one in found.missing] == [("length", {"count": 141, "limit": 140})]


def test_an_empty_draft_has_no_hits():
    assert check("", "SOCIAL", "zh", [], [], at=AT, responsibility_found=False).hits == ()


def test_five_hundred_characters_against_a_full_board_are_checked_quickly():
    texts = [one.text for one in drafts()]
    released = [parse(f"{texts[at % len(texts)]} {at}", f"s{at}") for at in range(300)]
    rows = [("affected_count", str(1000 + at)) if at % 2 else ("remedy", f"全额退款并补偿{at}元") for at in range(200)]
    facts = [
        {
            "key": k,
            "value": v,
            "scope": "用户",
            "as_of": "2026-01-01T00:00:00+00:00",
            "status": "confirmed",
            "may_publish": True,
        }
        for k, v in rows
    ]
    draft = "".join(one for one in texts if "。" in one)[:500]
    check(draft, "PRESS", "zh", facts, released, at=AT, responsibility_found=False)
    begun = time.process_time()
    for turn in range(3):
        check(f"{draft}{turn}", "PRESS", "zh", facts, released, at=AT, responsibility_found=False)
    assert (time.process_time() - begun) / 3 < 0.2  # generous here; the measured figure is kept in benchmarks
