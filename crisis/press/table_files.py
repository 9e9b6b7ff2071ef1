"""Reads a table out of the bytes of a file: CSV (UTF-8 with or without mark, GB18030), XLSX or JSON lines.

A table is headings and numbered rows; numbers are those a person sees (the heading line is 1, JSON lines count from 1).
Cells are text, numbers, truth values, dates or (JSON) anything. What cannot be read at all is `Invalid` with its `line`;
a row that is broken by itself comes as `Broken`, so that the others stay.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

from crisis.domain.errors import Invalid, TooLarge

LARGEST = 64 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 1_000_000
DELIMITERS = ",;\t|"
COMMON_SHARE = 0.8
"""Of the characters beyond ASCII in a Chinese file, at least so many are everyday ones; in a wrongly read one, few."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read by itself: the code of its sentence."""

    code: str


@dataclass(frozen=True, slots=True)
class TableFile:
    headings: tuple[str, ...]
    rows: list[tuple[int, dict[str, Any] | Broken]]


def read_table(raw: bytes, name: str = "") -> TableFile:
    """The table in `raw`; `name` (of the file) decides between CSV and JSON lines where the bytes do not."""
    if len(raw) > LARGEST:
        raise TooLarge("file.too_large", limit=LARGEST // 1024 // 1024)
    if not raw.strip():
        raise Invalid("file.empty", line=1)
    if raw[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _sheet(raw)
    text = decoded(raw)
    lines = name.lower().endswith((".jsonl", ".ndjson")) or text.lstrip()[:1] == "{"
    table = _json_lines(text) if lines else _csv(text)
    if not table.rows:
        raise Invalid("file.no_rows", line=1)
    return table


def decoded(raw: bytes) -> str:
    """The text of the bytes, or `Invalid` naming the line that fits no encoding we read."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw[:4096]:
        raise Invalid("file.not_text", line=1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = raw.count(b"\n", 0, failure.start) + 1
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        raise Invalid("file.encoding", line=line) from None
    if not _everyday(text) or _damaged_utf8(raw):
        raise Invalid("file.encoding", line=line)
    return text


def _damaged_utf8(raw: bytes) -> bool:
    """Whether it reads as UTF-8 but for few places: then it is that, damaged, and not another encoding."""
    read = raw.decode("utf-8", "replace")
    return 4 * read.count("\ufffd") < sum("一" <= c <= "鿿" for c in read)


def _everyday(text: str) -> bool:
    """Whether what was read as GB18030 looks like Chinese that people write."""
    foreign = [c for c in text if ord(c) > 127]
    common = sum(_in_gb2312(c) for c in foreign[:20_000])
    return common >= COMMON_SHARE * len(foreign[:20_000])


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _csv(text: str) -> TableFile:
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Any]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise TooLarge("file.too_many_rows", limit=MOST_ROWS)
    except csv.Error:
        raise Invalid("file.csv", line=reader.line_num) from None
    return _table(iter(rows))


def _table(rows: Iterator[list[Any]]) -> TableFile:
    headings = _headings(next(rows, []))
    found: list[tuple[int, dict[str, Any] | Broken]] = []
    for number, cells in enumerate(rows, 2):
        if not any(cell not in ("", None) for cell in cells):
            continue
        if any(cell not in ("", None) for cell in cells[len(headings) :]):
            found.append((number, Broken("file.more_cells")))
            continue
        named = zip_longest(headings, cells[: len(headings)], fillvalue="")
        found.append((number, {heading: cell for heading, cell in named if heading}))
    return TableFile(headings, found)


def _headings(cells: list[Any]) -> tuple[str, ...]:
    names = [str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Invalid("file.no_headings", line=1)
    if len(names) > MOST_COLUMNS:
        raise TooLarge("file.too_many_columns", limit=MOST_COLUMNS)
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise Invalid("file.heading_twice", line=1, heading=twice[:60])
    return tuple(names)


def _json_lines(text: str) -> TableFile:
    headings: dict[str, None] = {}
    rows: list[tuple[int, dict[str, Any] | Broken]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(rows) == MOST_ROWS:
            raise TooLarge("file.too_many_rows", limit=MOST_ROWS)
        row = _json_row(line)
        if isinstance(row, dict) and len(headings) < MOST_COLUMNS:
            headings.update(dict.fromkeys(row))
        rows.append((number, row))
    if not headings:
        raise Invalid("file.json", line=rows[0][0] if rows else 1)
    return TableFile(tuple(headings), rows)


def _json_row(line: str) -> dict[str, Any] | Broken:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return Broken("file.half_character")
    except (ValueError, RecursionError):
        return Broken("file.json_row")
    return row if isinstance(row, dict) else Broken("file.json_row")


def _sheet(raw: bytes) -> TableFile:
    """The first sheet of a workbook."""
    if raw[:2] == b"PK":
        _bounded(raw)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheet = book.get_sheet_by_index(0)
        rows = iter(sheet.to_python(skip_empty_area=False))
    except PasswordError:
        raise Invalid("file.locked", line=1) from None
    except (CalamineError, XmlError, ZipError, OSError, IndexError, ValueError):
        raise Invalid("file.workbook", line=1) from None
    if sheet.height > MOST_ROWS:
        raise TooLarge("file.too_many_rows", limit=MOST_ROWS)
    table = _table([_cell(cell) for cell in row] for row in rows)
    if not table.rows:
        raise Invalid("file.no_rows", line=1)
    return table


def _bounded(raw: bytes) -> None:
    """A small archive may unpack to a huge one; that is seen before it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise Invalid("file.workbook", line=1) from None
    if unpacked > LARGEST_UNPACKED:
        raise TooLarge("file.too_large", limit=LARGEST_UNPACKED // 1024 // 1024)


def _cell(value: Any) -> Any:
    """Workbooks keep every number as a fraction; a whole one is meant as whole."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
