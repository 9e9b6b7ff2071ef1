"""What is published and asked in public: outlets, copies of a story, growth, deadlines and embargoes, in the explanation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crisis.detection.listener import Listener
from crisis.detection.story import same_story, sketch
from crisis.detection.verdict import Verdict
from crisis.language.embargo import embargo
from tests.detection.streams import hear, items, org

STORY = "本台记者暗访青禾一店：暖风机插头多次起火，消费者要求退货遭到拒绝，门店至今没有给出说法。"


def parts(verdict: Verdict) -> dict[str, dict[str, Any]]:
    return {part.key: dict(part.params) for part in verdict.parts}


def quotes(verdict: Verdict, key: str) -> list[str]:
    return [span.quote for part in verdict.parts if part.key == key for span in part.spans]


def media(text: str, outlet: str, **attrs: Any) -> dict[str, Any]:
    return {"kind": "media", "attrs": {"outlet": outlet, **attrs}}


def test_the_class_of_an_outlet_and_its_reach_are_said() -> None:
    _, (local, national) = hear(
        org(),
        (0.0, None, STORY, media(STORY, "江城晚报", views=1200)),
        (0.5, None, "暖风机起火，用户手被烫伤", media("", "央视财经")),
    )
    assert parts(local)["part.outlet.local"] == {"outlet": "江城晚报"}
    assert parts(national)["part.outlet.national"] == {"outlet": "央视财经"}


def test_a_copied_story_is_told_as_the_same_and_survives_a_restart() -> None:
    first, second, other = items(
        (0.0, None, STORY, media(STORY, "江城晚报")),
        (2.0, None, "转载自江城晚报：" + STORY, media(STORY, "门户新闻")),
        (3.0, None, "青禾一店暖风机又有用户反映插头起火，厂家回应正在调查原因并联系当事人。", media("", "都市报")),
    )
    listener = Listener(org())
    assert "part.same_story" not in parts(listener.hear(first))
    again = Listener(org())
    again.restore(json.loads(json.dumps(listener.state())))
    assert parts(again.hear(second))["part.same_story"] == {"copies": 2, "first": "i1"}
    assert "part.same_story" not in parts(again.hear(other))


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (STORY, STORY[:-8], True),
        (STORY, "【快讯】" + STORY + "（完）", True),
        (STORY, "青禾一店的暖风机插头起火，消防到场处置，无人受伤，起火原因正在调查之中。", False),
        ("起火了", "起火了", False),
    ],
)
def test_a_story_is_known_again_by_its_runs_of_signs(one: str, two: str, same: bool) -> None:
    assert same_story(sketch(one), sketch(two)) is same


def test_a_post_that_trebles_within_the_hour_says_so() -> None:
    post = {"kind": "social", "product": "A1"}
    _, (_, grown) = hear(
        org(),
        (0.0, "a", "青禾暖风机插头起火", {**post, "attrs": {"views": 12_000}}),
        (0.8, "a", "青禾暖风机插头起火", {**post, "attrs": {"views": 48_000, "shares": 20}}),
    )
    assert "T-VIRAL" in grown.codes and grown.level == "crisis"
    assert parts(grown)["part.growth"] == {"times": "4"}
    assert parts(grown)["part.reach"] == {"views": 48_000, "shares": 20}


INQUIRIES = [
    (
        "您好，晚报记者，想就定金不退的投诉采访贵店，六小时内要回复",
        "crisis",
        "6",
        "六小时内",
        "想就定金不退的投诉采访贵店",
    ),
    (
        "您好，都市频道，想采访贵店关于退款投诉的事，今天18:00前答复",
        "crisis",
        "9",
        "今天18:00前",
        "想采访贵店关于退款投诉的事",
    ),
    ("晚报记者求证：退款投诉是否属实，请在3个工作日内答复", "watch", "87", "3个工作日内", "晚报记者求证"),
    (
        "City Herald here, can you comment on the refund complaints within 4 hours?",
        "crisis",
        "4",
        "within 4 hours",
        None,
    ),
]


@pytest.mark.parametrize(("text", "level", "hours", "words", "asking"), INQUIRIES)
def test_an_inquiry_quotes_what_is_asked_and_until_when(
    text: str, level: str, hours: str, words: str, asking: str | None
) -> None:
    _, (verdict,) = hear(org(), (0.0, None, text, {"kind": "media_inquiry", "attrs": {"outlet": "晚报"}}))
    assert verdict.level == level
    assert (parts(verdict)["part.deadline"], quotes(verdict, "part.deadline")) == ({"hours": hours}, [words])
    first = quotes(verdict, "signal.T-MEDIA.inquiry")[0]
    assert first == asking if asking is not None else "comment" in first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We would like a comment. Embargoed until Friday 6 pm.", "Embargoed until Friday 6 pm"),
        ("想了解退款投诉，稿件周六见报前请勿对外，谢谢", "稿件周六见报前请勿对外"),
        ("材料禁发期至周五，请先准备答复", "材料禁发期至周五"),
    ],
)
def test_an_embargo_is_shown_and_is_no_deadline(text: str, words: str) -> None:
    found = embargo(text)
    assert found is not None and text[found[0] : found[1]] == words
    _, (verdict,) = hear(org(), (0.0, None, text + " 投诉", {"kind": "media_inquiry"}))
    assert "part.deadline" not in parts(verdict)
    if verdict.level != "none":
        assert quotes(verdict, "part.embargo") == [words]


@pytest.mark.parametrize("text", ["新品发布前质检不合格", "请在播出前回复", "no deadline given"])
def test_what_is_no_embargo(text: str) -> None:
    assert embargo(text) is None
