"""Finds phone numbers, e-mail addresses and web addresses in a text, and compares them however they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crisis.onevoice.reading import Reading

_CONTACT = re.compile(
    r"(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"
    r"|(?P<web>\b(?:https?://|www\.)[^\s,。;)]{3,100})"
    r"|(?P<phone>(?<![\d.,a-z])(?:\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}|[48]00[ -][\dx]{3,4}[ -]?[\dx]{3,4}|[48]00\d{7}|1[- ]?8[0-9]{2}[- ]\d{3}[- ]\d{4}|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}|1[3-9]\d[ -]?[\dx*]{4}[ -]?[\dx*]{4}|95\d{3}|12\d{3}|\d{3}-\d{3,4}-\d{4})(?![\d年月日:元]))"
)
PUBLIC = frozenset(
    {"12315", "12345", "12300", "12320", "12326", "12331", "12378", "12321", "12377", "110", "119", "120"}
)
_DESK = (
    ("media", re.compile(r"媒体|采访|记者|\bmedia\b|\bpress\b")),
    ("privacy", re.compile(r"隐私|数据保护|\bdpo\b|\bprivacy\b")),
)


@dataclass(frozen=True, slots=True)
class Contact:
    kind: str
    value: str
    start: int
    end: int
    desk: str | None = None


def contacts(reading: Reading) -> list[Contact]:
    """All contacts with their value in one way of writing; numbers of public authorities (12315 …) are left out."""
    found = []
    for match in _CONTACT.finditer(reading.text):
        kind = match.lastgroup or "phone"
        value = re.sub(r"[\s()+-]", "", match.group()) if kind == "phone" else match.group().rstrip("./")
        if value not in PUBLIC:
            clause = reading.clause_at(match.start())
            around = reading.text[clause.start : match.start()]
            desk = next((name for name, words in _DESK if words.search(around)), None)
            found.append(Contact(kind, value, *match.span(), desk))
    return found
