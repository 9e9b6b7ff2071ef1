"""Covers what names a person: phone, plate, VIN, identity number, e-mail, bank card and names with a title."""

from __future__ import annotations

import re

_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")),
    ("id", re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")),
    ("vin", re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-HJ-NPR-Za-hj-npr-z]*\d)[0-9A-HJ-NPR-Za-hj-npr-z]{17}(?![0-9A-Za-z])")),
    ("card", re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:\d{1,3})?(?!\d)")),
    ("plate", re.compile(rf"[{_PLATES}][A-Za-z][·\s]?[0-9A-Za-z]{{5,6}}(?![0-9A-Za-z])")),
    ("phone", re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)\+\d{1,3}(?:[ -]?\d){7,12}(?!\d)"
                         r"|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")),
    ("name", re.compile(r"(?:(?<=我是)|(?<=我叫)|(?<=姓名:)|(?<=联系人:)|(?<=姓名:))[一-鿿]{2,3}(?=[,。,\s]|$)"
                        r"|\b(?:Mr|Mrs|Ms|Dr)\.?\s+[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?")),
)  # fmt: skip


def hidden_spans(text: str, names: tuple[str, ...] = ()) -> list[tuple[int, int, str]]:
    """(start, end, kind) of each personal mark and each of `names` in a text, in order and apart from one another."""
    patterns = list(_RULES)
    patterns += [
        ("name", re.compile(re.escape(name))) for name in sorted(names, key=len, reverse=True) if len(name) >= 2
    ]
    found: list[tuple[int, int, str]] = []
    for kind, pattern in patterns:
        for match in pattern.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end, _ in found):
                found.append((match.start(), match.end(), kind))
    return sorted(found)


def covered(text: str, names: tuple[str, ...] = (), mark: str = "[{kind}]") -> str:
    """`text` with each personal mark replaced by its kind in square brackets, e.g. ``[phone]``; `names` too."""
    for start, end, kind in reversed(hidden_spans(text, names)):
        text = f"{text[:start]}{mark.format(kind=kind)}{text[end:]}"
    return text


def marks(text: str) -> list[tuple[str, str]]:
    """(kind, value) of the identifying marks in a text, for telling persons apart: phone, plate, vin, id, e-mail."""
    return [
        (kind, re.sub(r"[\s·-]", "", match.group()).upper())
        for kind, pattern in _RULES
        if kind in ("email", "id", "vin", "plate", "phone")
        for match in pattern.finditer(text)
    ]
