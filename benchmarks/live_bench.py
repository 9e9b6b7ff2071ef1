"""What the fan-out benchmarks share: a server for each arm, its processor time and memory, and many sockets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.stack.processes import free_port

HERE = Path(__file__).parent
ARMS = ("bare", "asyncio", "plain", "product")
TICKS = os.sysconf("SC_CLK_TCK")
SIZE = 300
Figures = dict[str, Any]


def build() -> str:
    program = Path(tempfile.mkdtemp()) / "ws_load"
    subprocess.run(["gcc", "-O2", "-o", str(program), str(HERE / "ws_load.c")], check=True)
    return str(program)


@contextmanager
def serving(arm: str, program: str, sockets: int) -> Iterator[tuple[int, int]]:
    """(port, process id)"""
    port = free_port()
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "-k",
        "gthread",
        "-w",
        "1",
        "-b",
        f"127.0.0.1:{port}",
        "--backlog",
        "4096",
    ]
    gunicorn += ["--threads", str(sockets + 64), "--worker-connections", str(sockets + 1000), "--log-level", "critical"]
    servers = {
        "bare": [program, "serve", str(port)],
        "asyncio": [sys.executable, str(HERE / "bare_asyncio.py"), str(port)],
    }
    words = servers.get(arm, [*gunicorn, f'benchmarks.live_server:app("{arm}")'])
    process = subprocess.Popen(words, cwd=HERE.parent)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/go?n=0&rate=1&size=1", timeout=5).read()
                break
            except OSError:
                time.sleep(0.05)
        yield port, process.pid
    finally:
        for pid in family(process.pid):
            os.kill(pid, 9)
        process.wait()


def family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [one for child in children for one in family(int(child))] + [pid]


def cpu(pid: int) -> float:
    """Seconds of processor time of a process and its children."""
    fields = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in family(pid)]
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS


def memory(pid: int) -> float:
    """Resident MB of a process and its children."""
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in family(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Readers:
    """One ws_load process."""

    def __init__(self, program: str, arm: str, port: int, sockets: int) -> None:
        kind = ["raw"] if arm in ("bare", "asyncio") else ["sio", "session=bench", "http://127.0.0.1", "crisis:7"]
        words = [program, "read", str(port), str(sockets), *kind]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.connect_seconds = float(self.answer().split()[1])

    def answer(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the readers gave up")
        return line.strip()

    def ask(self, order: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()

    def run(self, port: int, count: int, rate: float, size: int, patience: float) -> Figures:
        self.ask(f"run {count} {patience}")
        assert self.answer() == "go"
        urllib.request.urlopen(f"http://127.0.0.1:{port}/go?n={count}&rate={rate}&size={size}", timeout=10).read()
        return dict(json.loads(self.answer()))

    def rejoin(self, count: int) -> Figures:
        self.ask(f"rejoin {count} 60")
        return dict(json.loads(self.answer()))

    def stall(self, on: bool) -> None:
        self.ask(f"stall {int(on)}")
        self.answer()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
