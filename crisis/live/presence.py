"""Who is in a room and which card they are editing, as they themselves say every few seconds; never stored.

Somebody who stops saying so is gone after `EXPIRY` seconds, so a soft lock needs nobody to clean it up.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crisis.live.standing import Standing

EXPIRY = 30.0
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Here:
    person: int
    name: str
    role: str
    where: str
    until: float


class Presence:
    """Times are seconds of one monotonic clock, given by the caller."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rooms: dict[str, dict[str, Here]] = {}
        self._changed: set[str] = set()

    def say(self, stream: str, sid: str, standing: Standing, where: str, now: float) -> None:
        """A machine (no person) is never shown as being here."""
        if standing.person is None:
            return
        here = Here(standing.person, standing.name, standing.role, where, now + EXPIRY)
        with self._lock:
            room = self._rooms.setdefault(stream, {})
            before = room.get(sid)
            room[sid] = here
            if before is None or (before.where, before.name) != (where, here.name):
                self._changed.add(stream)

    def leave(self, sid: str, streams: Iterable[str]) -> None:
        with self._lock:
            for stream in streams:
                self._drop(stream, [sid])

    def changed(self, now: float) -> list[str]:
        """Rooms whose picture differs from the one last asked for."""
        with self._lock:
            for stream, room in list(self._rooms.items()):
                self._drop(stream, [sid for sid, here in room.items() if here.until <= now])
            changed, self._changed = sorted(self._changed), set()
            return changed

    def picture(self, stream: str) -> dict[str, Any]:
        """`{"stream", "count", "people": [{"person", "name", "role", "where": [cards]}]}`, at most `SHOWN` people."""
        with self._lock:
            present = sorted(self._rooms.get(stream, {}).values(), key=lambda here: here.person)
        people: dict[int, dict[str, Any]] = {}
        for here in present:
            person = people.setdefault(
                here.person, {"person": here.person, "name": here.name, "role": here.role, "where": []}
            )
            if here.where and here.where not in person["where"]:
                person["where"].append(here.where)
        return {"stream": stream, "count": len(people), "people": list(people.values())[:SHOWN]}

    def _drop(self, stream: str, sids: Iterable[str]) -> None:
        room = self._rooms.get(stream)
        for sid in sids if room else ():
            if room and room.pop(sid, None) is not None:
                self._changed.add(stream)
        if room is not None and not room:
            del self._rooms[stream]
