"""What no good citizen sends: empty, huge, mixed and marked-up texts, absurd dates, floods; and that all is explained."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from crisis.detection.item import Item
from crisis.detection.listener import Listener
from crisis.detection.verdict import Verdict
from crisis.language.words import known, say
from tests.detection.streams import START, hear, items, levels, org

FIRE = "暖风机插头起火,手烫伤了"
PIECES = (
    "暖风机", "插头起火", "没有人受伤", "门板开裂", "如果再不解决就找媒体", "已经修了三次还是漏水", "孩子差点被砸到", "谢谢师傅", "<b>",
    "\u200b", "🔥", "the plug caught fire", " but nobody was hurt", "退款少了128元", "ＦＩＲＥ", "發熱", ",", "。", "?", "\n", "&nbsp;", "记者要来采访",
)  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "。", "火", "?", "\u200b", "🔥", "\x00", "\ud800", "a", "<", "&", "1", "《"])
def test_next_to_nothing_is_no_alarm(text: str) -> None:
    _, verdicts = hear(org(), (0.0, "a", text, {}))
    assert levels(verdicts) == ["none"]


@pytest.mark.parametrize(
    "text",
    [
        "暖<b>风</b>机插头<br>起火，手烫伤了",
        "暖风机插头起\u200b火,\u200d手烫\ufeff伤了",
        "🔥🔥暖风机插头起火🔥,手烫伤了😭",
        "暖風機插頭起火,手燙傷了",
        "HELP!!! 暖风机 plug 起火,手烫伤了 pls call",
        "The heater plug caught ＦＩＲＥ and my hand was burned",
        "<p>the plug caught&nbsp;fire</p><p>my hand was burned</p>",
    ],
)
def test_a_fire_is_heard_however_it_is_written_and_its_words_are_quoted_exactly(text: str) -> None:
    _, (verdict,) = hear(org(), (0.0, "a", text, {}))
    assert (verdict.level, "T-SAFETY" in verdict.codes) == ("crisis", True)
    assert [text[span.start : span.end] for span in verdict.spans] == [span.quote for span in verdict.spans]
    assert verdict.spans


@pytest.mark.parametrize(
    "piece",
    ["没有受伤如果起火", "刹车失灵", "if not fire injured but ", "《", "1,2三", "<b>", "听说别家起火受伤了吗?", "a@"],
)
def test_a_million_characters_are_judged_within_two_seconds(piece: str) -> None:
    listener, text = Listener(org()), piece * (1_000_000 // len(piece))
    start = time.process_time()
    listener.hear(items((0.0, "a", text, {}))[0])
    assert time.process_time() - start < 2.0


def test_a_report_at_the_head_of_a_million_characters_is_heard() -> None:
    _, verdicts = hear(org(), (0.0, "a", FIRE + "。" + "其他都还好。" * 150_000, {}))
    assert levels(verdicts) == ["crisis"]


def test_absurd_dates_neither_stop_nor_blind_the_listener() -> None:
    stream = items(
        *((hours, f"k{n}", FIRE, {"product": f"P{n}"}) for n, hours in enumerate((0.0, 9e5, -9e5, 1.0, 0.5, -40.0)))
    )
    listener = Listener(org())
    assert levels([listener.hear(item) for item in [*stream, *stream]])[:6] == ["crisis"] * 6
    later = listener.hear(replace(items((2.0, "z", "搅拌机刀片把手割伤了", {"product": "B2"}))[0], id="later"))
    assert later.opens is not None


def test_ten_thousand_copies_in_a_minute_open_one_room_and_hide_no_second_matter() -> None:
    listener = Listener(org())
    copy = items((0.0, "a", "暖风机起火把地板烧了", {}))[0]
    opened = alarms = 0
    for number in range(10_000):
        at = START + timedelta(milliseconds=6 * number)
        verdict = listener.hear(replace(copy, id=f"c{number}", at=at, customer_key=f"k{number % 2500}"))
        opened += verdict.opens is not None
        alarms += any(signal.code == "T-TREND" for signal in verdict.signals)
    other = listener.hear(items((0.02, "z", "搅拌机刀片把手割伤了", {"product": "B2"}))[0])
    assert (opened, alarms, other.opens is not None) == (1, 0, True)


def _mixed(count: int, seed: int) -> list[Item]:
    """An invented stream over forty weeks in which everything happens, late and twice too."""
    dice = random.Random(seed)
    stream = []
    for number in range(count):
        text = "".join(dice.choice(PIECES) for _ in range(dice.randrange(1, 7)))
        kind = dice.choice(
            ("complaint",) * 8 + ("social", "media", "regulator", "media_inquiry", "service_order", "internal")
        )
        hours = 40 * 7 * 24 * number / count - (dice.random() < 0.05) * 500
        more = {"kind": kind, "product": dice.choice(("A1", "B2", None)), "branch": dice.choice(("一店", "二店", None))}
        stream += items((hours, f"k{dice.randrange(count // 4)}", text, more))
        stream[-1] = replace(stream[-1], id=f"i{number - (dice.random() < 0.02)}")
    last = 40 * 7 * 24
    return [*stream, *items(*((last + n, f"z{n}", "门板开裂", {"product": "C3"}) for n in range(12)))]


@pytest.fixture(scope="module")
def heard() -> tuple[list[Item], list[Verdict]]:
    stream, listener = _mixed(600, 11), Listener(org())
    return stream, [listener.hear(item) for item in stream]


def test_no_verdict_uses_anything_later(heard: tuple[list[Item], list[Verdict]]) -> None:
    stream, whole = heard
    for cut in (1, 90, 250, 420, 599):
        listener = Listener(org())
        assert [listener.hear(item) for item in stream[:cut]] == whole[:cut]


def test_a_kill_in_the_middle_changes_no_verdict(heard: tuple[list[Item], list[Verdict]]) -> None:
    stream, whole = heard
    for cut in (120, 333):
        first, second = Listener(org()), Listener(org())
        for item in stream[:cut]:
            first.hear(item)
        second.restore(json.loads(json.dumps(first.state())))
        assert [second.hear(item) for item in stream[cut:]] == whole[cut:]


def test_every_warning_is_explained_in_both_languages_and_its_points_add_up(
    heard: tuple[list[Item], list[Verdict]],
) -> None:
    stream, whole = heard
    loud = [(item, verdict) for item, verdict in zip(stream, whole, strict=True) if verdict.level != "none"]
    assert {verdict.level for _, verdict in loud} == {"watch", "crisis"}
    assert {code for _, verdict in loud for code in verdict.codes} >= {"T-SAFETY", "T-GROUP", "T-EXPOSE", "T-TREND"}
    for item, verdict in loud:
        assert verdict.parts and verdict.raise_lower and verdict.rule_version and verdict.signals
        assert sum(part.points for part in verdict.parts) == verdict.score
        assert all(item.text[span.start : span.end] == span.quote for span in verdict.spans)
        for part in (*verdict.parts, *verdict.raise_lower):
            assert known(part.key), part.key
            assert all(say(part.key, lang, **part.params) for lang in ("zh", "en"))
