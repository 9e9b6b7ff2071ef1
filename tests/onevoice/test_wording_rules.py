"""Each rule of forbidden wording fires on its examples and keeps silent on the others."""

from __future__ import annotations

import pytest

from crisis.language.words import catalogue
from crisis.onevoice.reading import read
from crisis.onevoice.rulebook import BadRule, rules, rules_of
from crisis.onevoice.wording import wording

FIRES = [(rule, text) for rule in rules() for text in rule.fires]
SILENT = [(rule, text) for rule in rules() for text in rule.silent]


@pytest.mark.parametrize(("rule", "text"), FIRES, ids=[f"{rule.id}-{text[:16]}" for rule, text in FIRES])
def test_a_rule_fires_on_its_own_example(rule, text):
    assert f"onevoice.{rule.id}" in [hit.reason for hit in wording(read(text), "HOLDING", False)]


@pytest.mark.parametrize(("rule", "text"), SILENT, ids=[f"{rule.id}-{text[:16]}" for rule, text in SILENT])
def test_a_rule_is_silent_where_it_must_be(rule, text):
    assert [hit.span for hit in wording(read(text), "HOLDING", False) if hit.code == rule.code] == []


def test_all_thirteen_codes_have_a_rule():
    assert {rule.code for rule in rules()} == {f"F{number}" for number in range(1, 14)}


def test_every_reason_and_rewrite_has_words_in_both_languages():
    wanted = {f"onevoice.{rule.id}" for rule in rules()} | {f"onevoice.F{number}.rewrite" for number in range(1, 15)}
    assert {key for key in wanted if set(catalogue().get(key, {})) != {"zh", "en"}} == set()


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("對此事我們無可奉告。", "無可奉告"),
        ("我们 无 可 奉 告", "无 可 奉 告"),
        ("We say: N o c o m m e n t!", "N o c o m m e n t"),
        ("Ｎｏ　ｃｏｍｍｅｎｔ", "Ｎｏ　ｃｏｍｍｅｎｔ"),
        ("No-comment from us", "No-comment"),
        ("无\u200b可\u200b奉告", "无\u200b可\u200b奉告"),
    ],
)
def test_the_span_is_the_exact_part_of_the_original(text, span):
    hit = next(hit for hit in wording(read(text), "HOLDING", False) if hit.code == "F1")
    assert (hit.span, text[hit.start : hit.end]) == (span, span)


@pytest.mark.parametrize(
    ("kind", "finding", "corrective", "text", "severity"),
    [
        ("HOLDING", False, False, "是供应商的责任", "block"),
        ("HOLDING", True, False, "是供应商的责任", "warn"),
        ("CLARIFICATION", False, False, "造谣必究", "block"),
        ("CLARIFICATION", True, False, "造谣必究", "warn"),
        ("SOCIAL", True, False, "造谣必究", "block"),
        ("APOLOGY", True, False, "如果给您带来不便", "block"),
        ("PRESS", True, False, "如果给您带来不便", "warn"),
        ("PRESS", False, False, "我司毫无过错", "block"),
        ("PRESS", True, False, "我司毫无过错", None),
        ("PRESS", True, False, "杜绝类似情况再次发生", "warn"),
        ("PRESS", True, True, "杜绝类似情况再次发生", None),
    ],
)
def test_severity_follows_kind_finding_and_corrective_action(kind, finding, corrective, text, severity):
    hits = wording(read(text), kind, finding, corrective)
    assert [hit.severity for hit in hits] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("- {id: X, code: F1, severity: block, fires: [], silent: [], colour: red}", "colour"),
        ("- {id: X, code: F1, severity: loud, fires: [], silent: []}", "severity"),
        ("- {id: X, code: F1, severity: block, fires: [], silent: [], zh: ['(']}", "X"),
        ("- {id: X, code: F1}", "required"),
        ("a: b", "list"),
    ],
)
def test_a_mistake_in_a_rule_file_is_named(content, named):
    with pytest.raises(BadRule, match=named) as refused:
        rules_of("f01.yaml", content)
    assert str(refused.value).startswith("f01.yaml")
