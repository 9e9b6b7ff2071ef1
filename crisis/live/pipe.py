"""Bytes to one socket without ever waiting: what the kernel does not take at once waits here, up to a limit.

A short-lived thread flushes what waits. A reader that lets more than `limit` bytes pile up is cut and comes
back to catch up by number. Sending and closing share one lock, so that no byte can reach a descriptor
that was closed and given to another connection in between.
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
from collections import deque

PENDING_LIMIT = 1 << 20
LINGER_OFF = struct.pack("ii", 1, 0)


class Pipe:
    """Stands in for the socket that the websocket library writes to: `send`, `recv`, `close`, `fileno`."""

    __slots__ = ("_closed", "_flushing", "_limit", "_lock", "_size", "_sock", "_waiting", "too_slow")

    def __init__(self, sock: socket.socket, limit: int = PENDING_LIMIT) -> None:
        sock.settimeout(None)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sock = sock
        self._limit = limit
        self._lock = threading.Lock()
        self._waiting: deque[memoryview] = deque()
        self._size = 0
        self._flushing = False
        self._closed = False
        self.too_slow = False

    def send(self, data: bytes) -> int:
        """Takes all of `data` or raises OSError because the connection is over."""
        if not self.offer(data):
            raise BrokenPipeError("the connection is closed")
        return len(data)

    def offer(self, data: bytes) -> bool:
        """True when `data` is on its way, False when this connection is over."""
        with self._lock:
            if self._closed:
                return False
            try:
                taken = 0 if self._waiting else self._push(data)
            except OSError:
                self._cut()
                return False
            return taken == len(data) or self._keep(memoryview(data)[taken:])

    def recv(self, size: int) -> bytes:
        return self._sock.recv(size)

    def fileno(self) -> int:
        return self._sock.fileno()

    @property
    def pending(self) -> int:
        """Bytes the kernel has not taken yet."""
        return self._size

    def hang_up(self) -> None:
        """Sends no more; what the kernel already holds still reaches the reader."""
        with self._lock:
            self._stop()

    def cut(self) -> None:
        """Sends no more and throws away what the kernel holds."""
        with self._lock:
            self._cut()

    def close(self) -> None:
        with self._lock:
            self._stop()
            self._sock.close()

    def _push(self, data: bytes | memoryview) -> int:
        try:
            return self._sock.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0

    def _keep(self, rest: memoryview) -> bool:
        if self._size + len(rest) > self._limit:
            self.too_slow = True
            self._cut()
            return False
        self._waiting.append(rest)
        self._size += len(rest)
        if not self._flushing:
            self._flushing = True
            threading.Thread(target=self._flush, name="live.flush", daemon=True).start()
        return True

    def _flush(self) -> None:
        writable = select.poll()
        try:
            writable.register(self._sock, select.POLLOUT)
        except ValueError:  # closed before this thread ran
            return
        while True:
            writable.poll(1000)
            with self._lock:
                try:
                    self._drain()
                except OSError:
                    self._cut()
                if not self._waiting:
                    self._flushing = False
                    return

    def _drain(self) -> None:
        while self._waiting:
            taken = self._push(self._waiting[0])
            self._size -= taken
            if taken < len(self._waiting[0]):
                self._waiting[0] = self._waiting[0][taken:]
                return
            self._waiting.popleft()

    def _cut(self) -> None:
        if not self._closed:
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_OFF)
        self._stop()

    def _stop(self) -> None:
        self._waiting.clear()
        self._size = 0
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)  # wakes whoever reads
