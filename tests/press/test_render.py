"""Drafts from the house's templates: what is unknown stays visible, and the wording keeps the house's own rules."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crisis.domain.errors import Absent, Invalid, Refused, TooLarge
from crisis.domain.statement import KINDS, Content, Statement, open_slots, submit
from crisis.language.words import known
from crisis.onevoice.claims import parse
from crisis.onevoice.elements import missing
from crisis.onevoice.reading import read
from crisis.onevoice.wording import wording
from crisis.press.render import filler, names, render, source, start

AT = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)
EACH = [(kind, lang) for kind in KINDS for lang in ("zh", "en")]

REQUIRED = {
    "HOLDING": "event_time place product_scope affected_people action_now next_update public_contact as_of",
    "APOLOGY": "wrong_done addressee responsibility remedy measure measure_date signatory public_contact",
    "CLARIFICATION": "claim confirmed_facts fact_source still_open public_contact",
    "RECALL": "product_scope model_lot sale_dates unit_count defect danger what_to_do remedy how_to_return hotline",
    "QA": "question answer fact_ids say_status",
    "INTERNAL": "public_text spokesperson media_liaison staff_support",
    "REGULATOR": "unit_name event_time place scale affected_count measures_taken cause_status report_contact signatory",
    "SOCIAL": "one_fact one_action full_text_link as_of",
    "CUSTOMER": "addressee issue_in_their_words finding remedy remedy_deadline direct_contact external_route",
    "PRESS": "what_happened own_fault cause remedy measure measure_date public_contact",
}
IF_ANY = {"HOLDING": ("safety_advice",), "RECALL": ("filing_no",), "QA": ("next_update",), "PRESS": ("still_open",)}


@pytest.mark.covers("R2-45", "R2-54")
@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_each_template_holds_the_required_elements_of_its_kind(kind: str, lang: str) -> None:
    found = names(source(kind, lang))
    assert set(REQUIRED[kind].split()) <= set(found.shown) - set(found.asked)
    assert set(IF_ANY.get(kind, ())) <= set(found.asked)


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_ask_for_the_same_slots(kind: str) -> None:
    zh, en = names(source(kind, "zh")), names(source(kind, "en"))
    assert (set(zh.shown), set(zh.asked)) == (set(en.shown), set(en.asked))


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_every_slot_has_a_name_for_people(kind: str, lang: str) -> None:
    found = names(source(kind, lang))
    assert [name for name in (*found.shown, *found.asked) if not known(f"statement.slot.{name}")] == []


@pytest.mark.parametrize(("kind", "lang"), EACH)
@pytest.mark.parametrize("responsibility_found", [False, True])
def test_no_template_brings_forbidden_wording_with_it(kind: str, lang: str, responsibility_found: bool) -> None:
    plain = dict.fromkeys((*names(source(kind, lang)).shown, *names(source(kind, lang)).asked), "2030-03-04 18:00")
    text = start(kind, lang, plain).text
    assert [(hit.code, hit.span) for hit in wording(read(text), kind, responsibility_found)] == []


def test_the_check_of_wording_would_have_seen_forbidden_words() -> None:
    assert [hit.code for hit in wording(read("对此事我们无可奉告。"), "HOLDING", False)] == ["F1"]


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_an_empty_draft_shows_each_gap_in_the_language_and_cannot_be_submitted(kind: str, lang: str) -> None:
    draft = start(kind, lang, {})
    assert set(open_slots(draft.text)) == {filler(name, lang) for name in draft.open}
    assert set(draft.open) == set(names(source(kind, lang)).shown) - set(names(source(kind, lang)).asked)
    with pytest.raises(Refused) as refused:
        submit(Statement(authors=frozenset({"a"})), Content(kind, lang, "", draft.text), AT)
    assert refused.value.code == "statement.unfilled"


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_a_template_leaves_room_for_words_within_its_limit(kind: str, lang: str) -> None:
    short = "三月四日" if lang == "zh" else "4 March"
    filled = dict.fromkeys((*names(source(kind, lang)).shown, *names(source(kind, lang)).asked), short)
    draft = parse(start(kind, lang, filled).text, lang)
    assert [one for one in missing(draft, kind) if one.code == "length"] == []


def test_given_values_are_written_and_the_rest_stays_open() -> None:
    draft = render("于{{ event_time }}在{{ place }}。", {"event_time": " 今天上午 ", "unused": "x"}, "zh")
    assert (draft.text, draft.open) == ("于今天上午在【待填\uff1a地点】。", ("place",))
    assert render("At {{ place }} {{ my_slot }}.", {}, "en").text == "At [TO FILL: place] [TO FILL: my_slot]."


def test_a_passage_that_is_only_asked_for_is_left_out_without_a_gap() -> None:
    template = "甲{% if safety_advice %}:{{ safety_advice }}{% endif %}。"
    assert render(template, {}, "zh").text == "甲。"
    assert render(template, {"safety_advice": "请勿使用"}, "zh").text == "甲:请勿使用。"


def test_a_value_is_text_and_never_a_template() -> None:
    value = "{{ place }}{% for i in x %}<b>&amp;"
    assert render("{{ what_happened }}", {"what_happened": value}, "en").text == value


def test_control_characters_are_taken_out_and_line_breaks_stay() -> None:
    assert render("{{ place }}", {"place": "a\x00\x1b[2Jb\nc"}, "en").text == "a[2Jb\nc"


@pytest.mark.parametrize("value", [1, None, True, ["a"], {"a": "b"}, b"a", object(), type("Sly", (str,), {})("a")])
def test_only_plain_texts_reach_a_template(value: Any) -> None:
    with pytest.raises(TypeError):
        render("{{ place }}", {"place": value}, "en")


def test_values_are_bounded_in_length_number_and_name() -> None:
    with pytest.raises(TooLarge):
        render("{{ place }}", {"place": "a" * 4_001}, "en")
    with pytest.raises(TooLarge):
        render("a", {f"slot_{i}": "a" for i in range(101)}, "en")
    with pytest.raises(Invalid):
        render("a", {"__class__": "a"}, "en")


def test_the_output_is_bounded() -> None:
    with pytest.raises(TooLarge) as refused:
        render("{{ place }}" * 100, {"place": "a" * 4_000}, "en")
    assert refused.value.code == "template.output"


def test_a_draft_remembers_the_wording_it_began_with() -> None:
    assert start("HOLDING", "zh", {}).template_sha256 == start("HOLDING", "zh", {"place": "甲"}).template_sha256
    assert start("HOLDING", "zh", {}).template_sha256 != start("HOLDING", "en", {}).template_sha256


@pytest.mark.parametrize(
    ("kind", "lang"), [("POEM", "zh"), ("HOLDING", "fr"), ("../zh/holding", "zh"), ("holding", "zh")]
)
def test_only_the_kinds_and_languages_of_the_house_are_read(kind: str, lang: str) -> None:
    with pytest.raises(Absent):
        source(kind, lang)


def test_a_house_template_that_is_missing_or_unreadable_is_told(tmp_path: Path) -> None:
    with pytest.raises(Absent):
        source("HOLDING", "zh", tmp_path)
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "holding.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(Invalid):
        source("HOLDING", "zh", tmp_path)
