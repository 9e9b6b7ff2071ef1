"""What the live floor asks of the rest of the house; `app.py` hands these functions in.

All of them may be called from several threads at once and may raise: the live floor then sends nothing
rather than something unproven, and asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crisis.live.standing import Audience, Standing


class Event(Protocol):
    """A committed row of the log; the live floor looks at nothing but its place in it."""

    @property
    def stream(self) -> str: ...

    @property
    def seq(self) -> int: ...


Envelope = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doors:
    """`who(environ, auth)` knows a new connection; `standings(sessions)` answers those that still stand, in one read.

    `head(stream)` is the number of the last committed event (0 for none); `read(stream, after, limit)` gives
    events in order of number; `envelopes(events, audience)` is the projection of what is sent together, one for each, None
    for "not for you"; `persons(ids)` gives name and role of those there are.
    """

    who: Callable[[Mapping[str, Any], Any], Standing | None]
    standings: Callable[[Sequence[str]], Mapping[str, Standing]]
    may_subscribe: Callable[[Standing, str], bool]
    head: Callable[[str], int]
    read: Callable[[str, int, int], Sequence[Event]]
    envelopes: Callable[[Sequence[Any], Audience], Sequence[Envelope | None]]
    persons: Callable[[Collection[int]], Mapping[int, tuple[str, str]]] = lambda ids: {}
    origins: tuple[str, ...] = ()
    sockets_per_session: int = 32
