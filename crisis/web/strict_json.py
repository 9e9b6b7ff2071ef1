"""Reads a JSON body strictly: what two readers could understand differently, or a database cannot keep, is refused.

Refused with `Invalid("body.json")`: a key given twice, NaN and numbers beyond any scale, halves of characters, and
nesting deeper than `DEEPEST`.
"""

from __future__ import annotations

import json
import math
from typing import Any

from crisis.domain.errors import Invalid

DEEPEST = 20


def read(raw: bytes) -> Any:
    """The value in the bytes (UTF-8)."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_number)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Invalid("body.json", field="body") from None
    if _depth(value) > DEEPEST:
        raise Invalid("body.json", field="body")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("beyond any scale")
    return value


def _depth(value: Any) -> int:
    """How deep the value nests, counted without calling itself."""
    deep, layer = 0, [value]
    while layer and deep <= DEEPEST:
        deep += 1
        layer = [inner for outer in layer for inner in _inside(outer)]
    return deep


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
