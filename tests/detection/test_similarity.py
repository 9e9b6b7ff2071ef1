"""The same matter: names, parts, failures and titles of two complaint texts."""

import importlib
import json
from pathlib import Path

import pytest

from crisis.detection.fragments import BOND, FIGURE, NAME, WORD, fragments, tokens
from crisis.detection.similarity import Background, alike, detect_pairs, read
from crisis.detection.slots import build, dictionary, find_mentions, main_meaning


def chance(one: str, two: str) -> float:
    background = Background()
    a, b = read(one), read(two)
    background.learn(a)
    background.learn(b)
    return alike(a, b, background).chance


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("青禾K7变速箱顿挫希望处理", "青禾K7低速变速箱顿挫严重"),
        ("青禾K7天窗漏水内饰浸湿", "青禾K7天窗漏水维修后仍漏水"),
        (
            "禾苑里垃圾站臭味扰民 禾苑里小区旁的垃圾站恶臭难闻，垃圾站天天焚烧",
            "禾苑里小区垃圾站恶臭 我是禾苑里业主，垃圾站臭味让人无法开窗",
        ),
    ],
)
def test_two_tellings_of_one_matter_are_the_same(one: str, two: str) -> None:
    assert chance(one, two) > 0.5


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("青禾K7变速箱顿挫希望处理", "青禾K7交车延期定金不退"),
        ("青禾K7天窗漏水内饰浸湿", "白岭S3刹车失灵"),
        ("禾苑里垃圾站臭味扰民 禾苑里小区旁的垃圾站恶臭难闻", "建议增加318路公交车班次 上下班高峰期公交车拥挤"),
        ("", "青禾K7变速箱顿挫"),
    ],
)
def test_two_matters_are_not_the_same(one: str, two: str) -> None:
    assert chance(one, two) < 0.5


def test_a_copy_is_the_same_whatever_it_says() -> None:
    assert chance("今天天气不错，随便写几句话。", "今天天气不错，随便写几句话！") == 1.0


def test_traditional_and_simplified_writing_read_alike() -> None:
    assert chance("青禾K7變速箱頓挫希望處理", "青禾K7变速箱顿挫希望处理") == 1.0


def test_likeness_does_not_depend_on_the_order() -> None:
    one, two = "青禾K7变速箱顿挫希望处理", "青禾K7低速变速箱异响"
    assert chance(one, two) == chance(two, one)


def test_what_no_everyday_word_covers_is_a_name() -> None:
    found = fragments("禾苑里小区旁的垃圾站")
    assert ("w", "小区") in found
    assert [piece for sort, piece in found if sort == NAME and len(piece) > 1] == ["禾苑"]


def test_a_name_and_its_neighbour_are_bound() -> None:
    assert BOND + "碧梧新城" in tokens("碧梧新城")
    assert WORD + "新城" in tokens("碧梧新城")
    assert FIGURE + "k7" in tokens("k7")


def test_the_longest_word_of_a_dictionary_wins_and_spans_are_exact() -> None:
    text = "it's the rear window that didn't hold"
    found = find_mentions(text, dictionary("parts"))
    assert [(m.meaning, text[m.start : m.end]) for m in found] == [("rear_window", "rear window")]


def test_a_user_may_bring_another_dictionary() -> None:
    book = build("parts", {"straw": {"zh": ["吸管"], "en": ["paper straw"]}})
    assert [m.meaning for m in find_mentions("吸管开裂 PAPER STRAW", book)] == ["straw", "straw"]


def test_things_named_in_passing_are_not_what_it_is_about() -> None:
    text = "on the road near the parking lot the tailgate dropped open"
    assert main_meaning(find_mentions(text, dictionary("parts")), dictionary("parts")) == "tailgate"


def test_every_answer_has_its_reason() -> None:
    rows = [{"pair": 1, "text_a": "青禾K7变速箱顿挫", "text_b": "青禾K7变速箱顿挫严重"}]
    assert [(line["pair"], line["same"], "gearbox" in line["reason"]) for line in detect_pairs(rows)] == [(1, 1, True)]


@pytest.mark.parametrize("text", ["", "。", "\u200b", "🚗🚗", "a" * 1_000_000, "<b>漏水</b>"])
def test_bad_texts_are_read(text: str) -> None:
    assert read(text).long in (True, False)


@pytest.mark.needs_shared
def test_pairs_of_the_development_half_reach_the_target(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(shared / "eval"))
    score = importlib.import_module("evaluate_pairs").score

    rows = [json.loads(line) for line in (shared / "data/pairs_dev.jsonl").open(encoding="utf-8")]
    truth = json.loads((shared / "data/pairs_dev_truth.json").read_text(encoding="utf-8"))
    found = score(truth, detect_pairs(rows), {str(r["pair"]): r["set"] for r in rows})
    assert [name for name in ("all", "car", "gov") if found[name]["f1"] < 0.92] == []
