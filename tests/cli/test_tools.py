"""`crisis detect`, `crisis statement check` and `crisis case run` as an operator uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crisis.cli import main

CASE = Path(__file__).parents[1] / "cases" / "dev-06.json"


def run(*words: str | Path) -> int:
    return main(["--quiet", *(str(word) for word in words)])


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_signals_are_written_one_line_a_text(tmp_path: Path) -> None:
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text('{"id": "a", "text": "刹车突然失灵差点撞车"}\n{"id": "b", "text": "咖啡好喝"}\n', "utf-8")
    assert run("detect", "signals", given, "--out", out) == 0
    assert [(row["id"], row["safety"]) for row in lines(out)] == [("a", 1), ("b", 0)]


def test_alarms_are_read_from_csv(tmp_path: Path) -> None:
    given, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    days = [f"s,2026-{month:02d}-{day:02d},{9 if month == 6 else 0}" for month in range(1, 7) for day in range(1, 29)]
    given.write_text("series,time,count\n" + "\n".join(days) + "\n", "utf-8")
    assert run("detect", "alarms", given, "--out", out) == 0
    assert {row["series"] for row in lines(out)} == {"s"}


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ('{"id": "a", "text": "x"}\n{"id": "b"}\n', "text is missing", 2),
        ('{"id": "a", "text": "x"}\n{oops\n', "not JSON", 2),
        ("id,other\na,b\n", "text is missing", 2),
    ],
)
def test_detect_names_the_line_it_cannot_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, what: str, line: int
) -> None:
    given = tmp_path / "in.txt"
    given.write_text(text, "utf-8")
    assert run("detect", "signals", given, "--out", tmp_path / "out.jsonl") == 2
    assert f"{given}: line {line}: {what}" in capsys.readouterr().err


def test_a_blocked_draft_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("关于此事,我们无可奉告。", "utf-8")
    assert run("statement", "check", draft, "--kind", "HOLDING", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "block"
    assert ("F1", "无可奉告") in {(hit["code"], hit["span"]) for hit in told["hits"]}


def test_a_draft_against_the_board_is_blocked_with_the_fact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft, facts = tmp_path / "draft.txt", tmp_path / "facts.json"
    draft.write_text("目前共有12名顾客受影响。", "utf-8")
    fact = {"key": "affected_count", "value": "30", "scope": "受影响顾客", "status": "confirmed", "may_publish": True}
    facts.write_text(json.dumps([{**fact, "as_of": "2026-03-02T09:00:00+08:00"}]), "utf-8")
    assert run("statement", "check", draft, "--kind", "INTERNAL", "--facts", facts) == 1
    assert "F14" in capsys.readouterr().out
    facts.write_text(json.dumps([{**fact, "as_of": "2026-03-02"}]), "utf-8")
    assert run("statement", "check", draft, "--kind", "INTERNAL", "--facts", facts) == 2


def test_a_case_run_writes_its_result(tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    assert run("case", "run", CASE, "--out", out) == 0
    told = json.loads(out.read_text("utf-8"))
    assert (told["format"], told["case"], told["rooms"]) == ("crisis-result/1", "DEV-06", [])


def test_an_unreadable_case_is_told_by_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.json"
    case.write_text('{\n"format": "crisis-case/1",\n', "utf-8")
    assert run("case", "run", case, "--out", tmp_path / "out.json") == 2
    assert f"{case}: line 3: not JSON" in capsys.readouterr().err
