"""Who is in a room and which card they are editing, as they themselves say every few seconds; never stored.

Somebody who stops saying so is gone after `EXPIRY` seconds, so a soft lock needs nobody to clean it up. This module knows
the sockets of its own process; `elsewhere.py` knows of the others.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crisis.live.standing import Standing

EXPIRY = 30.0
SHOWN = 50
CARDS = 8
WHERE = re.compile(r"[a-z0-9:_-]{0,64}")
Rooms = dict[str, dict[int, list[str]]]
"""By stream and person, the cards they are editing."""


@dataclass(frozen=True, slots=True)
class Here:
    person: int
    name: str
    role: str
    where: str
    until: float = 0.0


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

    def here(self, stream: str) -> list[Here]:
        with self._lock:
            return list(self._rooms.get(stream, {}).values())

    def rooms(self) -> Rooms:
        """All rooms of this process with their people, as other processes are told."""
        with self._lock:
            present = {stream: list(room.values()) for stream, room in self._rooms.items()}
        return {stream: {person: cards(here) for person, here in by_person(room)} for stream, room in present.items()}

    def _drop(self, stream: str, sids: Iterable[str]) -> None:
        room = self._rooms.get(stream)
        for sid in sids if room else ():
            if room and room.pop(sid, None) is not None:
                self._changed.add(stream)
        if room is not None and not room:
            del self._rooms[stream]


def picture(stream: str, present: Iterable[Here], whole: bool = True) -> dict[str, Any]:
    """`{"stream", "count", "whole", "people": [{"person", "name", "role", "where": [cards]}]}`, at most `SHOWN` people.

    Not `whole`: there may be others, whom this process cannot hear of just now.
    """
    people = [
        {"person": person, "name": here[0].name, "role": here[0].role, "where": cards(here)}
        for person, here in by_person(present)
    ]
    return {"stream": stream, "count": len(people), "whole": whole, "people": people[:SHOWN]}


def by_person(present: Iterable[Here]) -> list[tuple[int, list[Here]]]:
    people: dict[int, list[Here]] = {}
    for here in present:
        people.setdefault(here.person, []).append(here)
    return sorted(people.items())


def cards(windows: Iterable[Here]) -> list[str]:
    """What one person writes in, in all their windows."""
    return list(dict.fromkeys(here.where for here in windows if here.where))[:CARDS]
