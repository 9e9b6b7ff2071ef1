"""Every committed event to everybody in its room who may see it, once and in order, from one thread.

The first event goes at once; those committed during the next 20 ms go together as one frame per room and
audience. What was handed over too early waits for the numbers before it; what was not handed over at all
(another process wrote it, a hint was lost) is read from the log.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from crisis.live.doors import Doors, Envelope, Event
from crisis.live.rooms import Rooms, Seat
from crisis.live.sequence import Line
from crisis.live.standing import Audience

TICK = 0.020
RETRY = 0.1
FRAME_EVENTS = 100
HOLE_PAGE = 500
TOO_FAR = 2000
Send = Callable[[Sequence[Seat], str, Any], None]
log = logging.getLogger(__name__)


class Broadcaster:
    """`send(seats, name, payload)` must not wait; `permitted()` says whether the rooms' rights are proven right now."""

    def __init__(self, doors: Doors, rooms: Rooms, send: Send, permitted: Callable[[], bool]) -> None:
        self._doors = doors
        self._rooms = rooms
        self._send = send
        self._permitted = permitted
        self._lines: dict[str, Line] = {}
        self._posts: dict[tuple[str, str], Callable[[], Any]] = {}
        self._bell = threading.Condition()
        self._due = False
        self._open = True
        self._spoke = False

    def committed(self, events: Iterable[Event]) -> None:
        """Hand-over after a commit; never waits for a reader."""
        with self._bell:
            for event in events:
                line = self._lines.get(event.stream)
                if line is not None:
                    line.offer(event)
                    self._wake()

    def heard(self, stream: str, seq: int) -> None:
        """Somebody says that `stream` has `seq`; believed only as far as the log agrees."""
        with self._bell:
            line = self._lines.get(stream)
            if line is not None and seq > line.heard:
                line.heard = seq
                self._wake()

    def post(self, stream: str, name: str, payload: Callable[[], Any]) -> None:
        """A passing word to everybody in a room; only the newest of its name is sent, made when it is sent."""
        with self._bell:
            self._posts[stream, name] = payload
            self._wake()

    def watch(self, stream: str) -> None:
        """Keep what is committed to `stream` from now on; call after entering the room and before `begin`."""
        with self._bell:
            self._lines.setdefault(stream, Line())

    def begin(self, stream: str, head: int) -> None:
        """Everything after `head` is to be sent, unless the room was being served already."""
        with self._bell:
            line = self._lines.get(stream)
            if line is not None and line.last is None:
                line.begin(head)
                line.spoke = time.monotonic()
                self._wake()

    def streams(self) -> tuple[str, ...]:
        with self._bell:
            return tuple(self._lines)

    def quiet(self, seconds: float) -> list[str]:
        """Rooms in which nothing was said for so long; counts as having spoken."""
        now = time.monotonic()
        with self._bell:
            quiet = [stream for stream, line in self._lines.items() if now - line.spoke >= seconds]
            for stream in quiet:
                self._lines[stream].spoke = now
            return quiet

    def last(self, stream: str) -> int | None:
        with self._bell:
            line = self._lines.get(stream)
            return line.last if line is not None else None

    def stop(self) -> None:
        with self._bell:
            self._open = False
            self._wake()

    def run(self) -> None:
        """The thread's whole life."""
        while self._wait():
            began = time.monotonic()
            self._spoke = False
            complete = self._attempt()
            if not complete:
                with self._bell:
                    self._wake()
            pause = TICK if self._spoke else 0.0  # a bell or a presence does not hold up the next event
            time.sleep(max(0.0, (pause if complete else RETRY) - (time.monotonic() - began)))

    def _attempt(self) -> bool:
        try:
            return self._permitted() and self._round()
        except Exception:
            log.exception("a round of broadcasting failed")
            return False

    def _wake(self) -> None:
        self._due = True
        self._bell.notify()

    def _wait(self) -> bool:
        with self._bell:
            while not self._due:
                self._bell.wait()
            self._due = False
            return self._open

    def _round(self) -> bool:
        """Send all that is due; False when the log could not be read and it must be tried again."""
        complete = True
        for stream, line in self._served():
            complete = self._fill(stream, line) and complete
            if not self._permitted():
                return False
            self._tell(stream, self._take(line))
        with self._bell:
            posts, self._posts = self._posts, {}
        for (stream, name), payload in posts.items():
            self._say(stream, name, payload)
        return complete

    def _take(self, line: Line) -> list[Event]:
        with self._bell:
            events = line.ready()
            if events:
                line.spoke = time.monotonic()
                self._spoke = True
            if line.holed:
                self._wake()
            return events

    def _served(self) -> list[tuple[str, Line]]:
        with self._bell:
            for stream in [stream for stream in self._lines if not self._rooms.occupied(stream)]:
                del self._lines[stream]
            return list(self._lines.items())

    def _fill(self, stream: str, line: Line) -> bool:
        """Read the numbers that nobody handed over; many holes at once are left to the readers' own catching up."""
        if not line.holed:
            return True
        try:
            if line.behind > TOO_FAR:
                self._catch_up(stream, line)
            found = self._doors.read(stream, line.last or 0, HOLE_PAGE) if line.holed else ()
        except Exception:
            log.warning("the log of %s could not be read; trying again", stream, exc_info=True)
            return False
        with self._bell:
            for event in found:
                line.offer(event)
            if not found:
                line.believe(0)
            return bool(found) or not line.holed

    def _catch_up(self, stream: str, line: Line) -> None:
        head = self._doors.head(stream)
        with self._bell:
            line.believe(head)
            if line.behind > TOO_FAR:
                line.leap()

    def _tell(self, stream: str, events: Sequence[Event]) -> None:
        """Audiences that are told the same share their frames."""
        listeners = self._rooms.listeners(stream) if events else {}
        shared: list[tuple[list[Envelope], list[Seat]]] = []
        for audience in listeners:
            try:
                envelopes = self._envelopes(events, audience)
            except Exception:  # readers see the gap with the next number or bell, and read the log
                log.exception("no frame of %s for %s; its readers must catch up", stream, audience)
                continue
            same = next((seats for told, seats in shared if told == envelopes), None)
            if same is None:
                shared.append((envelopes, list(listeners[audience])))
            else:
                same.extend(listeners[audience])
        for envelopes, seats in shared:
            try:
                for start in range(0, len(envelopes), FRAME_EVENTS):
                    self._send(seats, "events", envelopes[start : start + FRAME_EVENTS])
            except Exception:
                log.exception("a frame of %s was not sent; %d readers must catch up", stream, len(seats))

    def _say(self, stream: str, name: str, payload: Callable[[], Any]) -> None:
        for seats in self._rooms.listeners(stream).values():
            try:
                self._send(seats, name, payload())
            except Exception:
                log.exception("a passing %s in %s was not sent", name, stream)

    def _envelopes(self, events: Sequence[Event], audience: Audience) -> list[Envelope]:
        """What this audience may not see keeps its number and nothing else, so that numbers stay dense."""
        shown = self._doors.envelopes(events, audience)
        return [
            told if told is not None else {"stream": event.stream, "seq": event.seq, "kind": "hidden"}
            for event, told in zip(events, shown, strict=True)
        ]
