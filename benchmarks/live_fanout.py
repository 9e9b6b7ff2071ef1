"""Fan-out to many sockets: bare C, bare asyncio, plain Flask-SocketIO `emit` and the product, in turn, in one run.

    python benchmarks/live_fanout.py [--sockets 1000] [--rounds 5] [--rate 10] [--seconds 4] [--arms bare,product]

Each round runs every arm anew in rotated order: connect, acts at a fixed rate (latency from the intended moment),
all at once (drain: the product may put many events into one frame, the others send one by one), half the sockets
cut and back. Any lost, doubled or reordered delivery fails the run. Then the slow reader (live_slow_reader.py). Rounds
that began on a busy machine or with a moved fdatasync do not count, if enough others are left (quiet.py). Prints one
JSON line per arm and round, then medians of the rounds, of their ratios, and the aims.
Memory and processor time are those of the server process (/proc), the clock is CLOCK_MONOTONIC of one machine.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import live_slow_reader
from benchmarks.live_bench import ARMS, SIZE, Figures, Readers, build, cpu, memory, serving
from benchmarks.quiet import Air, look, quiet, told

# (what, figure, against, so many times it, and so much more); >= in the name turns it round
AIMS = (
    ("p50 <= 2 x bare", "p50_ms", "bare", 2, 0),
    ("p99 <= 2 x bare + 20 ms", "p99_ms", "bare", 2, 20),
    ("processor <= 2 x bare", "cpu_us", "bare", 2, 0),
    ("processor <= 1/10 of plain", "cpu_us", "plain", 1 / 10, 0),
    ("drain >= 10 x plain", "drain_per_s", "plain", 10, 0),
    ("half are back <= 8 x asyncio", "rejoin_s", "asyncio", 8, 0),
)
Rounds = list[dict[str, Figures]]


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
    before = cpu(pid)
    back = readers.rejoin(options.sockets // 2)
    back_cpu = cpu(pid) - before
    after = readers.run(port, 5, 10, SIZE, 20)
    return {
        "arm": arm,
        "p50_ms": steady["p50_ms"],
        "p99_ms": steady["p99_ms"],
        "cpu_us": round(steady_cpu * 1e6 / (acts * options.sockets), 2),
        "drain_per_s": round(burst / drain["seconds"], 1),
        "connect_s": readers.connect_seconds,
        "rejoin_s": back["seconds"],
        "rejoin_cpu_s": round(back_cpu, 2),
        "memory_mb": round(memory(pid), 1),
        "wrong": _wrong(options.sockets, (acts, steady), (burst, drain), (5, after)) + options.sockets - back["joined"],
    }


def _wrong(sockets: int, *runs: tuple[int, Figures]) -> int:
    return sum(
        abs(sockets * count - run["deliveries"]) + run["doubled"] + run["gaps"] + run["lost_connections"]
        for count, run in runs
    )


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
    rounds: Rounds = []
    airs: list[Air] = []
    for number in range(options.rounds):
        order = arms[number % len(arms) :] + arms[: number % len(arms)]
        airs.append(look())
        print(f"round {number + 1}: {airs[-1]}", flush=True)
        rounds.append({arm: measure(arm, program, options) for arm in order})
        for figures in rounds[-1].values():
            print(json.dumps(figures), flush=True)
    wrong = report(rounds, airs, arms)
    return live_slow_reader.measure(program, options.rounds) or wrong


def report(rounds: Rounds, airs: list[Air], arms: list[str]) -> int:
    kept = [rounds[number] for number in quiet(airs)]
    print(f"\n{told(airs)}")
    for name in [name for name in kept[0][arms[-1]] if name not in ("arm", "wrong")]:
        print(
            f"{name:16}" + "".join(f"{arm} {statistics.median(one[arm][name] for one in kept):9.2f}  " for arm in arms)
        )
        for other in (arm for arm in arms if arm != "product" and "product" in arms):
            middle, least, most = spread([one["product"][name] / (one[other][name] or 0.01) for one in kept])
            print(f"{'':16}  product : {other} {middle:.2f} ({least:.2f}-{most:.2f})")
    for what, name, other, times, more in AIMS if "product" in arms else ():
        if other in arms:
            sign = -1 if ">=" in what else 1
            room = [sign * (times * one[other][name] + more - one["product"][name]) for one in kept]
            middle, least, most = spread(room)
            print(
                f"{what:30} {'reached' if middle >= 0 else 'NOT reached'}, room left {middle:.2f} ({least:.2f} to {most:.2f})"
            )
    wrong = int(sum(one[arm]["wrong"] for one in rounds for arm in arms))
    print(f"lost, doubled, reordered or cut: {wrong}")
    return 1 if wrong else 0


def spread(values: list[float]) -> tuple[float, float, float]:
    """(median, least, most)"""
    return statistics.median(values), min(values), max(values)


if __name__ == "__main__":
    sys.exit(main())
