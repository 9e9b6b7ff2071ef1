"""Turns rows of a file into receipt records: whose column is which field, and what its cells mean.

Columns are known by the API's names, by the trade's words for them (`receipt_columns.yaml`), or by a map of one's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from crisis.domain.errors import Invalid

TIMES = ("received_at", "published_at", "response_due_at")
_MARKS = re.compile(r"[\s_\-－·.:：]+")
_TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]*(\d{1,2})\s*[:：时点]\s*(\d{1,2})?\s*分?(?:[:：]?(\d{1,2})秒?(?:\.\d+)?)?)?"
)


@dataclass(frozen=True, slots=True)
class Names:
    """heading → field, or → ("attrs", name); `unread` are the headings that mean nothing to us."""

    of: Mapping[str, tuple[str, ...]]
    unread: tuple[str, ...] = ()
    zone: ZoneInfo | None = None
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def heading(self, wanted: str) -> str:
        """The heading a field was read from; the field's own name where there is none."""
        return next((heading for heading, target in self.of.items() if target[-1] == wanted), wanted)


@cache
def _content() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("receipt_columns.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """Every name a column may have, folded, with what it stands for."""
    known: dict[str, tuple[str, ...]] = {}
    for name, words in _content()["fields"].items():
        known |= {_fold(word): (name,) for word in words}
    for name, words in _content()["attrs"].items():
        known |= {_fold(word): ("attrs", name) for word in words}
    return known


def _fold(name: str) -> str:
    return _MARKS.sub("", name).lower()


def fields() -> tuple[str, ...]:
    """The fields of the receipt record that a file may hold."""
    return tuple(_content()["fields"])


def target_of(name: str) -> tuple[str, ...] | None:
    """What a name stands for: a field, or `attrs.something`."""
    if name.startswith("attrs.") and len(name) > len("attrs."):
        return ("attrs", name.removeprefix("attrs."))
    return _known().get(_fold(name))


def names_for(headings: tuple[str, ...], own: Mapping[str, str], zone: ZoneInfo | None) -> Names:
    """What each heading means; `own` (column → field) goes first. `Invalid` where nothing tells the text."""
    found: dict[str, tuple[str, ...]] = {}
    for heading in headings:
        target = target_of(own[heading]) if heading in own else target_of(heading)
        if heading and target is not None and (heading in own or target not in found.values()):
            found = {h: t for h, t in found.items() if t != target or h in own}
            found[heading] = target
    if ("text",) not in found.values():
        raise Invalid("file.no_text_column", line=1, headings=", ".join(h for h in headings if h)[:200])
    unread = tuple(h for h in headings if h and h not in found)
    return Names(found, unread, zone, _content()["values"])


def own_names(text: str, headings: tuple[str, ...]) -> dict[str, str]:
    """A map file: `our field: their column` or `their column: our field`; `Invalid` with the line of what is neither."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as failure:
        mark = getattr(failure, "problem_mark", None)
        raise Invalid("map.yaml", line=mark.line + 1 if mark else 1) from None
    if not isinstance(node, yaml.MappingNode):
        raise Invalid("map.shape", line=1)
    own: dict[str, str] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise Invalid("map.shape", line=line)
        ours, theirs = (key.value, value.value) if value.value in headings else (value.value, key.value)
        if theirs not in headings or target_of(ours) is None:
            raise Invalid("map.unknown", line=line, entry=f"{key.value}: {value.value}"[:120])
        own[theirs] = ours
    return own


def record_of(cells: Mapping[str, Any], names: Names, kind: str) -> dict[str, Any]:
    """One row as a receipt record; `Invalid` names the column (`field`) that cannot be meant so."""
    record: dict[str, Any] = {"kind": kind}
    attrs: dict[str, Any] = {}
    for heading, cell in cells.items():
        target = names.of.get(heading)
        if target is None or cell is None or cell == "":
            continue
        if len(target) == 2:
            attrs[target[1]] = _plain(cell, heading)
        elif target[0] == "attrs":
            if not isinstance(cell, dict):
                raise Invalid("field.shape", field=heading)
            attrs |= cell
        elif target[0] in TIMES:
            record[target[0]] = moment(cell, heading, names.zone)
        else:
            record[target[0]] = _value(cell, target[0], heading, names)
    return {**record, "attrs": attrs} if attrs else record


def _value(cell: Any, name: str, heading: str, names: Names) -> Any:
    plain = _plain(cell, heading)
    chosen = names.values.get(name, {})
    if name == "drill" and not isinstance(plain, bool):
        if str(plain).strip().lower() not in chosen:
            raise Invalid("field.choice", field=heading)
        return chosen[str(plain).strip().lower()]
    return chosen.get(plain.strip(), plain.strip()) if isinstance(plain, str) else plain


def _plain(cell: Any, heading: str) -> Any:
    """A cell as a plain value; dates as ISO text."""
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, (str, int, float, bool)):
        return cell
    raise Invalid("field.shape", field=heading)


def moment(cell: Any, heading: str, zone: ZoneInfo | None) -> datetime:
    """An aware time; one without a zone needs `zone`. A day alone is its first minute."""
    if isinstance(cell, datetime):
        found = cell
    elif isinstance(cell, date):
        found = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
    else:
        found = _read(str(cell).strip(), heading)
    if found.tzinfo is not None:
        return found
    if zone is None:
        raise Invalid("field.zone", field=heading)
    return found.replace(tzinfo=zone)


def _read(words: str, heading: str) -> datetime:
    try:
        return datetime.fromisoformat(words.replace("Z", "+00:00"))
    except ValueError:
        told = _TIME.fullmatch(words)
    try:
        if told is None:
            raise ValueError
        year, month, day, hour, minute, second = (int(part or 0) for part in told.groups())
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        raise Invalid("field.time", field=heading) from None
