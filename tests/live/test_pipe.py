"""Bytes to a socket without waiting, in order, bounded."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from crisis.live.pipe import Pipe
from tests.live.readers import soon


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    listener = socket.create_server(("127.0.0.1", 0))
    far = socket.create_connection(listener.getsockname())
    near, _ = listener.accept()
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32768)
    far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)
    yield near, far
    for sock in (listener, far, near):
        sock.close()


Pair = tuple[socket.socket, socket.socket]


def read_all(far: socket.socket, size: int) -> bytes:
    out = b""
    while len(out) < size and (data := far.recv(65536)):
        out += data
    return out


def test_what_the_kernel_does_not_take_waits_and_arrives_in_order(pair: Pair) -> None:
    near, far = pair
    pipe = Pipe(near)
    chunks = [bytes([n % 251]) * 5000 for n in range(60)]
    began = time.monotonic()
    assert [pipe.offer(chunk) for chunk in chunks] == [True] * len(chunks)
    assert time.monotonic() - began < 0.5
    assert pipe.pending > 100_000
    assert read_all(far, 300_000) == b"".join(chunks)
    assert soon(lambda: pipe.pending == 0)
    assert pipe.offer(b"again")
    assert read_all(far, 5) == b"again"


def test_many_threads_never_mix_their_frames(pair: Pair) -> None:
    near, far = pair
    pipe = Pipe(near)
    writers = [
        threading.Thread(target=lambda n=n: [pipe.offer(bytes([n]) * 999) for _ in range(100)]) for n in range(8)
    ]
    for writer in writers:
        writer.start()
    got = read_all(far, 8 * 100 * 999)
    frames = [got[at : at + 999] for at in range(0, len(got), 999)]
    assert len(frames) == 800
    assert all(len(set(frame)) == 1 for frame in frames)


def test_a_reader_that_lets_more_pile_up_than_the_limit_is_cut(pair: Pair) -> None:
    near, far = pair
    pipe = Pipe(near, limit=100_000)
    sent = 0
    while pipe.offer(b"x" * 10_000):
        sent += 1
        assert pipe.pending <= 100_000
        assert sent < 1000
    assert pipe.too_slow
    assert pipe.pending == 0
    assert not pipe.offer(b"more")
    with pytest.raises(BrokenPipeError):
        pipe.send(b"more")


def test_hanging_up_wakes_the_one_who_reads(pair: Pair) -> None:
    near, _ = pair
    pipe = Pipe(near)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.recv(100)))
    reader.start()
    pipe.hang_up()
    reader.join(2)
    assert heard == [b""]


def test_nothing_is_written_to_a_descriptor_that_was_closed_and_given_to_another(pair: Pair) -> None:
    near, _ = pair
    pipe = Pipe(near)
    number = near.fileno()
    pipe.close()
    other, its_reader = socket.socketpair()
    assert number in (other.fileno(), its_reader.fileno())
    assert not pipe.offer(b"not for you")
    for sock in (other, its_reader):
        sock.setblocking(False)
        with pytest.raises(BlockingIOError):
            sock.recv(100)
    other.close()
    its_reader.close()


def test_small_frames_do_not_wait_for_each_other(pair: Pair) -> None:
    near, _ = pair
    Pipe(near)
    assert near.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
