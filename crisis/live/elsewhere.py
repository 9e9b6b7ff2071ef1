"""Who is here through other processes of the house, as each of them repeats while it lives; gone when it falls silent.

A word is `{"process": mark, "rooms": {stream: {person: [cards]}}}`: numbers and cards, no names; those are the house's own.
Nobody has to clean up after a process that was killed, and a lost or forged word costs nobody any content. A process
hears its own words, too: while it does not, or while another has just fallen silent, its picture is not the whole one.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crisis.live.presence import CARDS, WHERE, Here, Rooms

BEAT = 2.0
SILENT = 6.0
MOURNED = 30.0
MAX_WORD = 256 * 1024
MAX_PROCESSES = 64
MOST_ASKED = 1000
MARK = re.compile(r"[0-9a-f]{32}")
PERSON = re.compile(r"[1-9][0-9]{0,11}")
NEVER = float("-inf")
NOBODY = ("", "")
Persons = Callable[[Collection[int]], Mapping[int, tuple[str, str]]]


@dataclass(slots=True)
class Process:
    rooms: Rooms
    heard: float


class Elsewhere:
    """`persons(ids)` gives (name, role) of those the house knows. Times are seconds of one monotonic clock."""

    def __init__(self, persons: Persons) -> None:
        self._persons = persons
        self._mark = uuid.uuid4().hex
        self._lock = threading.RLock()
        self._others: dict[str, Process] = {}
        self._known: Mapping[int, tuple[str, str]] = {}
        self._changed: set[str] = set()
        self._spoken = self._echo = self._since = NEVER
        self._was_whole = True

    def due(self, now: float) -> bool:
        """Time to speak again, though nothing has changed."""
        return now - self._spoken >= BEAT

    def word(self, rooms: Rooms, now: float) -> str:
        """What this process says of its own people."""
        self._spoken = now
        return json.dumps({"process": self._mark, "rooms": rooms}, separators=(",", ":"))

    def hear(self, data: Any, now: float) -> bool:
        """False for what is no word; never waits."""
        word = read_word(data)
        if word is None:
            return False
        mark, rooms = word
        with self._lock:
            if mark == self._mark:
                self._since = now if now - self._echo > SILENT else self._since
                self._echo = now
            else:
                self._replace(mark, rooms, now)
        return True

    def changed(self, occupied: Collection[str], now: float) -> set[str]:
        """Those of these rooms whose picture differs from the one last asked for; asks the house for new names."""
        with self._lock:
            self._mourn(now)
            present = {person for stream in occupied for person, _ in self._in(stream)}
        unknown = sorted(present - self._known.keys())[:MOST_ASKED]
        if unknown:
            still = {person: known for person, known in self._known.items() if person in present}
            self._known = still | dict.fromkeys(unknown, NOBODY) | dict(self._persons(unknown))
        with self._lock:
            turned, self._was_whole = self._was_whole != self.whole(now), self.whole(now)
            changed, self._changed = self._changed, set()
        return set(occupied) if turned or unknown else changed & set(occupied)

    def here(self, stream: str) -> list[Here]:
        with self._lock:
            present = [(self._known.get(person, ("", "")), person, cards) for person, cards in self._in(stream)]
        return [
            Here(person, name, role, card) for (name, role), person, cards in present if name for card in cards or [""]
        ]

    def whole(self, now: float) -> bool:
        """Every living process is heard, as far as can be told from here."""
        heard = now - self._echo <= SILENT and now - self._since >= BEAT
        with self._lock:
            return heard and all(now - other.heard <= SILENT for other in self._others.values())

    def _in(self, stream: str) -> Iterable[tuple[int, list[str]]]:
        for other in self._others.values():
            yield from other.rooms.get(stream, {}).items()

    def _replace(self, mark: str, rooms: Rooms, now: float) -> None:
        before = self._others.get(mark)
        if before is None:
            if len(self._others) >= MAX_PROCESSES:
                return
            self._spoken = NEVER  # a newcomer need not wait to hear of us
        past = before.rooms if before else {}
        self._changed |= {stream for stream in {*past, *rooms} if past.get(stream) != rooms.get(stream)}
        self._others[mark] = Process(rooms, now)

    def _mourn(self, now: float) -> None:
        for mark, other in list(self._others.items()):
            if now - other.heard > SILENT:
                self._changed |= other.rooms.keys()
                other.rooms = {}
            if now - other.heard > MOURNED:
                del self._others[mark]


def read_word(data: Any) -> tuple[str, Rooms] | None:
    """(mark, rooms), or None for anything that is not exactly a word."""
    if not isinstance(data, bytes) or len(data) > MAX_WORD:
        return None
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or set(said) != {"process", "rooms"}:
        return None
    mark, rooms = said["process"], said["rooms"]
    if not (isinstance(mark, str) and MARK.fullmatch(mark) and isinstance(rooms, dict)):
        return None
    if not all(isinstance(people, dict) and all(map(_is_somewhere, people.items())) for people in rooms.values()):
        return None
    return mark, {stream: {int(one): cards for one, cards in people.items()} for stream, people in rooms.items()}


def _is_somewhere(said: tuple[str, Any]) -> bool:
    person, cards = said
    fits = isinstance(cards, list) and len(cards) <= CARDS
    return (
        bool(PERSON.fullmatch(person))
        and fits
        and all(isinstance(card, str) and WHERE.fullmatch(card) for card in cards)
    )
