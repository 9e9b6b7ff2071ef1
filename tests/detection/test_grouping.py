"""Groups of texts about one matter: when they are told, who counts, and how they grow and merge."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from crisis.detection.grouping import Groups, detect_groups, letter_of

STATION = "碧梧里垃圾站恶臭扰民"


def row(number: int, day: int, person: str, title: str, text: str) -> dict[str, Any]:
    return {"id": f"r{number}", "time": f"2031-{5 + day // 28:02d}-{day % 28 + 1:02d} 10:00:00", "customer": person,
            "title": title, "text": text}  # fmt: skip


def station(number: int, day: int, person: str) -> dict[str, Any]:
    return row(number, day, person, STATION, f"碧梧里小区旁的垃圾站恶臭难闻，碧梧里业主第{number}次反映垃圾站臭味。")


OTHERS = [
    row(90, 0, "p90", "建议增加公交车班次", "上下班高峰期318路公交车太挤。"),
    row(91, 1, "p91", "咨询落户政策", "请问大学毕业生如何办理落户手续？"),
    row(92, 2, "p92", "拖欠工资三个月", "栖霞阁工地拖欠农民工工资。"),
    row(93, 3, "p93", "青禾K7变速箱顿挫", "新车行驶中变速箱顿挫明显。"),
]


@pytest.mark.covers("R3-29")
def test_three_persons_about_one_matter_are_a_group() -> None:
    stream = [*OTHERS, station(1, 4, "a"), station(2, 5, "b"), station(3, 6, "c")]
    assert [(line["time"][:10], line["members"]) for line in detect_groups(stream)] == [
        ("2031-05-07", ["r1", "r2", "r3"])
    ]


@pytest.mark.covers("R3-29")
def test_five_posts_of_one_person_are_no_group() -> None:
    assert list(detect_groups([*OTHERS, *(station(n, 4 + n, "a") for n in range(1, 6))])) == []


def test_different_matters_are_no_group() -> None:
    assert list(detect_groups(OTHERS)) == []


def test_a_told_group_grows_by_whoever_joins() -> None:
    stream = [*OTHERS, *(station(n, 4 + n, f"p{n}") for n in range(1, 6))]
    assert [len(line["members"]) for line in detect_groups(stream)] == [3, 4, 5]


def test_a_group_that_was_silent_for_long_takes_nothing_more() -> None:
    groups = Groups()
    first = groups.hear(letter_of(station(1, 0, "a")))
    late = groups.hear(letter_of(row(2, 150, "b", STATION, "碧梧里小区旁的垃圾站恶臭难闻，碧梧里业主反映垃圾站臭味。")))
    assert first.name != late.name


def test_two_groups_that_a_letter_joins_by_their_name_become_one() -> None:
    groups = Groups()
    smell = row(1, 0, "a", "栖梧阁路垃圾站恶臭", "栖梧阁路的垃圾站恶臭难闻，请尽快清运栖梧阁路垃圾。")
    noise = row(2, 1, "b", "栖梧阁路夜间施工", "栖梧阁路的工地夜间施工，栖梧阁路居民无法入睡。")
    both = row(3, 2, "c", "栖梧阁路垃圾站恶臭、栖梧阁路夜间施工",
               "栖梧阁路的垃圾站恶臭难闻，栖梧阁路的工地夜间施工，居民无法入睡。")  # fmt: skip
    apart = {groups.hear(letter_of(r)).name for r in (smell, noise)}
    assert len(apart) == 2
    assert [m.id for m in groups.hear(letter_of(both)).members] == ["r1", "r2", "r3"]


@pytest.mark.covers("R4-21")
def test_a_told_group_says_who_what_and_what_was_expected() -> None:
    stream = [*OTHERS, station(1, 4, "a"), station(2, 5, "b"), station(3, 6, "c")]
    reason = [line["reason"] for line in detect_groups(stream)][0]
    assert ["3 persons" in reason, "碧梧" in reason, "expected" in reason] == [True, True, True]


def test_a_flood_of_copies_stays_one_group_and_quick() -> None:
    copies = [{**station(1, 4, f"p{n}"), "id": f"f{n}"} for n in range(400)]
    found = list(detect_groups([*OTHERS, *copies]))
    assert {line["incident"] for line in found} == {found[0]["incident"]}
    assert len(found[-1]["members"]) == 400


@pytest.mark.needs_shared
def test_events_of_the_development_half_are_found(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(shared / "eval"))
    score = importlib.import_module("evaluate_groups").score

    rows = [json.loads(line) for line in (shared / "data/zh_events_dev.jsonl").open(encoding="utf-8")]
    truth = json.loads((shared / "data/zh_events_dev_truth.json").read_text(encoding="utf-8"))
    for r in rows:
        r["time"] = r["time"].replace("T", " ")[:19]
    found = score(rows, truth, list(detect_groups(rows)))
    assert found["detected"] == found["events"]
    assert found["mean_group_f1"] >= 0.85
    assert found["incidents_per_1000_complaints"] <= 8
    assert found["lines_using_the_future"] == 0
