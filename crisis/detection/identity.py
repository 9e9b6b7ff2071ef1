"""Tells persons apart: which earlier messages came from the same one, by which marks; by hand merged and split.

Marks: customer key, phone, account, plate, VIN, order, device, e-mail, a declared link, and name + branch where
nothing firmer is known. Two firm keys are never joined by a name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from crisis.detection.item import Item
from crisis.language.masking import marks as written_marks

_ANONYMOUS = re.compile(r"匿名|anonymous|unknown|未知|guest$|用户$|网友|路人", re.I)
_DRESS = re.compile(r"[^0-9a-z@.一-鿿]")  # the blanks and dashes between the signs of a mark
_MAYBE_MARK = re.compile(r"[0-9A-Za-z]{17}|[一-鿿][A-Za-z][·\s]?[0-9A-Za-z]{5}")
KEPT = 600_000  # marks held at most; the oldest are forgotten first


@dataclass(frozen=True, slots=True)
class Recognised:
    """`reasons` = marks that tied this message to earlier ones (e.g. "phone"); empty for somebody new."""

    person: str | None
    reasons: tuple[str, ...] = ()
    absorbed: tuple[str, ...] = ()


@dataclass
class Identity:
    """Persons so far: mark → person; `aliases` leads merged persons to the one that stands for them."""

    marks: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0
    apart: list[tuple[str, str]] = field(default_factory=list)  # persons whom no mark may join, as a person decided

    def person(self, name: str) -> str:
        """The person that `name` stands for today."""
        while name in self.aliases:
            name = self.aliases[name]
        return name

    def recognise(self, item: Item) -> Recognised:
        """Who sent the item; None for items that come from no complainant."""
        found = list(dict.fromkeys(marks_of(item)))
        if not found:
            return Recognised(None)
        known = {mark: self.person(self.marks[mark]) for mark in found if mark in self.marks}
        persons = sorted(set(known.values()), key=lambda name: int(name[1:]))
        if not persons:
            self.count += 1
            persons = [f"p{self.count}"]
        first, *others = persons
        if others and self.apart:
            first, others = self._firmest(found, known, persons)
        for other in others:
            self.aliases[other] = first
            self.history.append({"merge": [first, other], "by": "marks", "item": item.id})
        for mark in found:
            if mark not in known or not self.are_apart(first, known[mark]):
                self.marks[mark] = first
        if len(self.marks) > KEPT:  # many at once: the front of a dict is slow to reach after each deletion
            for mark in list(islice(self.marks, KEPT // 20)):
                del self.marks[mark]
        return Recognised(first, tuple(sorted({mark.split(":", 1)[0] for mark in known})), tuple(others))

    def _firmest(self, found: list[str], known: dict[str, str], persons: list[str]) -> tuple[str, list[str]]:
        """Where marks lead to persons who were set apart, the first mark decides and the others stay who they are."""
        first = next(known[mark] for mark in found if mark in known)
        return first, [name for name in persons if name != first and not self.are_apart(first, name)]

    def are_apart(self, one: str, two: str) -> bool:
        return any({self.person(a), self.person(b)} == {one, two} for a, b in self.apart if one != two)

    def keep_apart(self, one: str, two: str) -> None:
        """From now on no mark makes these two one."""
        self.apart.append((one, two))

    def together(self, one: str, two: str) -> None:
        """What set these two apart is taken back."""
        self.apart = [pair for pair in self.apart if {self.person(pair[0]), self.person(pair[1])} != {one, two}]

    def merge(self, keep: str, other: str, by: str, why: str) -> str:
        """A person says that two are one; returns the one that stands."""
        keep, other = self.person(keep), self.person(other)
        if keep != other:
            self.aliases[other] = keep
            self.history.append({"merge": [keep, other], "by": by, "why": why})
        return keep

    def split(self, name: str, marks: Iterable[str], by: str, why: str) -> str:
        """A person says that these marks belong to somebody else; returns the new person."""
        self.count += 1
        fresh = f"p{self.count}"
        moved = [mark for mark in marks if self.person(self.marks.get(mark, "")) == self.person(name)]
        for mark in moved:
            self.marks[mark] = fresh
        self.history.append({"split": [self.person(name), fresh], "marks": moved, "by": by, "why": why})
        return fresh

    def state(self) -> dict[str, Any]:
        return {
            "marks": list(self.marks.items()), "aliases": dict(self.aliases), "history": list(self.history),
            "count": self.count, "apart": [list(pair) for pair in self.apart],
        }  # fmt: skip

    @classmethod
    def restore(cls, state: dict[str, Any]) -> Identity:
        return cls(dict(state["marks"]), dict(state["aliases"]), list(state["history"]), int(state["count"]),
                   [(one, two) for one, two in state.get("apart", ())])  # fmt: skip


def marks_of(item: Item) -> Iterable[str]:
    """The marks an item carries, as "kind:value", the firmest first; none for what no complainant sent."""
    if item.kind in ("media", "media_inquiry", "regulator", "internal"):
        return
    attrs = item.attrs
    if item.customer_key:
        yield f"key:{item.customer_key}"
    firm = {
        "phone": item.phone or attrs.get("source_phone") or attrs.get("phone"), "account": item.account or attrs.get("account"),
        "payee": attrs.get("bank_account") or attrs.get("payee"), "plate": item.plate or attrs.get("plate"), "vin": item.vin or attrs.get("vin"),
        "order": item.order_no or attrs.get("order_no"), "device": attrs.get("device"), "email": attrs.get("email"),
    }  # fmt: skip
    for kind, value in firm.items():
        if value:
            yield f"{kind}:{_DRESS.sub('', str(value).lower())}"
    for linked in str(attrs.get("linked_to") or "").replace(",", " ").replace(";", " ").split():
        yield f"key:{linked}"
    for kind, value in written_marks(item.text[:2000]) if _MAYBE_MARK.search(item.text, 0, 2000) else ():
        if kind in ("vin", "plate", "id"):  # a phone in a text may be somebody else's (a caller, a hotline)
            yield f"{kind}:{value.lower()}"
    name = (item.customer_name or "").strip()
    if not item.customer_key and not any(firm.values()) and name and not _ANONYMOUS.search(name):
        yield f"name:{name}|{item.branch or ''}"
