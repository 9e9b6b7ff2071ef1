"""One message that came in: what the listener is told, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

OWN_CHANNELS = frozenset({"outbound", "own_release", "warroom"})


@dataclass(frozen=True, slots=True)
class Item:
    """`at` = when it entered the system, aware; `attrs` as in cases/README.md (outlet, class, views, drill, …)."""

    id: str
    at: datetime
    kind: str
    text: str
    channel: str = ""
    lang: str = "zh"
    product: str | None = None
    branch: str | None = None
    customer_key: str | None = None
    customer_name: str | None = None
    phone: str | None = None
    account: str | None = None
    plate: str | None = None
    vin: str | None = None
    order_no: str | None = None
    published_at: datetime | None = None
    attrs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def began(self) -> datetime:
        """Where its clock would start: publication for what was published, receipt for all else (domain.md §8)."""
        if self.kind in ("media", "social") and self.published_at is not None:
            return min(self.published_at, self.at)
        return self.at

    def whole(self, name: str) -> int:
        """A count among the attributes; 0 for what is none."""
        try:
            return max(0, int(float(self.attrs.get(name) or 0)))
        except (TypeError, ValueError, OverflowError):
            return 0


@dataclass(frozen=True, slots=True)
class Org:
    """Who we are; `aliases` are further names, `products` ours beyond those seen, `muted` word classes not heard."""

    name: str
    sector: str = ""
    role: str = ""
    branches: tuple[str, ...] = ()
    timezone: str = "Asia/Shanghai"
    aliases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    muted: frozenset[str] = frozenset()
