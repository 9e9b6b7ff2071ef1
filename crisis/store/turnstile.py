"""One writing connection per process: writers take turns in order of arrival and share a commit.

Whoever finds finished work of others in the running batch works inside a SAVEPOINT. Whoever leaves while nobody waits, or as the last of
`LIMIT`, seals the batch: numbers all its events, commits once and wakes the others. So a burst costs one fsync,
a single act is committed at once, and one that fails takes only its own work back.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

LIMIT = 64

Member = TypeVar("Member")


class Batch(Generic[Member]):
    """Members whose work is done and waits for the common commit."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.done = threading.Event()
        self.failure: Exception | None = None


class Turnstile(Generic[Member]):
    """`seal(conn, members)` runs as the last part of the transaction, `told(members)` after its commit."""

    def __init__(
        self,
        engine: Engine,
        seal: Callable[[Connection, list[Member]], None],
        told: Callable[[list[Member]], None],
    ) -> None:
        self._engine = engine
        self._seal, self._told = seal, told
        self._mutex = threading.Lock()
        self._queue: deque[Any] = deque()
        self._busy = False
        self._conn: Connection | None = None
        self._batch: Batch[Member] = Batch()

    def enter(self) -> tuple[Connection, Batch[Member]]:
        """Wait for the turn; returns the connection, inside a transaction."""
        self._take()
        try:
            if self._conn is None:
                self._conn = self._engine.connect()
            if not self._conn.in_transaction():
                self._conn.begin()
            if self._batch.members:
                self._conn.exec_driver_sql("SAVEPOINT turn")
        except Exception as failure:
            self._fail(self._batch, failure)
            self._pass_on()
            raise
        return self._conn, self._batch

    def leave(self, member: Member) -> None:
        """Hand in finished work and return when it is committed; raises what the commit raised."""
        assert self._conn is not None
        batch = self._batch
        try:
            if batch.members:
                self._conn.exec_driver_sql("RELEASE SAVEPOINT turn")
            batch.members.append(member)
            self._settle(len(batch.members) >= LIMIT)
        except Exception as failure:
            self._fail(batch, failure)
        finally:
            self._pass_on()
        batch.done.wait()
        if batch.failure is not None:
            raise batch.failure

    def abandon(self) -> None:
        """Take back the work since `enter`; the batch goes on without it."""
        assert self._conn is not None
        batch = self._batch
        try:
            if batch.members:
                self._conn.exec_driver_sql("ROLLBACK TO SAVEPOINT turn")
                self._conn.exec_driver_sql("RELEASE SAVEPOINT turn")
            else:
                self._conn.rollback()
            self._settle(False)
        except Exception as failure:
            self._fail(batch, failure)
        finally:
            self._pass_on()

    def close(self) -> None:
        self._take()
        self._break_off()
        self._pass_on()

    def _settle(self, full: bool) -> None:
        with self._mutex:
            if self._queue and not full:
                return
        assert self._conn is not None
        batch, self._batch = self._batch, Batch()
        try:
            if batch.members:
                self._seal(self._conn, batch.members)
            self._conn.commit()
        except Exception as failure:
            self._fail(batch, failure)
            return
        if batch.members:
            self._told(batch.members)
        batch.done.set()

    def _fail(self, batch: Batch[Member], failure: Exception) -> None:
        batch.failure = failure
        if self._batch is batch:
            self._batch = Batch()
        self._break_off()
        batch.done.set()

    def _break_off(self) -> None:
        if self._conn is None:
            return
        try:
            self._conn.rollback()
        except Exception:
            self._conn.invalidate()
        self._conn.close()
        self._conn = None

    def _take(self) -> None:
        with self._mutex:
            if not self._busy:
                self._busy = True
                return
            gate = threading.Lock()
            gate.acquire()
            self._queue.append(gate)
        gate.acquire()

    def _pass_on(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._busy = False
