"""The live floor of one process, put together: events and rights in, rooms kept, frames out."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from crisis.live.broadcaster import Broadcaster
from crisis.live.doors import Doors, Event
from crisis.live.elsewhere import Elsewhere
from crisis.live.frames import GOODBYE, text_frame
from crisis.live.lobby import Lobby
from crisis.live.pings import Pings
from crisis.live.pipe import Pipe
from crisis.live.presence import Presence, picture
from crisis.live.pulse import Duty, Pulse
from crisis.live.rights import Rights
from crisis.live.rooms import Rooms, Seat
from crisis.live.sender import Sender
from crisis.live.standing import Standing

SWITCH_INTERVAL = 0.0005
HOUSE = "house"
BELL_SECONDS = 20.0


class Bus(Protocol):
    """How other processes are told that a stream has a new number and who is here, and tell us."""

    def tell(self, stream: str, seq: int) -> None: ...

    def say(self, word: str) -> None: ...

    def start(self, heard: Callable[[str, int], None], overheard: Callable[[bytes], bool]) -> None: ...

    def stop(self) -> None: ...


class Live:
    """Give `committed` to the unit of work as a listener and `emit` from the socket doors; it starts by itself."""

    def __init__(self, doors: Doors, bus: Bus | None = None, bell_seconds: float = BELL_SECONDS) -> None:
        self.doors = doors
        self.rooms = Rooms()
        self.lobby = Lobby()
        self.pings = Pings()
        self.presence = Presence()
        self._elsewhere = Elsewhere(doors.persons)
        self._emit: Callable[[str, Any, str], None] = _not_open
        self._disconnect: Callable[[str], None] = _not_open
        self._sender = Sender(lambda name, payload, sid: self._emit(name, payload, sid))
        self._rights = Rights(doors, self.rooms, expel=self.expel, part=self._part)
        self._broadcaster = Broadcaster(doors, self.rooms, self._sender.send, self._rights.hold)
        self._bus = bus
        self._bell_seconds = bell_seconds
        self._pulse = Pulse(
            Duty(0.3, self._rights.check),
            Duty(0.5, self._show_presence),
            Duty(0.5 if bus else bell_seconds, self._ask_heads),
            Duty(min(1.0, bell_seconds), self._ring),
            Duty(1.0, self.lobby.sweep),
            Duty(0.5, self.pings.send_due),
        )
        self._starting = threading.Lock()
        self._started = False

    def reach_by(self, emit: Callable[[str, Any, str], None], disconnect: Callable[[str], None]) -> None:
        """`emit(name, payload, sid)` and `disconnect(sid)` for sockets that cannot be written to directly."""
        self._emit, self._disconnect = emit, disconnect

    def start(self) -> None:
        """Threads begin with the first socket, that is after a pre-forking server has forked."""
        with self._starting:
            if self._started:
                return
            self._started = True
        sys.setswitchinterval(SWITCH_INTERVAL)  # each direct send gives up the interpreter lock; get it back soon
        if self._bus is not None:
            self._bus.start(self.heard, lambda word: self._elsewhere.hear(word, time.monotonic()))
        for name, work in (("live.broadcast", self._broadcaster.run), ("live.pulse", self._pulse.run)):
            threading.Thread(target=work, name=name, daemon=True).start()

    def stop(self) -> None:
        """Readers see a broken connection, not a goodbye: they come back, here or to another process."""
        self._broadcaster.stop()
        self._pulse.stop()
        if self._bus is not None:
            self._bus.stop()
        self.lobby.close()
        for seat in self.rooms.seats():
            if seat.pipe is not None:
                seat.pipe.hang_up()

    def committed(self, events: Sequence[Event]) -> None:
        """After each commit, in order within each stream."""
        if any(event.stream == HOUSE for event in events):
            self._rights.doubt()
        self._broadcaster.committed(events)
        if self._bus is not None:
            for stream, seq in _heads(events).items():
                self._bus.tell(stream, seq)

    def heard(self, stream: str, seq: int) -> None:
        if stream == HOUSE:
            self._rights.doubt()
        self._broadcaster.heard(stream, seq)

    def revoked(self, person_id: int) -> None:
        """A hint that this person's rights changed: all are asked before the next send."""
        self._rights.doubt()

    def arrive(self, sid: str, pipe: Pipe | None, standing: Standing) -> bool:
        """False when the session holds too many sockets already."""
        if self.rooms.count(standing.session) >= self.doors.sockets_per_session:
            return False
        self.lobby.leave(pipe)
        self.rooms.arrive(Seat(sid, pipe, standing))
        return True

    def depart(self, sid: str) -> None:
        seat = self.rooms.seat(sid)
        if seat is not None:
            self.presence.leave(sid, tuple(seat.streams))
            self.rooms.depart(sid)

    def subscribe(self, sid: str, stream: str) -> int:
        """Enters the room and answers its number, read after entering, so that nothing falls in between."""
        if not self.rooms.enter(sid, stream):
            return 0
        try:
            self._broadcaster.watch(stream)
            head = self.doors.head(stream)
        except Exception:
            self.rooms.leave(sid, stream)
            raise
        self._broadcaster.begin(stream, head)
        return head

    def here(self, sid: str, stream: str, where: str) -> bool:
        """False when this socket is not in that room."""
        seat = self.rooms.seat(sid)
        if seat is None or stream not in seat.streams:
            return False
        self.presence.say(stream, sid, seat.standing, where, time.monotonic())
        return True

    def current(self, sid: str) -> Standing | None:
        """The standing of a socket, proven now or within the last moments; None when it has none or none is provable."""
        seat = self.rooms.seat(sid) if self._rights.hold() else None
        return seat.standing if seat is not None else None

    def expel(self, seat: Seat) -> None:
        """Say goodbye and end the connection; nothing more is sent to it from here on."""
        self.depart(seat.sid)
        if seat.pipe is None:
            self._disconnect(seat.sid)
            return
        seat.pipe.offer(text_frame(GOODBYE))
        seat.pipe.hang_up()

    def _part(self, seat: Seat, stream: str) -> None:
        self.presence.leave(seat.sid, (stream,))
        self.rooms.leave(seat.sid, stream)
        self._sender.send((seat,), "gone", {"stream": stream})

    def _show_presence(self) -> None:
        now = time.monotonic()
        changed = set() if self._bus is None else self._elsewhere.changed(self._broadcaster.streams(), now)
        own = self.presence.changed(now)
        if self._bus is not None and (own or self._elsewhere.due(now)):
            self._bus.say(self._elsewhere.word(self.presence.rooms(), now))
        for stream in changed.union(own):
            self._broadcaster.post(stream, "presence", lambda stream=stream: self._picture(stream))  # type: ignore[misc]

    def _picture(self, stream: str) -> dict[str, Any]:
        """Of one's own process alone, and said to be so, while the others cannot be heard."""
        present = self.presence.here(stream)
        if self._bus is None:
            return picture(stream, present)
        return picture(stream, present + self._elsewhere.here(stream), self._elsewhere.whole(time.monotonic()))

    def _ask_heads(self) -> None:
        for stream in self._broadcaster.streams():
            self.heard(stream, self.doors.head(stream))

    def _ring(self) -> None:
        for stream in self._broadcaster.quiet(self._bell_seconds):
            self._broadcaster.post(stream, "bell", lambda stream=stream: self._number(stream))  # type: ignore[misc]

    def _number(self, stream: str) -> dict[str, Any]:
        return {"stream": stream, "seq": self._broadcaster.last(stream)}


def _heads(events: Iterable[Event]) -> dict[str, int]:
    heads: dict[str, int] = {}
    for event in events:
        heads[event.stream] = max(event.seq, heads.get(event.stream, 0))
    return heads


def _not_open(*_: Any) -> None:
    raise RuntimeError("the socket doors are not open yet")
