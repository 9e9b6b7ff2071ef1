"""Who acts: the person, token or job on whose behalf a command runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ROLES = ("lead", "pr", "legal", "technical", "customer", "executive", "auditor", "admin", "intake")


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the row of the person, None for the console itself; `key` is stable and unique per actor."""

    id: int | None
    name: str
    role: str
    lang: str = "zh"
    stepped_up_at: datetime | None = None
    via: str = "session"

    @property
    def key(self) -> str:
        return f"{self.via}:{self.id if self.id is not None else self.name}"


CONSOLE = Actor(id=None, name="console", role="console", via="job")
