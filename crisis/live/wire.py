"""The websocket protocol of one connection, spoken in the thread of its request: the handshake, then text messages.

RFC 6455 without extensions: no compression is ever agreed. Control frames are answered here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from crisis.live.pipe import Pipe

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CLOSE = b"\x88\x02\x03\xe8"
"""A close frame with code 1000."""
CHUNK = 4096


def acceptance(environ: Mapping[str, Any]) -> bytes | None:
    """The answer to an upgrade request, None when it is not one of version 13."""
    key = str(environ.get("HTTP_SEC_WEBSOCKET_KEY", "")).strip()
    if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13" or not _is_nonce(key):
        return None
    proof = base64.b64encode(hashlib.sha1(key.encode() + GUID, usedforsecurity=False).digest())
    head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    return head + b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"


def _is_nonce(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except (ValueError, binascii.Error):
        return False


class Wire:
    """What comes in; `limit` is the longest message in characters."""

    def __init__(self, pipe: Pipe, limit: int) -> None:
        self._pipe = pipe
        self._limit = limit
        self._protocol = Connection(ConnectionType.SERVER)
        self._parts: list[str] = []
        self._size = 0
        self._messages: list[str | bytes] = []
        self._over = False

    def receive(self) -> str | bytes | None:
        """Waits for the next whole message; None when the connection is over or broke a rule. Binary is not kept."""
        while not self._messages:
            if self._over or not self._read():
                return None
        return self._messages.pop(0)

    def _read(self) -> bool:
        try:
            data = self._pipe.recv(CHUNK)
            if not data:
                return False
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                self._take(event)
        except (OSError, LocalProtocolError, RemoteProtocolError):
            return False
        return True

    def _take(self, event: Event) -> None:
        if isinstance(event, TextMessage):
            self._size += len(event.data)
            self._over = self._over or self._size > self._limit
            self._parts.append(event.data)
            if event.message_finished and not self._over:
                self._messages.append("".join(self._parts))
                self._parts, self._size = [], 0
        elif isinstance(event, BytesMessage):
            self._over = True
            self._messages.append(b"")
        elif isinstance(event, (Ping, CloseConnection)):
            self._over = self._over or isinstance(event, CloseConnection)
            self._pipe.send(self._protocol.send(event.response()))
