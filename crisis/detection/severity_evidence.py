"""Turns what items tell into the evidence that crisis/domain/severity.py judges, added up over a matter.

Also the circumstances that choose playbooks (crisis/playbooks/choosing.yaml): product, harmed, workmanship,
behaviour, police; the source class and the SCCT cluster (domain.md §1, §5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from crisis.detection import windows
from crisis.detection.attributes import Figures, outlet_class
from crisis.detection.item import Item, Org
from crisis.detection.matter import Entry, Matter
from crisis.detection.signals import Reading
from crisis.detection.verdict import Signal
from crisis.domain.severity import Evidence

_MAKERS = ("producer", "manufacturer", "maker", "importer", "brand", "retailer", "seller")
_HARMED = frozenset({"death", "hurt", "fire", "foreign_hurt"})
_SAFETY_KINDS = _HARMED | {"function", "airbag", "near_miss", "stall", "ill", "altered"}


def add(
    before: Evidence,
    item: Item,
    reading: Reading,
    figures: Figures,
    signals: Iterable[Signal],
    matter: Matter,
    entry: Entry,
) -> Evidence:
    """The matter's evidence with this item counted; nothing is ever taken away here."""
    firm = [signal for signal in signals if not signal.params.get("lowered")]
    kinds = {signal.kind for signal in firm}
    named = _named(item, figures, firm)
    told = {
        **_victims(before, reading, figures, kinds),
        **_reach(before, item, reading, figures, firm),
        "ill": max(before.ill, windows.ill_persons(matter, entry)),
        "fire_in_use": before.fire_in_use or "fire" in kinds,
        "airbag_failure": before.airbag_failure or "airbag" in kinds,
        "near_miss": before.near_miss or bool(kinds & {"near_miss", "function"}),
        "persons_affected": max(before.persons_affected, windows.distinct(matter), named),
        "safety_credible": before.safety_credible
        or any(s.code in ("T-SAFETY", "T-NEARMISS") and s.level == "crisis" for s in firm)
        or bool(kinds & (_SAFETY_KINDS - {"stall"})),
    }
    news = {name: value for name, value in told.items() if value != getattr(before, name)}
    return replace(before, **news) if news else before


def _victims(before: Evidence, reading: Reading, figures: Figures, kinds: set[str]) -> dict[str, Any]:
    """Who came to harm, and how badly."""
    harmed = bool(kinds & (_HARMED | {"ill"}))
    admitted = harmed and reading.live("admitted") and "ill" not in kinds
    hurt = figures.hurt if kinds & {"hurt", "foreign_hurt", "fire"} else 0
    gravely = min(hurt, 50) if harmed and reading.live("grave") else 0
    inpatients = max(1, figures.admitted) if admitted else _inpatients(reading, figures)
    weak = (harmed or "near_miss" in kinds) and (figures.minor or figures.frail)
    return {
        "deaths": max(before.deaths, figures.dead if "death" in kinds else 0),
        "seriously_hurt": max(before.seriously_hurt, gravely),
        "in_hospital": max(before.in_hospital, inpatients),
        "minor_injury": before.minor_injury or hurt > 0 or "hurt" in kinds,
        "vulnerable_victim": before.vulnerable_victim or weak,
    }


def _reach(before: Evidence, item: Item, reading: Reading, figures: Figures, firm: list[Signal]) -> dict[str, Any]:
    """How far it is heard: outlets, views, authorities, units named, people whose data it is."""
    published = outlet_class(item) if item.kind == "media" and firm else None
    authority = {signal.kind for signal in firm if signal.code == "T-REG" and item.kind == "regulator"}
    records = figures.records if any(signal.code == "T-DATA" for signal in firm) else 0
    sensitive = records if reading.live("sensitive") else 0
    return {
        "outlets": before.outlets | ({published} if published else frozenset()),
        "views": max(before.views, figures.views),
        "shares": max(before.shares, figures.shares),
        "hot_search": before.hot_search or bool(figures.hot_rank) or bool(item.attrs.get("hot_search")),
        "hot_search_rank": min(filter(None, (before.hot_search_rank, figures.hot_rank)), default=None),
        "units": max(before.units, figures.units if item.kind in ("regulator", "media") and firm else 0),
        "authority": before.authority | authority,
        "data_persons": max(before.data_persons, records),
        "data_sensitive": max(before.data_sensitive, sensitive),
    }


def _named(item: Item, figures: Figures, firm: list[Signal]) -> int:
    """Persons whom an authority or a report counts; those of food and data are counted elsewhere."""
    if item.kind not in ("regulator", "media") or not firm or any(s.code in ("T-FOOD", "T-DATA") for s in firm):
        return 0
    return figures.persons


def _inpatients(reading: Reading, figures: Figures) -> int:
    """Persons in a ward (住院), not those treated and sent home."""
    words = {reading.text[hit.start : hit.end] for hit in reading.meant("admitted")}
    return (
        max(1, figures.admitted)
        if words & {"住院", "重症", "icu", "抢救", "留院", "admitted", "intensive care"}
        and (figures.ill or figures.hurt)
        else 0
    )


def circumstances(item: Item, reading: Reading, signals: Iterable[Signal], org: Org) -> set[str]:
    """What is true of the matter by this item, in the words of choosing.yaml."""
    kinds = {signal.kind for signal in signals}
    found = set()
    if kinds & _HARMED:
        found.add("harmed")
    if kinds & {"viral_conduct", "violence", "discrimination", "rude"}:
        found.add("behaviour")
    if reading.live("police_here"):
        found.add("police")
    maker = any(word in org.role.lower() for word in _MAKERS)
    work = bool(reading.has("job") or item.attrs.get("service_job") or reading.live("failed_fix", "fixed_times"))
    if maker or (
        item.product and kinds & {"airbag", "fire", "function", "hazard"} and not work and "dealer" in org.role.lower()
    ):
        found.add("product")
    if work or not maker:
        found.add("workmanship")
    return found


def source_class(matter: Matter, org: Org) -> str:
    """BRAND, PRICE, DEALER-PRODUCT, DEALER-SERVICE, DEALER-MGMT or OTHER; "dealer" reads "operating unit" elsewhere."""
    codes, conditions = matter.codes, matter.circumstances
    if codes & {"T-DATA", "T-RUMOUR", "T-FOOD"}:
        return "OTHER"
    if "T-ASSET" in codes or "behaviour" in conditions:
        return "DEALER-MGMT"
    if matter.jobs or ("workmanship" in conditions and "product" not in conditions):
        return "DEALER-SERVICE"
    return "DEALER-PRODUCT" if "product" in conditions else "OTHER"


def scct_cluster(matter: Matter) -> str:
    """victim, accident or preventable, as far as the codes tell; people correct it in the room."""
    if matter.doubt or ("T-RUMOUR" in matter.codes and not matter.codes & {"T-SAFETY", "T-FOOD", "T-GROUP"}):
        return "victim"
    if matter.codes & {"T-REPEAT", "T-CONDUCT", "T-ASSET"} or matter.jobs or "altered" in matter.topics:
        return "preventable"
    return "accident"
