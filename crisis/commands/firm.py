"""Tells the console who the firm is; from the same moment the listener, the duties and the pages know it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crisis.commands.command import command, text
from crisis.commands.desk import Desk
from crisis.domain.errors import Invalid
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.store.unit_of_work import Change, Op, Work

HOUSE = "house"
SECTORS = ("auto_dealer", "automotive", "food", "restaurant", "retail", "ecommerce", "hotel", "airline", "rail",
           "hospital", "pharma", "bank", "telecom", "property", "education", "appliance", "other")  # fmt: skip
ROLES = ("dealer", "retailer", "platform", "operator", "franchisee", "manufacturer", "brand_owner", "importer")
JURISDICTIONS = ("CN", "EU", "UK", "US")
LINES, LONGEST = 500, 120


@command
def describe_firm(
    work: Work,
    actor: Actor,
    *,
    name: str,
    sector: str,
    role: str,
    jurisdictions: list[str],
    timezone: str,
    branches: list[str],
    aliases: list[str],
    products: list[str],
    op: Op,
    at: datetime,
) -> dict[str, Any]:
    """The whole description at once; the file is replaced in one step and put back if the act fails."""
    desk: Desk = work.desk
    with work(actor, HOUSE, op, at) as change:
        may(actor, "settings.manage")
        wanted = {
            "name": text(name, "name", LONGEST),
            "sector": text(sector, "sector", 60),
            "role": text(role, "role", 60),
            "jurisdictions": _chosen(jurisdictions),
            "timezone": _zone(timezone),
            "branches": _lines(branches, "branches"),
            "aliases": _lines(aliases, "aliases"),
            "products": _lines(products, "products"),
        }
        changed = [key for key, value in wanted.items() if desk.org.get(key, _nothing(value)) != value]
        if changed:
            _write(change, desk, {**desk.org, **wanted})
        fields = [{"key": f"field.{key}"} for key in changed] or [{"key": "listening.firm.nothing"}]
        change.record("firm.described", fields=fields)
        change.answer = {"changed": changed}
    return change.answer


def _write(change: Change, desk: Desk, values: dict[str, Any]) -> None:
    before = dict(desk.org)
    desk.describe(values)

    def put_back() -> None:
        with suppress(OSError):  # whoever cannot undo must not hold up the next writer
            desk.describe(before)

    change.undo.append(put_back)


def _nothing(value: Any) -> Any:
    return [] if isinstance(value, list) else ""


def _chosen(codes: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(text(code, "jurisdictions", 10).upper() for code in codes))
    if not found or len(found) > 20:
        raise Invalid("field.required", field="jurisdictions")
    return found


def _zone(name: str) -> str:
    wanted = text(name, "timezone", 60)
    try:
        ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid("field.choice", field="timezone") from None
    return wanted


def _lines(lines: Iterable[str], field: str) -> list[str]:
    found = list(dict.fromkeys(line for line in (text(raw, field, LONGEST, required=False) for raw in lines) if line))
    if len(found) > LINES:
        raise Invalid("field.too_many", field=field, limit=LINES)
    return found
