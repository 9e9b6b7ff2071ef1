"""A bare websocket broadcast in asyncio: what a handshake and a delivery cost in Python when nothing is asked of them.

`python benchmarks/bare_asyncio.py PORT` speaks as `ws_load serve` does: `GET /ws` is a websocket, `GET
/go?n=&rate=&size=` makes n events of that size at that rate (0: all at once). Nobody is asked who they are.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import sys
import time

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
KEY = re.compile(rb"Sec-WebSocket-Key: (\S+)", re.I)
GO = re.compile(rb"GET /go\?n=(\d+)&rate=([\d.]+)&size=(\d+)")
room: set[asyncio.WriteTransport] = set()
acts: set[asyncio.Task[None]] = set()
seq = 0


class Visitor(asyncio.Protocol):
    """One connection; what a reader says after its handshake is not listened to."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def connection_lost(self, failure: Exception | None) -> None:
        room.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        if self.transport in room:
            return
        if wish := GO.match(data):
            acts.add(asyncio.get_running_loop().create_task(act(int(wish[1]), float(wish[2]), int(wish[3]))))
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            self.transport.close()
        elif key := KEY.search(data):
            accept = base64.b64encode(hashlib.sha1(key[1] + GUID).digest())
            self.transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )
            room.add(self.transport)


async def act(count: int, rate: float, size: int) -> None:
    due = time.monotonic_ns()
    for _ in range(count):
        await asyncio.sleep(max(0.0, (due - time.monotonic_ns()) / 1e9))
        broadcast(due, size)
        due += int(1e9 / rate) if rate else 0


def broadcast(born: int, size: int) -> None:
    global seq
    seq += 1
    head = f'42["events",[{{"stream":"crisis:7","seq":{seq},"t":{born},"x":"'.encode()
    body = head + b"x" * (size - len(head) - 4) + b'"}]]'
    length = len(body)
    frame = (bytes((0x81, length)) if length < 126 else b"\x81\x7e" + length.to_bytes(2, "big")) + body
    for transport in tuple(room):
        transport.write(frame)


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Visitor, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
