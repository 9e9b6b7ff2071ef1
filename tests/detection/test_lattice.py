"""Counts in the living stream: what is usual, what is told, how often, and that nothing later is used."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crisis.detection.counted import begin
from crisis.detection.item import Item
from crisis.detection.lattice import Lattice, keys, kind_of, name_of
from crisis.detection.listener import Listener
from crisis.detection.matter import Slots
from crisis.detection.verdict import Verdict
from tests.detection.streams import org

START = datetime(2024, 1, 1, 8, tzinfo=UTC)  # a Monday
NOTHING = Slots(frozenset(), None, None, None, None)


def complaint(number: int, week: float, text: str = "送货慢了一天", **more: object) -> Item:
    item = Item(
        f"i{number}",
        START + timedelta(weeks=week),
        "complaint",
        text,
        product="A1",
        branch="一店",
        customer_key=f"k{number}",
    )
    return replace(item, **more)  # type: ignore[arg-type]


def quiet(weeks: int, weekly: int = 2) -> list[Item]:
    return [complaint(100 * week + n, week + n / 10) for week in range(weeks) for n in range(weekly)]


def burst(week: float, size: int, text: str = "门板开裂") -> list[Item]:
    return [complaint(90_000 + n, week + n / 100, text, branch=f"{n % 3}店") for n in range(size)]


def trends(verdicts: list[Verdict]) -> list[tuple[str, object, object]]:
    return [(s.level, s.params["key"], s.params["count"]) for v in verdicts for s in v.signals if s.code == "T-TREND"]


def heard(stream: list[Item]) -> tuple[Listener, list[Verdict]]:
    listener = Listener(org())
    return listener, [listener.hear(item) for item in stream]


def test_a_burst_in_a_quiet_series_is_told_at_once_with_what_was_usual() -> None:
    _, verdicts = heard([*quiet(30), *burst(30, 9)])
    told = [v for v in verdicts if "T-TREND" in v.codes]
    assert told[0].item == "i90004"
    signal = next(s for s in told[0].signals if s.code == "T-TREND")
    assert (signal.params["count"], signal.params["persons"], signal.params["places"]) == (5, 5, 3)
    assert (
        float(signal.params["expected"]) < 1 and int(signal.params["high"]) <= 2 and int(signal.params["years"]) >= 100
    )
    assert signal.params["central"] == ["i90000", "i90001", "i90002"]
    assert {p.key for p in told[0].parts} >= {"signal.T-TREND.count", "part.trend_chance", "part.trend_from"}


def test_a_product_alone_is_a_watch_however_many_there_are() -> None:
    _, verdicts = heard([*quiet(30), *burst(30, 40, "送货又慢了一天")])
    levels = {level for level, _, _ in trends(verdicts)}
    assert levels == {"watch"}
    assert {v.level for v in verdicts} == {"none", "watch"}


def test_a_young_house_that_knows_no_twelve_weeks_tells_no_trend() -> None:
    _, verdicts = heard([*quiet(11), *burst(11, 40)])
    assert trends(verdicts) == []


def test_five_posts_of_one_person_are_one_in_the_count() -> None:
    stream = [replace(item, customer_key="same") for item in burst(30, 30)]
    listener, verdicts = heard([*quiet(30), *stream])
    assert trends(verdicts) == []
    assert listener.series_points("product/A1")[-1].count == 1


def test_what_was_told_is_told_again_only_when_it_grew_far_rarer() -> None:
    _, verdicts = heard([*quiet(30), *burst(30, 60)])
    product = [row for row in trends(verdicts) if not str(row[1]).startswith("branch")]
    assert product[0][0] == "crisis" and 1 <= len(product) <= 3


@pytest.mark.parametrize(("size", "alarms"), [("S", 0), ("M", 0), ("L", 1)])
def test_one_series_can_be_heard_more_finely(size: str, alarms: int) -> None:
    listener = Listener(org())
    for key in ("product/A1", "branch/一店"):
        listener.tune(key, size)
    rising = [complaint(80_000 + n, 30 + n / 100) for n in range(12)]
    verdicts = [listener.hear(item) for item in [*quiet(30, 3), *rising]]
    assert min(1, len(trends(verdicts))) == alarms


def test_quiet_series_ring_about_as_rarely_as_the_knob_says() -> None:
    dice, lattice, alarms, years = random.Random(4), Lattice(), 0, 0.0
    number = 0
    for week in range(12 + 104):
        for product in range(60):
            for _ in range(_poisson(dice, 0.4 + product / 15)):
                number += 1
                item = complaint(number, week, product=f"P{product}", branch=None)
                alarms += lattice.hear(item, f"p{number}", NOTHING, "1") is not None
        years += 60 / 52 if week >= 12 else 0
    assert years == pytest.approx(120)
    assert alarms / years <= 0.03  # the knob stands at 0.01; one chance alarm in 120 years is no fault


def _poisson(dice: random.Random, mean: float) -> int:
    count, left = 0, dice.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + dice.expovariate(1.0)
    return count


def test_a_restart_in_the_middle_changes_no_count() -> None:
    stream = [*quiet(20), *burst(20, 12), *burst(24, 12)]
    _, whole = heard(stream)
    for cut in (3, 41, 46, 55):
        first = Listener(org())
        before = [first.hear(item) for item in stream[:cut]]
        second = Listener(org())
        second.restore(json.loads(json.dumps(first.state())))
        assert before + [second.hear(item) for item in stream[cut:]] == whole


def test_late_and_far_future_items_do_not_move_the_clock() -> None:
    listener, _ = heard([*quiet(20), complaint(1, 4000), complaint(2, 3), *burst(20, 9)])
    assert listener.series_points("product/A1")[-1].count == 9
    listener.hear(complaint(3, 4000))
    listener.hear(complaint(4, 4000))
    assert listener.series_points("product/A1")[-1].count == 2


def test_the_chart_shows_every_week_its_band_and_its_alarms() -> None:
    listener, _ = heard([*quiet(30), *burst(30, 9)])
    points = listener.series_points("product/A1")
    assert [p.count for p in points] == [2] * 30 + [9]
    assert [p.open for p in points] == [False] * 30 + [True]
    assert (points[1].first - points[0].first).days == 7
    assert all(p.low <= p.expected <= p.high for p in points)
    assert listener.series_points("product/none") == []
    view = listener.series(3)[0]
    assert (view.kind, view.count, view.persons, view.size) in {("issue", 9, 9, "M"), ("failure", 9, 9, "M")}


def test_the_lattice_holds_no_more_series_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crisis.detection.lattice.SERIES", 50)
    lattice = Lattice()
    for number in range(300):
        lattice.hear(complaint(number, 0, product=f"P{number}", branch=None), f"p{number}", NOTHING, "1")
    assert (len(lattice.all), "product/P299" in lattice.all, "product/P0" in lattice.all) == (50, True, False)


def _places() -> Iterator[tuple[Slots, dict[str, Any], list[str]]]:
    full = Slots(frozenset({"part:door", "plain:cracks"}), "A1", "一店", "洗碳", None)
    yield (
        full,
        {},
        ["product/A1", "product/A1/part:door", "product/A1/part:door/plain:cracks", "branch/一店", "batch/一店/洗碳"],
    )
    yield NOTHING, {"attrs": {"lot": "L7"}}, ["product/A1", "branch/一店", "batch/A1/L7"]
    yield NOTHING, {"product": "A/1", "branch": None}, ["product/A／1"]


@pytest.mark.parametrize(("slots", "more", "wanted"), list(_places()))
def test_an_item_counts_in_its_places_of_the_lattice(slots: Slots, more: dict[str, Any], wanted: list[str]) -> None:
    assert list(keys(complaint(1, 0, **more), slots)) == wanted


def test_a_series_has_a_kind_and_a_name() -> None:
    assert [kind_of(k) for k in ("product/A", "product/A/part:door", "product/A/part:door/plain:cracks", "branch/B", "batch/B/x")] == [
        "product", "issue", "failure", "branch", "batch"]  # fmt: skip
    key = "product/A/part:door/plain:cracks"
    assert (name_of(key, "zh"), name_of(key, "en")) == ("A · 车门 · 开裂", "A · door · crack")
    assert name_of("product/A/stall", "zh") == "A · 熄火"
    assert name_of("batch/东门店/焊接", "en") == "东门店 · 焊接"


def test_a_new_series_is_thought_rarer_the_longer_the_house_has_listened() -> None:
    pool = Lattice().nursery
    assert begin(pool, 100, 10, None).ready().expected > begin(pool, 100, 100, None).ready().expected
