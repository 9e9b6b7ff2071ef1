"""Fan-out to many sockets: a bare C broadcast, plain Flask-SocketIO `emit` and the product, in turn, in one run.

    python benchmarks/live_fanout.py [--sockets 1000] [--rounds 5] [--rate 10] [--seconds 4]

Each round runs every arm anew in rotated order: connect, acts at a fixed rate (latency from the intended moment),
all at once (drain: the product may put many events into one frame, the others send one by one), half the sockets
cut and back. Any lost, doubled or reordered delivery fails the run. Then the product alone with a slow reader. Prints one JSON line per arm and round, then medians and ratios.
Memory and processor time are those of the server process (/proc), the clock is CLOCK_MONOTONIC of one machine.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ARMS = ("bare", "plain", "product")
TICKS = os.sysconf("SC_CLK_TCK")
SIZE = 300
Figures = dict[str, Any]


def build() -> str:
    program = Path(tempfile.mkdtemp()) / "ws_load"
    subprocess.run(["gcc", "-O2", "-o", str(program), str(HERE / "ws_load.c")], check=True)
    return str(program)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


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
    words = [program, "serve", str(port)] if arm == "bare" else [*gunicorn, f'benchmarks.live_server:app("{arm}")']
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
        kind = ["raw"] if arm == "bare" else ["sio", "session=bench", "http://127.0.0.1", "crisis:7"]
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


def measure(arm: str, program: str, options: argparse.Namespace) -> Figures:
    with serving(arm, program, options.sockets) as (port, pid):
        readers = Readers(program, arm, port, options.sockets)
        try:
            return _figures(arm, port, pid, readers, options)
        finally:
            readers.close()


def _figures(arm: str, port: int, pid: int, readers: Readers, options: argparse.Namespace) -> Figures:
    readers.run(port, 3, 10, SIZE, 10)
    acts = int(options.rate * options.seconds)
    before = cpu(pid)
    steady = readers.run(port, acts, options.rate, SIZE, options.seconds + 20)
    steady_cpu = cpu(pid) - before
    burst = 10 if arm == "plain" else 200
    drain = readers.run(port, burst, 0, SIZE, 60)
    back = readers.rejoin(options.sockets // 2)
    after = readers.run(port, 5, 10, SIZE, 20)
    return {
        "arm": arm,
        "p50_ms": steady["p50_ms"],
        "p99_ms": steady["p99_ms"],
        "cpu_us": round(steady_cpu * 1e6 / (acts * options.sockets), 2),
        "drain_per_s": round(burst / drain["seconds"], 1),
        "connect_s": readers.connect_seconds,
        "rejoin_s": back["seconds"],
        "memory_mb": round(memory(pid), 1),
        "wrong": _wrong(options.sockets, (acts, steady), (burst, drain), (5, after)) + options.sockets - back["joined"],
    }


def _wrong(sockets: int, *runs: tuple[int, Figures]) -> int:
    return sum(
        abs(sockets * count - run["deliveries"]) + run["doubled"] + run["gaps"] + run["lost_connections"]
        for count, run in runs
    )


def slow_reader(program: str) -> Figures:
    """40 kB events at 30/s to 100 sockets of the product: first all read, then one stops reading and is cut."""
    with serving("product", program, 100) as (port, pid):
        readers = Readers(program, "product", port, 100)
        try:
            readers.run(port, 30, 30, 40_000, 10)
            quiet = readers.run(port, 180, 30, 40_000, 20)
            before = memory(pid)
            readers.stall(True)
            busy = readers.run(port, 180, 30, 40_000, 8)
            return {
                "others_p99_ratio": round(busy["p99_ms"] / quiet["p99_ms"], 2),
                "memory_growth_mb": round(memory(pid) - before, 2),
                "cut": busy["lost_connections"],
                "others_missing": 180 * 99 - (busy["complete"] * 180),
            }
        finally:
            readers.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--arms", default=",".join(ARMS))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # stopped from outside, too, leaves no server behind
    arms, program = options.arms.split(","), build()
    rounds: list[dict[str, Figures]] = []
    for number in range(options.rounds):
        order = arms[number % len(arms) :] + arms[: number % len(arms)]
        rounds.append({arm: measure(arm, program, options) for arm in order})
        for figures in rounds[-1].values():
            print(json.dumps(figures), flush=True)
    for _ in range(options.rounds):
        print("slow reader", json.dumps(slow_reader(program)), flush=True)
    return report(rounds, arms)


def report(rounds: list[dict[str, Figures]], arms: list[str]) -> int:
    load = os.getloadavg()[0]
    print(f"\nmedians of {len(rounds)} rounds; load average at the end {load:.1f}")
    for name in [name for name in rounds[0][arms[-1]] if name not in ("arm", "wrong")]:
        values = {arm: statistics.median(one[arm][name] for one in rounds) for arm in arms if name in rounds[0][arm]}
        print(f"{name:24}" + "".join(f"{arm} {value:10.2f}   " for arm, value in values.items()), end="")
        for other in (arm for arm in ("bare", "plain") if arm in values and "product" in values):
            ratios = sorted(one["product"][name] / one[other][name] for one in rounds if one[other][name])
            print(f"product:{other} {statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})   ", end="")
        print()
    wrong = sum(one[arm]["wrong"] for one in rounds for arm in arms)
    print(f"lost, doubled, reordered or cut: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
