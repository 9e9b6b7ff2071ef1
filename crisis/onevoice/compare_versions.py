"""Says where the Chinese and the English version of one statement differ (kind LANGUAGE)."""

from __future__ import annotations

from crisis.onevoice.claims import parse
from crisis.onevoice.clash import compare
from crisis.onevoice.findings import Clash


def compare_versions(chinese: str, english: str) -> list[Clash]:
    """A contradiction, and every number and contact that only one of the two versions has."""
    a, b = parse(chinese, "zh"), parse(english, "en")
    first = compare(a, b, loose=True)
    found = [Clash("LANGUAGE", f"{first.kind}: {first.what}", first.a, first.b)] if first else []
    for one, other in ((a, b), (b, a)):
        for amount in one.amounts:
            if (
                not any(
                    amount.agrees(two) and (amount.unit == two.unit or "thing" in (amount.unit, two.unit))
                    for two in other.amounts
                )
                and amount.low > 1
            ):
                found.append(_only(one.quote(amount.start, amount.end), one is a))
        for contact in one.contacts:
            if contact.value not in {two.value for two in other.contacts}:
                found.append(_only(one.quote(contact.start, contact.end), one is a))
    return found


def _only(quote: str, chinese: bool) -> Clash:
    return Clash(
        "LANGUAGE", f"{quote} / –" if chinese else f"– / {quote}", quote if chinese else "", "" if chinese else quote
    )
