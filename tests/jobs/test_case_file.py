"""Reading written cases: what a run may see, and what is wrong told by file and line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crisis.jobs.case_file import BadCase, read_case

CASES = Path(__file__).parents[1] / "cases"


def written(folder: Path, **changes: Any) -> Path:
    case = {
        "format": "crisis-input/1",
        "id": "X-1",
        "org": {"name": "甲店", "timezone": "Asia/Shanghai"},
        "stream": [{"id": "i1", "at": "2026-03-02T09:00:00+08:00", "kind": "complaint", "text": "空调不制冷"}],
    }
    path = folder / "case.json"
    path.write_text(json.dumps({**case, **changes}, indent=1, ensure_ascii=False), "utf-8")
    return path


def test_a_full_case_is_read_by_the_keys_of_a_stripped_one() -> None:
    case = read_case(CASES / "dev-01.json")
    assert {key for draft in case.drafts for key in draft} == {
        "id", "kind", "at", "lang", "responsibility_finding_made", "text",
    }  # fmt: skip
    assert {key for pair in case.pairs for key in pair} == {"id", "a", "b"}
    assert [record["tier"] for record in case.records] == ["leadership", "management", "direct"]
    last = max(row["at"] for row in case.stream)
    assert [action["at"] - last for action in case.actions] == [timedelta(days=5)]
    assert case.close_at - last == timedelta(days=5, hours=1)


def test_what_is_missing_counts_as_empty(tmp_path: Path) -> None:
    case = read_case(written(tmp_path))
    assert (case.facts, case.drafts, case.pairs, case.actions, case.records) == ([], [], [], [], [])
    assert case.org["jurisdictions"] == []


@pytest.mark.parametrize(
    ("changes", "line", "what"),
    [
        ({"format": "other/1"}, 2, "format"),
        ({"org": []}, 4, "org must be an object"),
        ({"org": {"timezone": "Mars/Base"}}, 5, "no zone"),
        ({"org": {"role": 5}}, 5, "org.role must be text"),
        ({"stream": {"a": 1}}, 8, "stream must be a list"),
        ({"stream": [{"id": "a", "at": "2026-03-02T09:00:00"}]}, 11, "has no offset"),
        ({"stream": [{"id": "a", "at": "gestern"}]}, 11, "is no time"),
        ({"stream": [{"id": "a"}]}, 10, "stream[0].at is missing"),
        ({"stream": [{"id": "a", "at": "2026-03-02T09:00:00Z"}] * 2}, 10, "is missing or there twice"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    tmp_path: Path, changes: dict[str, Any], line: int, what: str
) -> None:
    path = written(tmp_path, **changes)
    with pytest.raises(BadCase) as failure:
        read_case(path)
    told = str(failure.value)
    assert told.startswith(f"{path}: line {line}: ")
    assert what in told


def test_broken_json_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"format": "crisis-input/1",\n "id": }\n', "utf-8")
    with pytest.raises(BadCase, match="line 2: not JSON"):
        read_case(path)


def test_a_file_in_another_encoding_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b'{"format":\n "\xb9\xab"}')
    with pytest.raises(BadCase, match="line 2: not UTF-8"):
        read_case(path)


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"format": "crisis-input/1",\n "id": "\\ud83d"}', "utf-8")
    with pytest.raises(BadCase, match="line 2: half a character"):
        read_case(path)
