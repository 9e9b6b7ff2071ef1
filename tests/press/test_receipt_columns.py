"""Columns by the API's names, the trade's words or a map of one's own; times only with a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crisis.commands.intake import FIELDS
from crisis.domain.errors import Invalid
from crisis.press.receipt_columns import fields, moment, names_for, own_names, record_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_file_may_hold_every_field_of_the_record() -> None:
    assert set(fields()) == set(FIELDS)


def test_columns_are_known_by_the_trades_words() -> None:
    names = names_for(("投诉内容", "受理时间", "渠道", "手机号", "Customer Name", "备注"), {}, SHANGHAI)
    cells = {"投诉内容": " 空调不制冷 ", "受理时间": "2026年3月2日 9:30", "渠道": "电话", "手机号": 13800000000,
             "Customer Name": "王先生", "备注": "x"}  # fmt: skip
    assert record_of(cells, names, "complaint") == {
        "kind": "complaint", "text": "空调不制冷", "channel": "电话", "customer_name": "王先生",
        "received_at": datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI), "attrs": {"phone": 13800000000},
    }  # fmt: skip
    assert names.unread == ("备注",)


def test_a_map_may_be_written_either_way_round() -> None:
    headings = ("Beschwerde", "Wann")
    assert own_names("Beschwerde: text\nreceived_at: Wann\n", headings) == {"Beschwerde": "text", "Wann": "received_at"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [("- a\n", "map.shape", 1), ("a: [\n", "map.yaml", 2), ("Wann: received_at\nx: text\n", "map.unknown", 2),
     ("Wann: soon\n", "map.unknown", 1)],
)  # fmt: skip
def test_a_wrong_map_names_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(Invalid) as refusal:
        own_names(text, ("Wann", "Beschwerde"))
    assert (refusal.value.code, refusal.value.params["line"]) == (code, line)


def test_a_file_without_a_text_column_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        names_for(("a", "b"), {}, None)
    assert refusal.value.code == "file.no_text_column"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2026-03-02T09:30:00Z", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("2026-03-02 09:30", datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)),
        ("2026/3/2 9:30:05", datetime(2026, 3, 2, 9, 30, 5, tzinfo=SHANGHAI)),
        ("2026年3月2日9时30分", datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=SHANGHAI)),
    ],
)
def test_times_are_read_as_people_write_them(cell: str, told: datetime) -> None:
    assert moment(cell, "t", SHANGHAI) == told


@pytest.mark.parametrize(
    ("cell", "zone", "code"),
    [
        ("2026-03-02 09:30", None, "field.zone"),
        ("2026-02-30 09:30", SHANGHAI, "field.time"),
        ("昨天", SHANGHAI, "field.time"),
    ],
)
def test_impossible_times_and_times_without_a_zone_name_the_column(cell: Any, zone: ZoneInfo | None, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        moment(cell, "受理时间", zone)
    assert (refusal.value.code, refusal.value.params["field"]) == (code, "受理时间")
