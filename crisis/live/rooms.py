"""Which socket sits in which room, and which audiences a room holds.

A room is a stream; the server names them. Lists for sending are kept ready per room and audience and made
anew only when somebody comes, goes or changes standing.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crisis.live.pipe import Pipe
from crisis.live.standing import Audience, Standing

Listeners = Mapping[Audience, Sequence["Seat"]]


@dataclass(slots=True, eq=False)
class Seat:
    """One open socket; `pipe` is None when it can only be reached by the plain `emit`."""

    sid: str
    pipe: Pipe | None
    standing: Standing
    streams: set[str] = field(default_factory=set)


class Rooms:
    """Thread-safe. What it hands out is a snapshot and never changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seats: dict[str, Seat] = {}
        self._held: Counter[str] = Counter()
        self._rooms: dict[str, dict[str, Seat]] = {}
        self._listeners: dict[str, Listeners] = {}

    def arrive(self, seat: Seat) -> None:
        with self._lock:
            self._seats[seat.sid] = seat
            self._held[seat.standing.session] += 1

    def depart(self, sid: str) -> Seat | None:
        with self._lock:
            seat = self._seats.pop(sid, None)
            if seat is None:
                return None
            for stream in tuple(seat.streams):
                self._remove(sid, stream)
            self._held[seat.standing.session] -= 1
            if not self._held[seat.standing.session]:
                del self._held[seat.standing.session]
            return seat

    def enter(self, sid: str, stream: str) -> bool:
        """False when the socket has gone meanwhile."""
        with self._lock:
            seat = self._seats.get(sid)
            if seat is None:
                return False
            seat.streams.add(stream)
            self._rooms.setdefault(stream, {})[sid] = seat
            self._listeners.pop(stream, None)
            return True

    def leave(self, sid: str, stream: str) -> None:
        with self._lock:
            seat = self._seats.get(sid)
            if seat is not None and stream in seat.streams:
                self._remove(sid, stream)

    def change(self, sid: str, standing: Standing) -> None:
        with self._lock:
            seat = self._seats.get(sid)
            if seat is None:
                return
            seat.standing = standing
            for stream in seat.streams:
                self._listeners.pop(stream, None)

    def seat(self, sid: str) -> Seat | None:
        return self._seats.get(sid)

    def seats(self) -> tuple[Seat, ...]:
        with self._lock:
            return tuple(self._seats.values())

    def occupied(self, stream: str) -> bool:
        return stream in self._rooms

    def listeners(self, stream: str) -> Listeners:
        with self._lock:
            ready = self._listeners.get(stream)
            if ready is None:
                ready = self._listeners[stream] = _by_audience(self._rooms.get(stream, {}))
            return ready

    def streams(self, sid: str) -> frozenset[str]:
        with self._lock:
            seat = self._seats.get(sid)
            return frozenset(seat.streams) if seat is not None else frozenset()

    def count(self, session: str) -> int:
        """Open sockets of one session."""
        return self._held[session]

    def _remove(self, sid: str, stream: str) -> None:
        room = self._rooms[stream]
        room.pop(sid).streams.discard(stream)
        self._listeners.pop(stream, None)
        if not room:
            del self._rooms[stream]


def _by_audience(room: Mapping[str, Seat]) -> Listeners:
    sorted_out: dict[Audience, list[Seat]] = {}
    for seat in room.values():
        sorted_out.setdefault(seat.standing.audience, []).append(seat)
    return sorted_out
