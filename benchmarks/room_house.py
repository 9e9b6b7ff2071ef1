"""A console of its own for the room's benchmarks: people, sessions, one room with events, served by `crisis serve`.

`prepare(folder)` fills a data folder through the commands; `crowd(…)` adds events to a room straight through the
log's own `append`, chained and numbered. `Client` is a keep-alive HTTP client that costs little beside the server.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crisis import config
from crisis.cli.home import open_work
from crisis.commands.crises import declare
from crisis.commands.desk import Desk
from crisis.commands.people import add_person, sign_in
from crisis.commands.seats import add_member
from crisis.domain.people import Actor
from crisis.store.checklist import items
from crisis.store.crises import members
from crisis.store.events import append
from crisis.store.people import sessions
from crisis.store.unit_of_work import Work

ROOT = Path(__file__).resolve().parents[1]
TERMINAL = Actor(None, "console", "console", via="cli")
PASSWORD = "benchmarks need long words"
CAST = (
    ("lead", "zh"),
    ("lead", "en"),
    ("pr", "zh"),
    ("legal", "zh"),
    ("technical", "zh"),
    ("customer", "zh"),
    ("executive", "en"),
)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class House:
    """`cookies` are those of everybody, the lead's (`cookie`, `csrf`) first."""

    folder: Path
    crisis: int
    cookies: tuple[str, ...]
    csrf: str
    item_ids: tuple[int, ...]

    @property
    def cookie(self) -> str:
        return self.cookies[0]


def prepare(folder: Path) -> House:
    """Two people of each part, all of them members of one room that the first lead declared, each with a session."""
    work = open_work(config.read(str(folder)))
    work.desk = Desk(config.DEFAULT_ORG)
    at = datetime.now(UTC)
    people = [_person(work, number, *part, at) for number, part in enumerate(CAST * 2)]
    lead = people[0]
    crisis = declare(work, lead, title="测量用的房间", level="II", at=at)["id"]
    with work.reading() as conn:
        inside = set(conn.scalars(select(members.c.person_id).where(members.c.crisis_id == crisis)))
    for who in people:
        if who.id not in inside:
            add_member(work, lead, crisis_id=crisis, person_id=who.id, at=at)
    names = [sign_in(work, login=who.name, password=PASSWORD, at=at)["session"] for who in people]
    with work.reading() as conn:
        csrf = conn.scalar(select(sessions.c.csrf).where(sessions.c.person_id == lead.id))
        found = tuple(conn.scalars(select(items.c.id).where(items.c.crisis_id == crisis).order_by(items.c.id)))
    work.close()
    return House(folder, crisis, tuple(f"sid={name}" for name in names), str(csrf), found)


def _person(work: Work, number: int, role: str, lang: str, at: datetime) -> Actor:
    by = Actor(None, "console", "console", lang, via="cli")
    login = f"{role}-{number}"
    done = add_person(work, by, login=login, name=login, role=role, password=PASSWORD, at=at)
    return Actor(done["id"], login, role, lang)


def crowd(house: House, events: int) -> None:
    """So many typed entries more, a minute apart, in one transaction."""
    work = open_work(config.read(str(house.folder)))
    start = datetime.now(UTC) - timedelta(minutes=events)
    with work.database.writer.connect() as conn:
        conn.begin()
        append(conn, [_entry(house.crisis, number, start + timedelta(minutes=number)) for number in range(events)])
        conn.commit()
    work.close()


def _entry(crisis: int, number: int, at: datetime) -> dict[str, Any]:
    params = {"text": f"第{number}条：客户来电，已经记下时间和要求，等负责人回电话", "pinned": False}
    told = {"stream": f"crisis:{crisis}", "kind": "log.note", "payload": {"params": params, "rows": {}}}
    return {**told, "actor_id": 1, "actor_name": "lead-0", "occurred_at": at, "recorded_at": at, "op_id": None}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class Served:
    port: int
    pid: int
    ready_seconds: float

    @property
    def family(self) -> list[int]:
        return _family(self.pid)

    def cpu(self) -> float:
        """Seconds of processor time of the server and its children."""
        fields = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in self.family]
        return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS

    def memory(self) -> tuple[float, float]:
        """MB that are the processes' own or shared fairly (Pss), and the largest single resident set."""
        pss = sum(_field(one, "smaps_rollup", "Pss:") for one in self.family)
        return pss / 1e3, max(_field(one, "status", "VmRSS:") for one in self.family) / 1e3

    def kill(self) -> None:
        for pid in self.family:
            os.kill(pid, signal.SIGKILL)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [one for child in children for one in _family(int(child))] + [pid]


def _field(pid: int, file: str, name: str) -> int:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


@contextmanager
def served(
    house: House, port: int | None = None, words: tuple[str, ...] = ("-m", "crisis", "serve")
) -> Iterator[Served]:
    """`crisis serve` on the house's folder; ended by SIGKILL."""
    port = port or free_port()
    began = time.monotonic()
    command = [sys.executable, *words, "--data", str(house.folder), "--port", str(port)]
    with (house.folder / "serve.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        while True:
            try:
                if Client(port).get("/healthz")[0] == 200:
                    break
            except OSError:
                pass
            if process.poll() is not None or time.monotonic() - began > 60:
                raise RuntimeError((house.folder / "serve.log").read_text())
            time.sleep(0.02)
        yield Served(port, process.pid, time.monotonic() - began)
    finally:
        if process.poll() is None:
            for pid in _family(process.pid):
                os.kill(pid, signal.SIGKILL)
        process.wait()


class Client:
    """One kept-alive connection."""

    def __init__(self, port: int, cookie: str = "", csrf: str = "") -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nX-CSRF: {csrf}\r\n"

    def get(self, path: str, *, gzip: bool = False, accept: str = "application/json") -> tuple[int, bytes, int]:
        """(status, head and body, bytes of the body on the wire)"""
        more = f"Accept: {accept}\r\n" + ("Accept-Encoding: gzip\r\n" if gzip else "")
        self.sock.sendall(f"GET {path} HTTP/1.1\r\n{self.head}{more}\r\n".encode())
        return self.answer()

    def ask(self, path: str, body: dict[str, Any], op_id: str | None = None) -> None:
        data = json.dumps(body).encode()
        more = f"Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        more += f"Idempotency-Key: {op_id or uuid.uuid4()}\r\n"
        self.sock.sendall(f"POST {path} HTTP/1.1\r\n{self.head}{more}\r\n".encode() + data)

    def post(self, path: str, body: dict[str, Any], op_id: str | None = None) -> tuple[int, bytes, int]:
        self.ask(path, body, op_id)
        return self.answer()

    def answer(self) -> tuple[int, bytes, int]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        size = next((int(x.split(b":")[1]) for x in head.split(b"\r\n") if x.lower().startswith(b"content-length")), 0)
        parts, have = [body], len(body)
        while have < size:
            parts.append(self._more())
            have += len(parts[-1])
        return int(head.split(b" ", 2)[1]), head + b"\r\n\r\n" + b"".join(parts), size

    def _more(self) -> bytes:
        more = self.sock.recv(262144)
        if not more:
            raise ConnectionError("the server hung up")
        return more
