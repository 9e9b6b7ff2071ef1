"""One event to many sockets: framed once, written to each without waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from crisis.live.frames import event_frame
from crisis.live.rooms import Seat

log = logging.getLogger(__name__)


class Sender:
    """`emit(name, payload, sid)` reaches the sockets that have no pipe."""

    def __init__(self, emit: Callable[[str, Any, str], None]) -> None:
        self._emit = emit

    def send(self, seats: Sequence[Seat], name: str, payload: Any) -> None:
        frame = event_frame(name, payload)
        for seat in seats:
            if seat.pipe is not None:
                seat.pipe.offer(frame)
            else:
                self._plainly(seat, name, payload)

    def _plainly(self, seat: Seat, name: str, payload: Any) -> None:
        try:
            self._emit(name, payload, seat.sid)
        except Exception:
            log.warning("one socket could not be reached", exc_info=True)
