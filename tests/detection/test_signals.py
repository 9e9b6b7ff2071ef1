"""Words: every rule by its own examples, invented messages of many trades, exact spans, strict loading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crisis.detection.item import Item, Org
from crisis.detection.listener import Listener
from crisis.detection.rulebook import CODES, build, shipped, standard
from crisis.detection.signals import Ear
from crisis.detection.verdict import LEVELS
from crisis.domain.errors import Invalid

AT = datetime(2026, 5, 12, 1, 0, tzinfo=UTC)
EAR = Ear(standard())
EXAMPLES = [(rule.id, text, True) for rule in standard().rules for text in rule.fires] + [
    (rule.id, text, False) for rule in standard().rules for text in rule.silent
]


@pytest.mark.parametrize(("rule", "text", "fires"), EXAMPLES)
def test_each_rule_fires_on_its_examples_and_stays_silent_on_the_others(rule: str, text: str, fires: bool) -> None:
    heard = [s for kind in ("complaint", "social") for s in EAR.hear(text, kind).signals if s.rule == rule]
    assert bool(heard) == fires


def _sentences() -> Iterator[tuple[str, str, str, str, str, str]]:
    scene = ("", "", "")
    for line in Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines():
        if line.startswith("@"):
            sector, role, kind = line.split()[1:4]
            scene = (sector, role, kind)
        elif line and not line.startswith("#"):
            head, text = line.split(" | ", 1)
            level, code = head.split()
            yield (*scene, level, code, text)


@pytest.mark.covers("R2-22")
@pytest.mark.parametrize(("sector", "role", "kind", "level", "code", "text"), list(_sentences()))
def test_an_invented_message_gets_the_level_it_deserves(
    sector: str, role: str, kind: str, level: str, code: str, text: str
) -> None:
    listener = Listener(Org("青禾", sector, role, ("一店",)))
    verdict = listener.hear(Item("x", AT, kind, text, "phone", "zh", "P1", "一店", "k1", "李"))
    low, _, high = level.partition("..")
    assert LEVELS.index(low) <= LEVELS.index(verdict.level) <= LEVELS.index(high or low)
    assert code == "-" or verdict.level == "none" or code in verdict.codes
    assert all(text[span.start : span.end] == span.quote for span in verdict.spans)
    assert verdict.score == sum(part.points for part in verdict.parts)


@pytest.mark.covers("R4-0")
@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("我們兩個上吐下瀉,已經在醫院", "上吐下瀉"),
        ("孩子被\u200b燙\u200b傷了", "燙\u200b傷"),
        ("<p>The kettle <b>exploded</b></p>", "exploded"),
        ("剎車失靈,撞上護欄", "剎車失靈"),
        ("ＴＨＥ ＢＲＡＫＥＳ ＦＡＩＬＥＤ", "ＢＲＡＫＥＳ ＦＡＩＬＥＤ"),
    ],
)
def test_spans_are_pieces_of_the_original_however_it_is_written(text: str, quote: str) -> None:
    spans = [span for signal in EAR.hear(text).signals for span in signal.spans]
    assert quote in {text[span.start : span.end] for span in spans}


@pytest.mark.parametrize(
    "text", ["", "a", "啊", "。", "\u200b", "😀" * 50, "<b></b>", "\x00\n\n", "a" * 1_000_000, "好" * 300_000]
)
def test_odd_texts_are_heard_without_alarm(text: str) -> None:
    assert EAR.hear(text).signals == ()


def test_what_a_drill_says_is_not_heard_unless_it_denies_being_one() -> None:
    assert EAR.hear("演练:模拟厨房起火,三人受伤").signals == ()
    assert EAR.hear("This is only a test: fire in the kitchen").signals == ()
    assert [s.code for s in EAR.hear("这不是演练,厨房起火了").signals] == ["T-SAFETY"]


def test_a_hospital_does_not_take_its_own_daily_words_for_harm() -> None:
    text = "我妈住院期间坐了电梯,电梯太慢"
    assert [s.rule for s in Ear(standard()).hear(text).signals] == ["S15"]
    assert Ear(standard(), frozenset({"care"})).hear(text).signals == ()


GOOD = """version: "1"
words:
  harm: {zh: 受伤, en: hurt}
rules:
  - {id: A, code: T-SAFETY, level: watch, points: 45, kind: hurt, needs: [harm], fires: ["受伤"], silent: ["好"]}
"""


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        (("version:", "vresion:"), 1, "version"),
        (("level: watch", "level: loud"), 5, "level"),
        (("points: 45, ", ""), 5, "points"),
        (("kind: hurt", "kind: hurt, colour: red"), 5, "colour"),
        (("code: T-SAFETY", "code: T-SAFTEY"), 5, "code"),
        (("zh: 受伤", "cn: 受伤"), 3, "harm"),
        (("needs: [harm]", "needs: [ham]"), 0, "ham"),
        (("rules:", "rulez:"), 4, "rulez"),
        (("en: hurt}", "en: hurt"), 4, ""),
    ],
)
def test_a_mistake_in_a_rule_file_is_named_by_line_and_key(change: tuple[str, str], line: int, key: str) -> None:
    with pytest.raises(Invalid) as wrong:
        build({"own.yaml": GOOD.replace(*change)})
    assert (wrong.value.code, wrong.value.params["key"]) == ("rules_unreadable", key)
    assert line in (0, wrong.value.params["line"])


def test_a_users_own_rules_join_the_shipped_ones() -> None:
    own = (
        GOOD.replace("harm", "own_harm")
        .replace("id: A", "id: OWN1")
        .replace("受伤", "漏氢气")
        .replace("hurt}", "hydrogen}")
    )
    book = build({**shipped(), "zz_own.yaml": own})
    assert "OWN1" in {signal.rule for signal in Ear(book).hear("车库里漏氢气").signals}


def test_every_code_of_a_rule_is_a_trigger_code() -> None:
    assert {rule.code for rule in standard().rules} <= CODES
