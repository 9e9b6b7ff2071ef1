"""Listens to items strictly in order and says of each: none, watch or crisis, why, since when, and of which matter.

Nothing later than an item influences its verdict. The state is JSON-able.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from crisis.detection import authority, explain, matter_state, published, severity_evidence, slotting, windows
from crisis.detection.attributes import Figures, edible, figures, muted, trade
from crisis.detection.combining import Scene, combine, strongest
from crisis.detection.filing import capped, decide, entry_of, mark, precursor, tells_of_harm
from crisis.detection.finding import matter_for
from crisis.detection.identity import Identity, Recognised
from crisis.detection.item import OWN_CHANNELS, Item, Org
from crisis.detection.lattice import Lattice, Point, SeriesView
from crisis.detection.matter import Entry, Matter, Matters, Slots
from crisis.detection.memory import joined, pieces
from crisis.detection.ours import is_ours, names_another
from crisis.detection.past import Past
from crisis.detection.rulebook import Rulebook, standard
from crisis.detection.signals import Ear, Reading
from crisis.detection.slotting import slots_of, topics_of
from crisis.detection.stated import stated
from crisis.detection.verdict import LEVELS, Group, Signal, Verdict

PRODUCTS = 20_000
VERSION = 2  # of the state; another one is not read but heard again


class Listener:
    """One organisation's listener; `hear` must be called in order of arrival, from one thread at a time."""

    def __init__(self, org: Org, book: Rulebook | None = None) -> None:
        self.org = org
        self.book = book or standard()
        self._ear = Ear(self.book, muted(org))
        self._trade = trade(org)
        self.identity = Identity()
        self.matters = Matters()
        self.counts = Lattice()
        self.past = Past()
        self._products: dict[str, None] = dict.fromkeys(org.products)
        self._served: dict[str, tuple[str, str]] = {}
        slotting.warm()

    def hear(self, item: Item) -> Verdict:
        reading = self._ear.hear(item.text, item.kind, self._trade | edible(item.product))
        if reading.drill or str(item.attrs.get("drill", "")).lower() in ("yes", "true", "1"):
            return self._silent(item, reading, Recognised(None), None)
        who = self._sender(item)
        slots = slots_of(item, reading, self._served.get(who.person or ""))
        own = item.kind == "internal" and not tells_of_harm(reading, self.matters.find(slots, None, item.at))
        if own or item.channel in OWN_CHANNELS:
            return self._own(item, reading, slots)
        self._learn(item, slots, who.person)
        counted = figures(item, reading, self.org)
        matter = matter_for(self.matters, item, reading, slots, who.person)
        signals = self._heard(item, reading, counted, matter)
        unusual = self._counted(item, reading, slots, who.person)
        if not signals and unusual is None and not (matter or self._worth(item, reading)):
            return self._silent(item, reading, who, None)
        matter = matter or self.matters.make()
        entry = entry_of(item, reading, slots, who.person, signals, counted)
        self.matters.file(matter, entry)
        group = windows.group(matter, entry) if entry.counts else None
        signals = combine(signals, Scene(reading, counted, matter, entry, group, self.book.version))
        signals = [*signals, unusual] if unusual is not None else signals
        signals, cap = capped(item, signals, matter, who.person, reading)
        return self._verdict(item, reading, counted, who, matter, entry, group, signals, cap)

    def _sender(self, item: Item) -> Recognised:
        """Who sent the item; where its marks show that earlier senders are one, they are so everywhere."""
        who = self.identity.recognise(item)
        for other in who.absorbed:
            self.matters.one_person(other, str(who.person))
            if other in self._served:
                self._served.setdefault(str(who.person), self._served.pop(other))
        return who

    def _heard(self, item: Item, reading: Reading, counted: Figures, matter: Matter | None) -> list[Signal]:
        """The item's own signals by its kind, before anything is combined."""
        version = self.book.version
        if item.kind == "regulator":
            return [*authority.regulator(reading, counted, matter, version), *strongest(reading.signals)]
        if item.kind == "service_order":
            return [s for s in strongest(reading.signals) if s.code in ("T-REPEAT", "T-SAFETY", "T-NEARMISS")]
        if item.kind in ("media", "social", "media_inquiry") and not self._about_us(item, reading):
            return []
        if item.kind == "media":
            own = published.media(item, reading, matter, version)
            return [*own, *strongest(reading.signals)] if own else []
        if item.kind == "media_inquiry":
            return [
                *published.inquiry(item, reading, counted, matter, version),
                *(replace(s, level="watch") for s in strongest(reading.signals)),
            ]
        if item.kind == "social":
            own = published.social(item, reading, counted, matter, version)
            return [*own, *strongest(reading.signals), *stated(item, reading, self._eaten(item), version)]
        return [*strongest(reading.signals), *stated(item, reading, self._eaten(item), version)]

    def _eaten(self, item: Item) -> bool:
        return "food_trade" in self._trade | edible(item.product)

    def _about_us(self, item: Item, reading: Reading) -> bool:
        org = self.org
        if item.product in self._products and item.product not in org.products:
            org = replace(org, products=(*org.products, item.product))
        nobodys = item.branch is None and item.product is None and "elsewhere" not in reading.cues
        return is_ours(item, reading, org) or (item.kind != "media" and nobodys and not names_another(reading.text))

    def _worth(self, item: Item, reading: Reading) -> bool:
        """A complaint without a trigger still counts for groups and repeats when it tells of a fault."""
        return item.kind in ("complaint", "letter") and (
            reading.live("fault", "failing", "brush_off", "job") or bool(topics_of(reading))
        )

    def _counted(self, item: Item, reading: Reading, slots: Slots, person: str | None) -> Signal | None:
        """Complaints are counted, praise is not."""
        if item.kind not in ("complaint", "letter") or (reading.has("praise") and not reading.hits):
            return None
        return self.counts.hear(item, person, slots, self.book.version)

    def series(self, limit: int = 50) -> list[SeriesView]:
        """What is counted this week, the most unusual first."""
        return self.counts.views(limit)

    def series_points(self, key: str) -> list[Point]:
        """One series week by week with its expected band and the levels told."""
        return self.counts.points(key)

    def tune(self, key: str, size: str) -> None:
        """How finely one series is heard from now on: S, M or L."""
        self.counts.tune(key, size)

    def _learn(self, item: Item, slots: Slots, person: str | None) -> None:
        if (
            item.product
            and item.kind in ("complaint", "service_order")
            and item.product not in self._products
            and len(self._products) < PRODUCTS
        ):
            self._products[item.product] = None
        if item.kind == "service_order" and person and slots.job:
            self._served[person] = (slots.job, item.at.date().isoformat())

    def _verdict(
        self,
        item: Item,
        reading: Reading,
        counted: Figures,
        who: Recognised,
        matter: Matter,
        entry: Entry,
        group: Group | None,
        signals: list[Signal],
        cap: str | None,
    ) -> Verdict:
        level = max((s.level for s in signals), key=LEVELS.index, default="none")
        was_open = matter.open
        mark(item, reading, matter, who.person, signals, level)
        matter.evidence = severity_evidence.add(matter.evidence, item, reading, counted, signals, matter, entry)
        if level != "none":
            true = severity_evidence.circumstances(item, reading, signals, self.org)
            if not true <= matter.circumstances:
                matter.circumstances |= true
        if level == "crisis":
            matter.t0 = item.began if matter.t0 is None else min(matter.t0, item.began)
            if not was_open:
                self.matters.opened(matter)
        lines = explain.parts(level, signals, reading, counted, group, was_open, cap)
        return Verdict(
            item=item.id, level=level, at=item.at, signals=tuple(signals), parts=lines, score=sum(part.points for part in lines),
            raise_lower=explain.raise_lower(level, signals, counted, group, cap), rule_version=self.book.version, matter=matter.id,
            opens=matter.id if level == "crisis" and not was_open else None, attaches=matter.id if was_open else None,
            t0=matter.t0 if matter.open else None, precursor_at=precursor(matter), persons=windows.distinct(matter), person=who.person,
            person_reasons=who.reasons, group=group, evidence=matter.evidence, circumstances=matter.circumstances,
            codes_so_far=matter.codes, source_class=severity_evidence.source_class(matter, self.org), scct_cluster=severity_evidence.scct_cluster(matter),
            similar=self.past.like(matter) if level != "none" else (),
        )  # fmt: skip

    def _own(self, item: Item, reading: Reading, slots: Slots) -> Verdict:
        """The house's own words never alarm; a clean self-check casts doubt on the claim it answers."""
        matter = self.matters.find(slots, None, item.at)
        standing = self.matters.open_ones()
        if matter is None and len(standing) == 1:
            matter = standing[0]
        if matter is not None and reading.has("selfcheck_clean"):
            matter.doubt |= {"self_check"}
        return self._silent(item, reading, Recognised(None), matter)

    def _silent(self, item: Item, reading: Reading, who: Recognised, matter: Matter | None) -> Verdict:
        lines = explain.parts("none", [], reading, Figures(), None, False, None)
        standing = matter is not None and matter.open
        return Verdict(
            item=item.id, level="none", at=item.at, parts=lines, score=sum(part.points for part in lines), rule_version=self.book.version,
            matter=matter.id if matter else None, attaches=matter.id if matter and standing else None, person=who.person, person_reasons=who.reasons,
            t0=matter.t0 if matter and standing else None, persons=windows.distinct(matter) if matter else 0,
        )  # fmt: skip

    def note_decision(self, matter: str, decision: str, at: datetime) -> None:
        """A person confirmed, dismissed or closed a matter: `decision` is confirmed, dismissed or closed."""
        if (known := self.matters.all.get(matter)) is not None:
            decide(self.matters, self.past, known, decision, at)

    @property
    def held(self) -> int:
        """How many marks, matters and series are remembered."""
        return len(self.identity.marks) + len(self.matters.all) + len(self.counts.all)

    def state(self) -> dict[str, Any]:
        """Everything needed to go on after a restart, as JSON."""
        return joined(pieces(self.copied()))

    def copied(self) -> dict[str, Any]:
        """The same as of now, quickly; `memory.pieces` writes it out while this listener hears on."""
        return {
            "version": VERSION,
            "identity": self.identity.state(),
            "matters": matter_state.copied(self.matters),
            "counts": self.counts.state(),
            "past": self.past.state(),
            "products": list(self._products),
            "served": dict(self._served),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self.identity = Identity.restore(state["identity"])
        self.matters = matter_state.read(state["matters"])
        self.counts = Lattice.restore(state["counts"])
        self.past = Past.restore(state["past"])
        self._products = dict.fromkeys(state["products"])
        self._served = {person: (job, day) for person, (job, day) in state["served"].items()}
