"""Tables out of bytes: encodings, broken files, broken rows."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from crisis.domain.errors import Refused
from crisis.press.table_files import Broken, read_table

CHINESE = "投诉内容,渠道\n空调不制冷,电话\n"


@pytest.mark.parametrize("raw", [CHINESE.encode(), CHINESE.encode("utf-8-sig"), CHINESE.encode("gb18030")])
def test_the_same_table_comes_out_of_every_encoding_we_read(raw: bytes) -> None:
    table = read_table(raw, "a.csv")
    assert table.headings == ("投诉内容", "渠道")
    assert table.rows == [(2, {"投诉内容": "空调不制冷", "渠道": "电话"})]


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"", "file.empty", 1),
        (b" \n\n", "file.empty", 1),
        (b"text,channel\n", "file.no_rows", 1),
        (b"\n\n1,2\n", "file.no_headings", 1),
        (b"text,text\na,b\n", "file.heading_twice", 1),
        (CHINESE.encode("utf-16"), "file.not_text", 1),
        ("text\nGrößenfehler für Übung\n".encode("latin-1"), "file.encoding", 2),
        ("text\n空调不制冷,希望检查\n".encode() + b"\xe7\xa9\n", "file.encoding", 3),
        (b'text\n"never closed\n', "file.csv", 2),
        (b"PK\x03\x04 not a workbook", "file.workbook", 1),
    ],
)
def test_what_cannot_be_read_names_its_line(raw: bytes, code: str, line: int) -> None:
    with pytest.raises(Refused) as refusal:
        read_table(raw, "a.csv")
    assert (refusal.value.code, refusal.value.params["line"]) == (code, line)


def test_rows_are_numbered_as_a_person_sees_them() -> None:
    table = read_table(b'text;channel\n"two\nlines";phone\n\nlast;\n', "a.csv")
    assert table.rows == [(2, {"text": "two\nlines", "channel": "phone"}), (4, {"text": "last", "channel": ""})]


def test_a_row_with_more_cells_than_columns_is_broken_by_itself() -> None:
    table = read_table(b"text,channel\na,b,c\nd,e\n", "a.csv")
    assert table.rows == [(2, Broken("file.more_cells")), (3, {"text": "d", "channel": "e"})]


def test_json_lines_keep_what_is_whole() -> None:
    table = read_table(b'{"text": "a"}\n\n[1]\n{"text": "\\ud83d"}\nno\n{"text": "b", "n": 2}\n', "a.jsonl")
    assert table.headings == ("text", "n")
    assert table.rows == [
        (1, {"text": "a"}),
        (3, Broken("file.json_row")),
        (4, Broken("file.half_character")),
        (5, Broken("file.json_row")),
        (6, {"text": "b", "n": 2}),
    ]


def test_a_workbook_gives_its_first_sheet_with_whole_numbers_whole() -> None:
    book = openpyxl.Workbook()
    rows: list[list[Any]] = [["编号", "受理时间", "投诉内容"], [7, datetime(2026, 3, 2, 9, 30), "座椅松动"]]  # noqa: DTZ001
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    told = {"编号": 7, "受理时间": datetime(2026, 3, 2, 9, 30), "投诉内容": "座椅松动"}  # noqa: DTZ001
    assert read_table(out.getvalue(), "a.xlsx").rows == [(2, told)]
