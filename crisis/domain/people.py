"""Who acts: the person, token or job on whose behalf a command runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ROLES = ("lead", "pr", "legal", "technical", "customer", "executive", "auditor", "admin", "intake")


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the row of the person, `token_id` that of a machine's token; the console itself has neither.

    `key` is stable and unique per actor.
    """

    id: int | None
    name: str
    role: str
    lang: str = "zh"
    stepped_up_at: datetime | None = None
    via: str = "session"
    token_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.via}:{self.id or self.token_id or self.name}"


CONSOLE = Actor(id=None, name="console", role="console", via="job")
