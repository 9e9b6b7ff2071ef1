"""`crisis import` as an operator uses it: what is kept, what is named, and that a second run repeats nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisis.cli import main

GOOD = "external_id,received_at,channel,text\na1,2026-03-02T09:00:00+08:00,phone,空调不制冷\na2,2026-03-02T09:05:00+08:00,phone,车门打不开\n"


def taken(folder: Path, file: Path, *more: str) -> int:
    return main(["--quiet", "import", str(file), "--data", str(folder / "var"), *more])


def written(folder: Path, text: str, name: str = "in.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding)
    return path


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_a_second_run_repeats_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, GOOD)
    assert taken(tmp_path, file) == 0
    assert last_line(capsys) == "imported 2, repeated 0, refused 0"
    assert taken(tmp_path, file) == 0
    assert last_line(capsys) == "imported 0, repeated 2, refused 0"


@pytest.mark.parametrize("heading", ["received_at,text\n2026-03-02T09:00:00Z,", "channel,text\nphone,"])
def test_without_foreign_numbers_the_content_tells_what_was_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], heading: str
) -> None:
    file = written(tmp_path, f"{heading}空调不制冷\n")
    assert taken(tmp_path, file) == 0
    assert taken(tmp_path, file) == 0
    assert last_line(capsys) == "imported 0, repeated 1, refused 0"


def test_two_numbers_for_one_content_are_two_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = "2026-03-02T09:00:00+08:00,phone,空调不制冷\n"
    file = written(
        tmp_path, f"external_id,received_at,channel,text\na1,{row}a2,{row}a3,2026-03-02T10:00:00Z,phone,门\n"
    )
    assert taken(tmp_path, file) == 0
    assert last_line(capsys) == "imported 3, repeated 0, refused 0"


def test_bad_rows_are_named_by_row_and_column_and_the_good_ones_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "受理时间,投诉内容,等级\n2026-03-02 09:00,空调不制冷,一般\n昨天,门,一般\n2026-03-02 09:00,,一般\n"
        "2099-01-01 09:00,窗,一般\n2026-03-02 09:00,灯,很急\n2026-03-02 09:00,椅,一般,多\n"
    )
    assert taken(tmp_path, written(tmp_path, text, encoding="gb18030"), "--zone", "Asia/Shanghai") == 1
    told = capsys.readouterr()
    where = [line.split(": ")[1] for line in told.err.splitlines()]
    assert where == [
        "row 3, column 受理时间", "row 4, column 投诉内容", "row 5, column 受理时间", "row 6, column 等级", "row 7",
    ]  # fmt: skip
    assert told.out.splitlines()[-1] == "imported 1, repeated 0, refused 5"


def test_times_without_a_zone_are_refused_by_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "received_at,text\n2026-03-02 09:00,空调不制冷\n")
    assert taken(tmp_path, file) == 1
    assert "row 2, column received_at: received_at needs a time zone" in capsys.readouterr().err


def test_a_dry_run_records_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, GOOD)
    assert taken(tmp_path, file, "--dry-run") == 0
    assert last_line(capsys) == "imported 2, repeated 0, refused 0"
    assert taken(tmp_path, file) == 0
    assert last_line(capsys) == "imported 2, repeated 0, refused 0"


def test_mentions_are_recorded_as_media(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = '{"text": "路人夸店员热情", "received_at": "2026-03-02T09:00:00Z", "attrs": {"outlet": "某报"}}\n'
    assert taken(tmp_path, written(tmp_path, line, "in.jsonl"), "--kind", "mentions") == 0
    assert last_line(capsys) == "imported 1, repeated 0, refused 0"


def test_an_own_map_names_the_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "Beschwerde,Wann\nheating is loud,2026-03-02T09:00:00Z\n")
    good = written(tmp_path, "Beschwerde: text\nWann: received_at\n", "map.yaml")
    wrong = written(tmp_path, "Beschwerde: text\nWann: soon\n", "wrong.yaml")
    assert taken(tmp_path, file, "--map", str(wrong)) == 2
    assert f"{wrong}: line 2: " in capsys.readouterr().err
    assert taken(tmp_path, file, "--map", str(good)) == 0


@pytest.mark.parametrize("raw", [b"", b"a,b\n1,2\n", b"text\nGr\xf6\xdfe f\xfcr \xdcbung\n", b'text\n"open\n'])
def test_what_cannot_be_read_is_said_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], raw: bytes
) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(raw)
    assert taken(tmp_path, file) == 2
    assert capsys.readouterr().err.startswith(f"crisis: {file}: line ")


def test_a_missing_file_and_an_unknown_zone_are_wrong_usage(tmp_path: Path) -> None:
    assert taken(tmp_path, tmp_path / "none.csv") == 2
    assert taken(tmp_path, written(tmp_path, GOOD), "--zone", "Mars/Base") == 2
