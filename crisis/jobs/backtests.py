"""Runs the back-test that people asked for over the records held, beside the requests and one at a time.

It hears at most HISTORY records, the newest, page by page, and rests after each page as long as the page took. What
a restart interrupts begins again; what is superseded or cancelled stops at the next page.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, select

from crisis.commands import trials as commands
from crisis.commands.desk import item_of
from crisis.commands.learning import lessons_of
from crisis.detection.backtest import Backtest, Difference, Run
from crisis.detection.own_rules import book_of
from crisis.store.base import plain
from crisis.store.events import Event
from crisis.store.intake import after, intake
from crisis.store.lessons import newest
from crisis.store.listening import newest_rules_id
from crisis.store.unit_of_work import Work

log = logging.getLogger(__name__)
HISTORY, PAGE, TAUGHT = 50_000, 200, 2_000
EVERY, LONGEST_REST = 10.0, 1.0  # seconds
Clock = Callable[[], datetime]
Rest = Callable[[float], bool]


def run_next(work: Work, now: Clock, rest: Rest = lambda _: False, history: int = HISTORY) -> bool:
    """Run the back-test that waits, if any; `rest(seconds)` pauses and says whether to stop for good."""
    row = commands.claim(work, uuid.uuid4().hex, now())
    if row is None:
        return False
    try:
        found = _hear(work, row, now, rest, history)
    except Exception:
        commands.end(work, row, now(), "failed")
        raise
    if found is not None:
        commands.end(work, row, now(), "done", as_data(found))
    return True


def _hear(work: Work, row: Row[Any], now: Clock, rest: Rest, history: int) -> Backtest | None:
    """What both books say of history; None when it was not heard to the end."""
    with work.reading() as conn:
        run = Run(work.desk.book(conn), book_of(row.text), work.desk.firm(), lessons_of(newest(conn, TAUGHT)))
        held = conn.scalar(select(func.count()).select_from(intake)) or 0
        until = conn.scalar(select(func.max(intake.c.id))) or 0
        begin = conn.scalar(select(intake.c.id).order_by(intake.c.id.desc()).offset(history).limit(1)) or 0
        span = {"held": held, "total": min(held, history), "base": newest_rules_id(conn)}
    for page in _pages(work, begin, until):
        started = time.thread_time()
        since = {"since": page[0].received_at} if not run.heard else {}
        for record in page:
            run.hear(item_of(record))
        if not commands.carry_on(work, row, now(), heard=run.heard, **span, **since):
            return None
        if rest(min(time.thread_time() - started, LONGEST_REST)):
            commands.end(work, row, now(), "queued")
            return None
    commands.carry_on(work, row, now(), heard=run.heard, **span)
    return run.found()


def _pages(work: Work, begin: int, until: int) -> Iterator[list[Row[Any]]]:
    """The records after `begin` up to `until` in order of arrival; each page is read in a transaction of its own."""
    while begin < until:
        with work.reading() as conn:
            page = [row for row in after(conn, begin, PAGE) if row.id <= until]
        if not page:
            return
        begin = page[-1].id
        yield page


def as_data(found: Backtest) -> dict[str, Any]:
    """What is stored of it: figures, and the newest differences by the number of their record."""
    return {
        "records": found.heard,
        "rooms": {"before": found.rooms_before, "after": found.rooms_after},
        "appear": {"n": found.appeared, "rows": _rows(found.appear)},
        "vanish": {"n": found.vanished, "rows": _rows(found.vanish)},
        "lessons": {"kept": found.kept, "learned": len(found.learned), "unlearned": len(found.unlearned)},
    }


def _rows(differences: Iterable[Difference]) -> list[dict[str, Any]]:
    return [
        {
            "id": int(one.item),
            "at": plain(one.at),
            "was": one.before,
            "now": one.after,
            "rules": list(one.rules),
            "decided": one.lesson.decision if one.lesson is not None else "",
        }
        for one in reversed(list(differences))
    ]


class Backtests:
    """One thread of the served console; what people ask for wakes it."""

    def __init__(self, work: Work, now: Clock | None = None, every: float = EVERY) -> None:
        self.work = work
        self.now = now or (lambda: datetime.now(UTC))
        self.every = every
        self._over, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="backtests", daemon=True)

    def start(self) -> Backtests:
        self.work.listeners.append(self._heard)
        self._thread.start()
        return self

    def stop(self) -> None:
        self._over.set()
        self._wake.set()
        self._thread.join(timeout=10)

    def _heard(self, events: list[Event]) -> None:
        if any(event.kind == "rules.tried" for event in events):
            self._wake.set()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                while run_next(self.work, self.now, self._over.wait):
                    pass
            except Exception:
                log.exception("a back-test could not be run")
            self._wake.wait(self.every)
            self._wake.clear()
