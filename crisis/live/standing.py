"""What one signed-in connection may see at this moment, and the audience it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Audience(NamedTuple):
    """Everybody who is shown the same bytes."""

    role: str
    lang: str


@dataclass(frozen=True, slots=True)
class Standing:
    """`person` is the row of the person, None for a machine token; `session` names the session or token.

    `epoch` differs whenever anything that this session may see can differ: role, membership, grants,
    a crisis made restricted. A session that ended, or whose person is disabled, has no standing at all.
    """

    person: int | None
    name: str
    session: str
    role: str
    lang: str
    epoch: int

    @property
    def audience(self) -> Audience:
        return Audience(self.role, self.lang)
