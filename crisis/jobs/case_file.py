"""Reads a written case (`crisis-case/1`, or `crisis-input/1` as it is stripped for a run) into what a run may see.

Of a full case the same keys are read as of a stripped one: what it expects is never looked at. What people decide in the
course of it (asking for stage 4, closing, who answers) is given in a stripped input; a full case gets the plain course:
stage 4 asked for five days after the last item, closing an hour later, one record without money in each tier.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FORMATS = ("crisis-case/1", "crisis-input/1")
LARGEST = 64 * 1024 * 1024
QUIET = timedelta(days=5)
HOUR = timedelta(hours=1)
ORG_WORDS = {"name": "", "sector": "other", "role": "", "timezone": "Asia/Shanghai"}
DRAFT = ("id", "kind", "at", "lang", "responsibility_finding_made", "text")
PLAIN_RECORDS = (
    {"tier": "leadership", "role": "总经理", "measures": ["self-criticism"], "self_imposed": True},
    {"tier": "management", "role": "服务经理", "measures": ["training"], "self_imposed": False},
    {"tier": "direct", "role": "服务顾问", "measures": ["training"], "self_imposed": False},
)

Data = dict[str, Any]


class BadCase(Exception):
    """The file cannot be read as a case; the text names file, line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Case:
    """Times inside are aware datetimes under the names that the file uses; lists keep the order of the file."""

    id: str
    org: Data
    stream: list[Data]
    facts: list[Data]
    drafts: list[Data]
    pairs: list[Data]
    actions: list[Data]
    close_at: datetime
    records: list[Data]


class _Page:
    """The text of the file, so that what is wrong can be named by its line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            raw = path.read_bytes()
        except OSError as failure:
            raise BadCase(f"{path}: {failure.strerror}") from None
        if len(raw) > LARGEST:
            raise BadCase(f"{path}: larger than {LARGEST // 1024 // 1024} MB")
        try:
            self.text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as failure:
            raise BadCase(f"{path}: line {raw[: failure.start].count(10) + 1}: not UTF-8") from None

    def wrong(self, what: str, near: str = "") -> BadCase:
        at = self.text.find(near) if near else -1
        return BadCase(f"{self.path}: line {self.text.count(chr(10), 0, max(at, 0)) + 1}: {what}")


def read_case(path: Path) -> Case:
    """The case in `path`; `BadCase` where it is none."""
    page = _Page(path)
    try:
        data = json.loads(page.text)
    except json.JSONDecodeError as failure:
        raise BadCase(f"{path}: line {failure.lineno}: not JSON: {failure.msg}") from None
    except RecursionError:
        raise page.wrong("nested too deeply") from None
    half = re.search(
        r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}", page.text, re.I
    )
    if half is not None:
        raise page.wrong("half a character", half[0])
    if not isinstance(data, dict) or data.get("format") not in FORMATS:
        raise page.wrong(f"format must be one of {', '.join(FORMATS)}", '"format"')
    if not isinstance(data.get("id"), str) or not data["id"]:
        raise page.wrong("id is missing")
    org = _org(page, data.get("org"))
    zone = ZoneInfo(org["timezone"])
    stream = [_timed(page, row, f"stream[{n}]", ("at",)) for n, row in _rows(page, data, "stream")]
    ids = [row.get("id") for row in stream]
    for row_id in ids:
        if not isinstance(row_id, str) or ids.count(row_id) > 1:
            raise page.wrong(f"stream: id {row_id!r} is missing or there twice", f'"{row_id}"')
    return _whole(page, data, org, stream, zone)


def _whole(page: _Page, data: Data, org: Data, stream: list[Data], zone: ZoneInfo) -> Case:
    facts = [_timed(page, row, f"facts_board[{n}]", ("as_of",)) for n, row in _rows(page, data, "facts_board")]
    drafts = [
        _timed(page, {k: row.get(k) for k in DRAFT}, f"drafts[{n}]", ("at",)) for n, row in _rows(page, data, "drafts")
    ]
    pairs = [{k: row.get(k) for k in ("id", "a", "b")} for _, row in _rows(page, data, "statement_pairs")]
    last = max((row["at"] for row in stream), default=datetime(2026, 1, 1, tzinfo=zone))
    if data["format"] == "crisis-case/1":
        asked = {"at": last + QUIET, "by": "LEAD", "action": "request_stage", "stage": 4}
        grounds = ["remedy agreed", "truth published"]
        actions, records = [{**asked, "grounds": grounds}], [dict(row) for row in PLAIN_RECORDS]
        return Case(data["id"], org, stream, facts, drafts, pairs, actions, last + QUIET + HOUR, records)
    actions = [_timed(page, row, f"actions[{n}]", ("at",)) for n, row in _rows(page, data, "actions")]
    records = [row for _, row in _rows(page, data, "accountability_records")]
    end = _moment(page, data.get("close_attempt_at"), "close_attempt_at") or last + HOUR
    return Case(data["id"], org, stream, facts, drafts, pairs, actions, max(end, last), records)


def _org(page: _Page, given: Any) -> Data:
    if not isinstance(given, Mapping):
        raise page.wrong("org must be an object", '"org"')
    org: Data = {key: value for key, value in given.items() if value is not None}
    for name, fallback in ORG_WORDS.items():
        org[name] = org.get(name) or fallback
        if not isinstance(org[name], str):
            raise page.wrong(f"org.{name} must be text", f'"{name}"')
    for name in ("jurisdictions", "branches"):
        org[name] = org.get(name) or []
        if not isinstance(org[name], list) or not all(isinstance(one, str) for one in org[name]):
            raise page.wrong(f"org.{name} must be a list of texts", f'"{name}"')
    try:
        ZoneInfo(org["timezone"])
    except (KeyError, ValueError, OSError):
        raise page.wrong(f"org.timezone {org['timezone']!r} is no zone", '"timezone"') from None
    return org


def _rows(page: _Page, data: Data, key: str) -> list[tuple[int, Data]]:
    """The objects of a list, numbered; a missing list is an empty one."""
    given = data.get(key) or []
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise page.wrong(f"{key} must be a list of objects", f'"{key}"')
    return list(enumerate(given))


def texts(value: Any) -> list[str]:
    """A list of texts; anything else is none."""
    return [str(one) for one in value] if isinstance(value, list) else []


def _timed(page: _Page, row: Data, name: str, required: tuple[str, ...]) -> Data:
    times = {}
    for key in ("at", "as_of", "published_at"):
        times[key] = _moment(page, row.get(key), f"{name}.{key}")
        if key in required and times[key] is None:
            raise page.wrong(f"{name}.{key} is missing", f'"{row.get("id") or row.get("key")}"')
    return {**row, **{key: moment for key, moment in times.items() if moment is not None}}


def _moment(page: _Page, value: Any, name: str) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise page.wrong(f"{name}: {value!r} is no time", f'"{value}"') from None
    if moment.tzinfo is None:
        raise page.wrong(f"{name}: {value!r} has no offset", f'"{value}"')
    return moment
