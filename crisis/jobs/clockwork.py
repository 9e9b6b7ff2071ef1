"""The console's own clock: looks at every open room three times a minute, and keeps the desk's memory from time to time."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from crisis.commands import crises
from crisis.commands.desk import NAME
from crisis.detection.listener import VERSION
from crisis.domain.clock import HALF, WINDOW
from crisis.domain.people import CONSOLE
from crisis.store import listening
from crisis.store.crises import open_crises
from crisis.store.intake import checkpoints, intake
from crisis.store.unit_of_work import Op, Work

log = logging.getLogger(__name__)
EVERY = 20.0
SAVE_AFTER, ONE_IN = 300, 100
"""Records that came in since the desk's memory was last kept: so many, and one for each hundred things it remembers."""


def tick_rooms(work: Work, at: datetime) -> int:
    """What is due by `at` in every open room; the number of rooms looked at. One room's failure spares the others."""
    with work.reading() as conn:
        rooms = open_crises(conn)
    for room in rooms:
        try:
            crises.tick(work, CONSOLE, crisis_id=room.id, at=at)
        except Exception:
            log.exception("a room could not be looked at")
    return len(rooms)


def hours_of(t0: datetime) -> tuple[datetime, ...]:
    """The times at which a room moves by itself, the half and the end of its window among them."""
    return (t0 + HALF, t0 + HALF + timedelta(minutes=1), t0 + WINDOW)


def save_desk(work: Work, at: datetime, least: int = SAVE_AFTER) -> bool:
    """Keep the desk's memory when at least `least` records came in since it was last kept.

    It is copied in turn and then written piece by piece, each in a turn of its own: nobody waits for the whole. A kill
    in between leaves the memory kept before.
    """
    with work.reading() as conn:
        newest = conn.scalar(select(func.max(intake.c.id))) or 0
        upto = conn.scalar(select(checkpoints.c.upto).where(checkpoints.c.name == NAME)) or 0
    if newest - upto < max(least, 1):
        return False
    with work(CONSOLE, "desk", Op(None), at):
        memory = work.desk.remembered()
    if memory is None:
        return False
    kept = f"{NAME}/{secrets.token_hex(4)}"
    for number, piece in enumerate(memory.pieces):
        with work(CONSOLE, "desk", Op(None), at) as change:
            listening.keep_piece(change.conn, kept, number, piece, memory.upto, at)
    with work(CONSOLE, "desk", Op(None), at) as change:
        state = {"version": VERSION, "kept": kept, "acts": memory.acts}
        listening.keep_whole(change.conn, NAME, state, memory.upto, at)
    return True


class Clockwork:
    """One thread of the served console; `stop` waits for the step under way and keeps the desk's memory once more."""

    def __init__(self, work: Work, now: Callable[[], datetime] | None = None, every: float = EVERY) -> None:
        self.work = work
        self.now = now or (lambda: datetime.now(UTC))
        self.every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clockwork", daemon=True)

    def start(self) -> Clockwork:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._over.set()
        self._thread.join(timeout=self.every + 5)
        self._step(least=1)

    def _run(self) -> None:
        while not self._over.wait(self.every):
            self._step(least=max(SAVE_AFTER, self.work.desk.held // ONE_IN))

    def _step(self, least: int) -> None:
        try:
            tick_rooms(self.work, self.now())
            save_desk(self.work, self.now(), least)
        except Exception:
            log.exception("the clockwork missed a beat")
