"""Rights asked again at each send: nothing leaves under a standing that was last proven too long ago.

A removed, demoted, disabled or signed-out person gets nothing later than a second after the commit, also
when no hint arrives: a check begun at most `MAX_AGE` seconds before is asked for at every send, and when the
question cannot be answered nothing is sent.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from crisis.live.doors import Doors
from crisis.live.rooms import Rooms, Seat
from crisis.live.standing import Standing

MAX_AGE = 0.4
TOO_OLD = 0.9
log = logging.getLogger(__name__)


class Rights:
    """`expel(seat)` ends a connection, `part(seat, stream)` takes it out of one room."""

    def __init__(
        self, doors: Doors, rooms: Rooms, *, expel: Callable[[Seat], None], part: Callable[[Seat, str], None]
    ) -> None:
        self._doors = doors
        self._rooms = rooms
        self._expel = expel
        self._part = part
        self._checking = threading.Lock()
        self._proven = float("-inf")
        self._doubted = float("-inf")
        self._in_doubt = False

    def doubt(self) -> None:
        """Somebody's rights may just have changed: ask before the next send. Never waits."""
        self._doubted = time.monotonic()

    def hold(self) -> bool:
        """True when every seat's standing was proven lately; asks the house when it was not."""
        with self._checking:
            return self._is_recent() or self._check()

    def check(self) -> None:
        """Ask now, whatever was known; the regular duty of the pulse."""
        with self._checking:
            self._check()

    def _is_recent(self) -> bool:
        return self._proven > self._doubted and time.monotonic() - self._proven <= MAX_AGE

    def _check(self) -> bool:
        began = time.monotonic()
        seats = self._rooms.seats()
        try:
            standing = self._doors.standings(sorted({seat.standing.session for seat in seats})) if seats else {}
            for seat in seats:
                self._apply(seat, standing.get(seat.standing.session))
        except Exception:
            if not self._in_doubt:
                log.warning("rights could not be checked; nothing is sent until they are", exc_info=True)
            self._in_doubt = True
            return False
        self._in_doubt = False
        self._proven = began
        return time.monotonic() - began <= TOO_OLD  # an answer that took longer may be out of date again

    def _apply(self, seat: Seat, now: Standing | None) -> None:
        before = seat.standing
        if now is None or now.role != before.role:  # another role sees another page: it must be loaded afresh
            self._expel(seat)
        elif now != before:
            for stream in tuple(seat.streams):
                if not self._doors.may_subscribe(now, stream):
                    self._part(seat, stream)
            self._rooms.change(seat.sid, now)
