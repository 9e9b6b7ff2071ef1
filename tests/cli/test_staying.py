"""A thread stays with a connection that asks again at once, and gives back one that is silent, over or stopping."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import ThreadWorker

from crisis.cli.staying import StayingWorker

Talk = tuple[socket.socket, Any]


class Answers(ThreadWorker):  # type: ignore[misc]
    """Takes what was asked off the socket and answers as it was told to, one after the other."""

    def __init__(self, *answers: Any) -> None:
        self.alive = True
        self.asked: list[bytes] = []
        self._answers = iter(answers)

    def handle(self, conn: Any) -> Any:
        self.asked.append(conn.sock.recv(1))
        return next(self._answers)


class Worker(StayingWorker, Answers):
    pass


@pytest.fixture
def talk() -> Iterator[Talk]:
    browser, served = socket.socketpair()
    parser = SimpleNamespace(unreader=SimpleNamespace(buf=io.BytesIO()))
    with browser, served:
        yield browser, SimpleNamespace(sock=served, parser=parser)


def test_what_is_asked_at_once_is_answered_by_the_same_thread(talk: Talk) -> None:
    browser, conn = talk
    worker = Worker(True, True, True)
    browser.sendall(b"abc")
    assert worker.handle(conn) is True
    assert worker.asked == [b"a", b"b", b"c"]


def test_a_connection_that_is_not_kept_is_left_at_once(talk: Talk) -> None:
    browser, conn = talk
    browser.sendall(b"abcd")
    for answer in (False, None, object()):
        worker = Worker(answer)
        assert worker.handle(conn) is answer
        assert len(worker.asked) == 1


def test_a_stopping_worker_and_what_was_read_ahead_are_left_to_gunicorn(talk: Talk) -> None:
    browser, conn = talk
    browser.sendall(b"abc")
    stopping = Worker(True)
    stopping.alive = False
    assert stopping.handle(conn) is True and stopping.asked == [b"a"]
    conn.parser.unreader.buf = io.BytesIO(b"GET / HTTP/1.1")
    ahead = Worker(True)
    assert ahead.handle(conn) is True and ahead.asked == [b"b"]
