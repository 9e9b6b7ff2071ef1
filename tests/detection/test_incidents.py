"""Complaint incidents: three alike close together, what joins them, and how telling they are."""

import datetime as dt
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from crisis.detection.evidence import interval, tail, tightest
from crisis.detection.incidents import detect_crises

FIRST_DAY = dt.date(2031, 3, 3)
OPENS = "THE TAILGATE OPENED BY ITSELF WHILE DRIVING"
RATTLES = "THE TAILGATE RATTLES AND IS RUSTED"


def complaint(number: int, day: int, text: str = OPENS, product: str = "k7", year: int = 2029) -> dict[str, Any]:
    time = (FIRST_DAY + dt.timedelta(day)).isoformat()
    return {"id": f"c{number}", "time": time, "product": product, "model_year": year, "state": "x", "text": text}


def test_three_alike_within_a_month_open_an_incident() -> None:
    found = list(detect_crises([complaint(1, 0), complaint(2, 9), complaint(3, 21)]))
    assert [(line["incident"], line["members"]) for line in found] == [("i1", ["c1", "c2", "c3"])]


@pytest.mark.parametrize(
    "stream",
    [
        [complaint(1, 0), complaint(2, 40), complaint(3, 80)],
        [complaint(1, 0), complaint(2, 1, product="s3"), complaint(3, 2)],
        [complaint(1, 0), complaint(2, 1, "THE HOOD FLEW OPEN"), complaint(3, 2)],
        [complaint(1, 0), complaint(2, 1, "I AM VERY UNHAPPY"), complaint(3, 2, "")],
    ],
    ids=["too far apart", "another product", "another part", "no part named"],
)
def test_what_is_not_alike_and_close_opens_nothing(stream: list[dict[str, Any]]) -> None:
    assert list(detect_crises(stream)) == []


def test_the_list_of_an_incident_only_grows() -> None:
    found = list(detect_crises([complaint(n, 5 * n) for n in range(12)]))
    grown = [set(line["members"]) for line in found]
    assert [a < b for a, b in zip(grown, grown[1:], strict=False)] == [True] * (len(grown) - 1)
    assert len(grown[-1]) == 12


def test_after_half_a_year_of_silence_a_new_incident_begins() -> None:
    stream = [complaint(n, day) for n, day in enumerate([0, 5, 10, 200, 205, 210])]
    assert [line["incident"] for line in detect_crises(stream)] == ["i1", "i2"]


def test_what_can_hurt_somebody_weighs_more() -> None:
    days = (0, 9, 21)
    [hurts] = detect_crises([complaint(n, day, OPENS) for n, day in enumerate(days)])
    [rattles] = detect_crises([complaint(n, day, RATTLES) for n, day in enumerate(days)])
    assert hurts["score"] > rattles["score"] + 2


def test_a_line_that_always_complains_needs_more() -> None:
    steady = [complaint(n, 8 * n, RATTLES) for n in range(100)]
    burst = [complaint(200 + n, 800 + 3 * n, RATTLES) for n in range(3)]
    [fresh] = detect_crises(burst)
    used = [line for line in detect_crises(steady + burst) if line["members"][-1] == "c202"]
    assert used[0]["score"] <= fresh["score"]


@pytest.mark.covers("R3-5")
def test_young_things_that_fail_together_get_an_incident_of_their_own() -> None:
    old = [complaint(n, 9 * n, year=2019) for n in range(20)]
    young = [complaint(100 + n, 181 + 7 * n, year=2030) for n in range(5)]
    found = list(detect_crises(sorted(old + young, key=lambda r: r["time"])))
    assert found[-1]["incident"] == "i2"
    assert found[-1]["members"] == ["c100", "c101", "c102", "c103", "c104"]


def test_each_line_says_observed_expected_places_and_the_most_central() -> None:
    [line] = detect_crises([complaint(1, 0), complaint(2, 9), complaint(3, 21)])
    said = [
        part in line["reason"]
        for part in ("3 alike (tailgate + opens_itself)", "expected", "1 places", "most central: c1")
    ]
    assert said == [True] * 4


def test_nothing_later_changes_a_line() -> None:
    stream = [complaint(n, 6 * n) for n in range(30)]
    assert list(detect_crises(stream[:15])) == list(detect_crises(stream))[:13]


def test_a_complaint_that_comes_late_is_told_when_it_came() -> None:
    found = list(detect_crises([complaint(1, 0), complaint(2, 9), complaint(3, 21), complaint(4, 5)]))
    assert [line["time"] for line in found] == ["2031-03-24", "2031-03-24"]


def test_a_flood_of_copies_is_one_incident() -> None:
    found = list(detect_crises([complaint(n, 0) for n in range(1000)]))
    assert {line["incident"] for line in found} == {"i1"}


def test_evidence_is_the_chance_of_so_many() -> None:
    assert tail(1, 0.1) == pytest.approx(1.02, abs=0.01)
    assert tail(3, 0.1) > tail(2, 0.1) > tail(2, 1.0)
    assert tightest([0, 100, 101, 103], 0.01, 3, 3)[1:] == (3, 3.0)
    assert interval(0.0) == (0, 0)
    low, high = interval(20.0)
    assert (12 <= low <= 14, 26 <= high <= 29) == (True, True)


@pytest.mark.needs_shared
def test_crises_of_the_development_half_are_found_in_time(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(shared / "eval"))
    score = importlib.import_module("evaluate_crises").score

    rows = [json.loads(line) for line in (shared / "data/odi_dev.jsonl").open(encoding="utf-8")]
    truth = json.loads((shared / "data/odi_dev_truth.json").read_text(encoding="utf-8"))
    found = score(rows, truth, list(enumerate(detect_crises(rows), 1)))
    assert found["at_10_per_1000"]["detected"] >= 10
    assert found["at_10_per_1000"]["detected_in_time"] == 6
    assert found["at_5_per_1000"]["detected"] >= 8
