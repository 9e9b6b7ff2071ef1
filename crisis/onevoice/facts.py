"""Reads the facts board as of a moment: which facts count, and the claims each one makes.

A fact is a mapping with key, value, unit, scope, as_of (datetime or ISO text with offset), status, may_publish.
Confirmed facts count from `as_of`; a superseded one until a fact of the same key follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from crisis.onevoice.amounts import Amount
from crisis.onevoice.claims import Statement, parse
from crisis.onevoice.vocabulary import counting

_NUMBER = re.compile(
    r"^\s*(?:约|about )?\s*([\d,]+(?:\.\d+)?)\s*(万|亿|千|thousand|million)?\s*([^\d,。;]{0,14})\s*$", re.IGNORECASE
)
_ASIDE = re.compile(r"[(（][^)）]*[)）]")  # "(of whom one in hospital)" is a part of those counted
_SCALES = {"万": 1e4, "亿": 1e8, "千": 1e3, "thousand": 1e3, "million": 1e6}
_NOUNS = (
    ("record", re.compile(r"护照|账户|账号|银行卡|身份证|passport|account|record|\bcards?\b")),
    ("vehicle", re.compile(r"车辆|辆|轿车|车型|vehicle|\bcars?\b")),
    ("flight", re.compile(r"航班|架次|flight")),
    ("store", re.compile(r"门店|网点|家店|store|branch|outlet")),
    ("money", re.compile(r"元|yuan|rmb|eur|usd|dollar|euro")),
    (
        "item",
        re.compile(
            r"(?<![固软硬条邮文])件|(?<![一-鿿])台(?![一-鿿])|盒|瓶|箱|玩具|产品|袋|包|\bunits?\b|product|\btoys?\b|\bitems?\b|bottle|pack"
        ),
    ),
    (
        "person",
        re.compile(
            r"人|名|位|例|顾客|乘客|旅客|患者|学生|同学|用户|客户|储户|儿童|guest|passenger|people|patient|customer|person|\busers?\b|child|student|depositor|death|injur"
        ),
    ),
)
_TOPIC = {"event_time": "事发 ", "next_update": "公布 ", "test_result": "检测 ", "cause": "原因是"}
_HARM = frozenset({"dead", "hospital", "serious", "injured", "ill"})


@dataclass(frozen=True, slots=True)
class Fact:
    key: str
    value: str
    scope: str
    public: bool
    """Confirmed and free to be published."""
    statement: Statement
    count: Amount | None

    @property
    def quote(self) -> str:
        return f"{self.key}: {self.value}" + (f" ({self.scope})" if self.scope else "")


def board(facts: Iterable[Mapping[str, Any]], at: datetime) -> list[Fact]:
    """The facts that count at `at`, refuted and unconfirmed ones too (they are not `public`)."""
    known = [(moment, row) for row in facts if (moment := _moment(row.get("as_of"))) is None or moment <= at]
    return [_fact(row) for moment, row in known if not _replaced(moment, row, known)]


def _replaced(
    moment: datetime | None, row: Mapping[str, Any], known: list[tuple[datetime | None, Mapping[str, Any]]]
) -> bool:
    if row.get("status") in ("withdrawn",):
        return True
    if row.get("status") != "superseded" or moment is None:
        return False
    return any(later is not None and later > moment and other.get("key") == row.get("key") for later, other in known)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime) or value is None:
        return value
    return datetime.fromisoformat(str(value))


def _fact(row: Mapping[str, Any]) -> Fact:
    public = row.get("status", "confirmed") in ("confirmed", "superseded") and bool(row.get("may_publish", True))
    return _read(str(row["key"]), str(row["value"]), str(row.get("unit") or ""), str(row.get("scope") or ""), public)


@lru_cache(maxsize=4096)
def _read(key: str, value: str, unit: str, scope: str, public: bool) -> Fact:
    return Fact(key, value, scope, public, parse(_TOPIC.get(key, "") + value, key), _count(key, value, unit, scope))


def _count(key: str, value: str, unit: str, scope: str) -> Amount | None:
    """The one number a counting fact holds, with its unit from unit, scope or key and its role likewise."""
    match = _NUMBER.match(value)
    if match is None:
        return None
    number = float(match[1].replace(",", "")) * _SCALES.get((match[2] or "").lower(), 1)
    named = f"{unit} {match[3]} {scope}".lower()
    worded = key.replace("_", " ").lower()
    role = _role(_ASIDE.sub("", named)) or _role(worded)
    kind = _unit(named) or ("person" if role in _HARM else _unit(worded))
    if not number.is_integer() and kind not in ("money", "percent"):
        return None  # 3.2 is a version or a measure
    return Amount(number, number, kind, role, 0, 0) if kind else None


def _role(words: str) -> str | None:
    return next((role.name for role in counting().roles if role.pattern.search(words)), None)


def _unit(words: str) -> str | None:
    return next((name for name, pattern in _NOUNS if pattern.search(words)), None)
