"""The direct writer: what it leans on inside the libraries, and what it does on the wire."""

from __future__ import annotations

import base64
import inspect
import logging
import os
import socket
import threading
from typing import Any

import pytest
import simple_websocket
from engineio import socket as engine_socket
from engineio.async_drivers import threading as engine_threading
from flask import Flask
from flask_socketio import SocketIO

from crisis.live.direct import DirectSocket, take_over
from crisis.live.lobby import Lobby
from crisis.live.pings import Pings
from tests.live.house import ORIGIN, House, Opened, opened
from tests.live.readers import PATH, Daemon, Raw, soon


@pytest.fixture
def house() -> House:
    house = House()
    house.admit("ann")
    house.say("crisis:7", "first")
    return house


def test_the_engine_still_looks_its_websocket_wrapper_up_where_we_put_ours() -> None:
    engine = SocketIO(Flask("x"), async_mode="threading").server.eio
    assert engine._async["websocket"] is engine_threading.SimpleWebSocketWSGI
    assert take_over(engine, Lobby(), Pings())
    assert engine._async["websocket"].func is DirectSocket
    assert engine_threading._async["websocket"] is engine_threading.SimpleWebSocketWSGI
    upgrade = inspect.getsource(engine_socket.Socket._upgrade_websocket)
    assert "self.server._async['websocket'](\n            self._websocket_handler, self.server)" in upgrade


def test_the_engine_uses_of_its_queue_only_what_the_outbox_has() -> None:
    source = inspect.getsource(engine_socket.Socket).replace(inspect.getsource(engine_socket.Socket.poll), "")
    used = {piece.split("(")[0] for piece in source.split("self.queue.")[1:]}
    assert used == {"put", "join"}


def test_the_engine_does_with_its_socket_what_we_do_in_its_place() -> None:
    loop = inspect.getsource(engine_socket.Socket._websocket_handler)
    assert "self.connected = True\n            self.upgraded = True" in loop
    assert "self.receive(pkt)" in loop
    assert "self.close(wait=False, abort=True,\n                   reason=self.server.reason.TRANSPORT_CLOSE)" in loop


def test_the_engine_pings_where_our_timer_takes_its_place() -> None:
    assert "self.server.start_background_task(self._send_ping)" in inspect.getsource(engine_socket.Socket.schedule_ping)
    ping = inspect.getsource(engine_socket.Socket._send_ping)
    steps = ["self.server.sleep(self.server.ping_interval)", "self.closing", "self.closed"]
    steps += ["self.last_ping = time.time()", "self.send(packet.Packet(packet.PING))"]
    assert [step for step in steps if step not in ping] == []


def test_an_open_socket_costs_one_thread(house: House) -> None:
    with opened(house) as room:
        first = Raw(room.port, "ann").connect()
        assert first.subscribe("crisis:7")["ok"]
        before, clients = _serving(), [Raw(room.port, "ann") for _ in range(10)]
        assert soon(lambda: _serving() == before + 10)
        assert soon(lambda: len(room.live.pings) == 11)
        for client in clients:
            client.close()
        assert soon(lambda: _serving() == before)
        assert soon(lambda: len(room.live.pings) == 1)


def test_each_socket_is_pinged_again_and_again_and_one_that_does_not_answer_is_ended(house: House) -> None:
    with opened(house) as room:
        engine = room.socketio.server.eio
        engine.ping_interval, engine.ping_timeout = 0.2, 0.3
        quick, dumb = Raw(room.port, "ann").connect(), Raw(room.port, "ann")
        assert quick.subscribe("crisis:7")["ok"]
        assert [dumb.ws.receive(timeout=5)[0] for _ in range(2)] == ["0", "2"]
        assert soon(lambda: quick.pinged >= 3)
        assert soon(lambda: not dumb.ws.connected)
        assert not quick.ended.is_set()


def _serving() -> int:
    """Threads of the server; those of the clients have names of their own."""
    return sum(not isinstance(thread, Daemon) and "_listen" not in thread.name for thread in threading.enumerate())


def test_an_engine_without_that_place_is_left_alone_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    class Moved:
        _async: Any = None

    with caplog.at_level(logging.ERROR):
        assert not take_over(Moved(), Lobby(), Pings())
    assert "plain emit" in caplog.text


def test_without_the_direct_writer_the_plain_emit_serves(house: House) -> None:
    with opened(house, direct=False) as room:
        reader = Raw(room.port, "ann").connect()
        assert reader.subscribe("crisis:7", 0) == {"ok": True, "seq": 1}
        assert [seat.pipe for seat in room.live.rooms.seats()] == [None]
        house.say("crisis:7", "second", "third")
        assert reader.numbers(2) == [2, 3]
        del house.people["ann"]
        assert reader.goodbye.wait(2)


def handshake(port: int, *extra: str) -> str:
    with socket.create_connection(("127.0.0.1", port)) as sock:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {PATH} HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: {ORIGIN}", *extra]
        sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        sock.settimeout(5)
        answer = sock.recv(4096)
        return answer.split(b"\r\n\r\n")[0].decode().lower()


DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"


def test_compression_is_never_agreed_though_every_browser_offers_it(house: House) -> None:
    with opened(house) as room:
        assert handshake(room.port, DEFLATE).startswith("http/1.1 101")
        assert "permessage-deflate" not in handshake(room.port, DEFLATE)
    with opened(house, direct=False) as stock:  # the control: the stock wrapper does agree
        assert "permessage-deflate" in handshake(stock.port, DEFLATE)


def test_polling_is_refused(house: House) -> None:
    import urllib.error
    import urllib.request

    with opened(house) as room, pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{room.port}/socket.io/?EIO=4&transport=polling", timeout=5)
    assert refused.value.code == 400


@pytest.mark.parametrize("packet", ['451-["subscribe",{"_placeholder":true,"num":0}]', "461-1[]", b"\x04bytes"])
@pytest.mark.covers("T3")
def test_binary_is_refused_and_the_sender_is_cut(house: House, packet: str | bytes) -> None:
    with opened(house) as room:
        reader = Raw(room.port, "ann").connect()
        assert reader.subscribe("crisis:7")["ok"]
        reader.ws.send(packet)
        assert reader.ended.wait(3)
        assert soon(lambda: not room.live.rooms.seats())


def test_a_message_over_64_kib_ends_the_connection_also_in_pieces(house: House) -> None:
    with opened(house) as room:
        reader = Raw(room.port, "ann").connect()
        reader.ws.send('42["presence",' + '"' + "x" * 60_000 + '"]')
        assert reader.subscribe("crisis:7")["ok"]
        reader.ws.send('42["presence",' + '"' + "x" * 70_000 + '"]')
        assert reader.ended.wait(3)


def test_a_flood_of_messages_ends_the_connection(house: House) -> None:
    with opened(house) as room:
        reader = Raw(room.port, "ann").connect()
        for _ in range(200):
            try:
                reader.ws.send('42["unknown",1]')
            except simple_websocket.ConnectionClosed:
                break
        assert reader.ended.wait(3)


def test_a_slow_reader_is_cut_within_bounded_memory_and_the_others_do_not_wait(house: House) -> None:
    house.admit("bob", 2)
    with opened(house) as room:
        slow = socket.create_connection(("127.0.0.1", room.port))
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        _subscribe_and_stop_reading(slow, "bob")
        quick = Raw(room.port, "ann").connect()
        assert quick.subscribe("crisis:7")["ok"]
        assert soon(lambda: len(room.live.rooms.listeners("crisis:7")) == 1 and _in_room(room) == 2)
        before, most = _memory(), 0
        for n in range(400):  # 16 MB in all
            house.say("crisis:7", "x" * 40_000)
            pipes = [seat.pipe for seat in room.live.rooms.seats() if seat.pipe is not None]
            most = max([most, *(pipe.pending for pipe in pipes)])
            if n % 20 == 19:
                assert quick.numbers(20, timeout=5) == list(range(n - 17, n + 3))
        assert soon(lambda: _in_room(room) == 1)
        assert most <= 1 << 20
        assert _memory() - before < 60 << 20  # the house itself keeps the 16 MB twice as text
        slow.close()


def test_a_connection_that_never_says_who_it_is_is_hung_up(house: House) -> None:
    with opened(house) as room:
        room.live.lobby.patience = 0.2
        known = Raw(room.port, "ann").connect()
        assert known.subscribe("crisis:7")["ok"]
        silent = Raw(room.port).ws
        assert soon(lambda: len(room.live.lobby) == 1)
        assert soon(lambda: not silent.connected)
        assert len(room.live.lobby) == 0
        assert not known.ended.is_set()


def _subscribe_and_stop_reading(sock: socket.socket, session: str) -> None:
    from wsproto import ConnectionType, WSConnection
    from wsproto.events import AcceptConnection, Request, TextMessage

    ws = WSConnection(ConnectionType.CLIENT)
    headers = [(b"Origin", ORIGIN.encode()), (b"Cookie", session.encode())]
    sock.sendall(ws.send(Request(host="x", target=PATH, extra_headers=headers)))
    while True:
        ws.receive_data(sock.recv(4096))
        if any(isinstance(event, AcceptConnection) for event in ws.events()):
            break
    sock.sendall(ws.send(TextMessage(data="40")))
    sock.sendall(ws.send(TextMessage(data='421["subscribe",{"stream":"crisis:7","after":0}]')))


def _in_room(room: Opened) -> int:
    return sum(len(seats) for seats in room.live.rooms.listeners("crisis:7").values())


def _memory() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
