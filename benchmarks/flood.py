"""1,000 acts a second offered while 200 screens follow: commit and emit in the request, the product, and its inside.

    python benchmarks/flood.py [--rounds 5] [--acts 2000] [--rate 1000] [--sockets 200] [--arms plain,product,inside]

Each round runs every arm anew, in rotated order, on SQLite with synchronous=FULL: `plain` (flood_plain.py) and `product`
(`crisis serve`) take the acts over HTTP by 50 connections, `inside` (flood_inside.py) in its own process by 50 threads.
Latencies count from the moment an act was due. A lost, doubled or reordered delivery of the product fails the run; those
of `plain` are printed. Rounds that began on a busy machine do not count, if enough others are left (quiet.py).
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.live_bench import build
from benchmarks.quiet import Air, look, quiet, told
from benchmarks.room_bench import Bench, Figures, Readers, offer
from benchmarks.room_house import House, Served, crowd, prepare, served

ARMS = {
    "plain": ("benchmarks/flood_plain.py",),
    "product": ("-m", "crisis", "serve"),
    "inside": ("benchmarks/flood_inside.py",),
}
HANDS, WARM, PATIENCE = 50, 100, 180


def measure(arm: str, bench: Bench, options: argparse.Namespace) -> Figures:
    with served(bench.house, words=ARMS[arm]) as server:
        readers = Readers(bench, server, options.sockets)
        try:
            took: list[float] = []

            def act(acts: int, rate: int) -> None:
                took[:] = _act(arm, bench, server, acts, rate)

            readers.run(WARM, PATIENCE, lambda: act(WARM, WARM))
            cpu, began = server.cpu(), time.perf_counter()
            seen = readers.run(options.acts, PATIENCE, lambda: act(options.acts, options.rate))
            spent, used = time.perf_counter() - began, server.cpu() - cpu
        finally:
            readers.close()
    took.sort()
    wrong = abs(seen["deliveries"] - options.acts * options.sockets) + seen["doubled"] + seen["gaps"]
    return {
        "committed and shown/s": options.acts / spent,
        "answer p50 ms": took[len(took) // 2],
        "answer p99 ms": took[len(took) * 99 // 100],
        "screen p50 ms": seen["p50_ms"],
        "screen p99 ms": seen["p99_ms"],
        "processor ms per act": used / options.acts * 1e3,
        "lost, doubled, reordered": wrong + seen["lost_connections"],
    }


def _act(arm: str, bench: Bench, server: Served, acts: int, rate: int) -> list[float]:
    if arm != "inside":
        return offer(bench, server, acts, rate, HANDS)[1]
    asked = f"/go?crisis={bench.house.crisis}&acts={acts}&rate={rate}&threads={HANDS}"
    return list(json.loads(bench.client(server).get(asked)[1].partition(b"\r\n\r\n")[2]))


def report(rounds: list[dict[str, Figures]], airs: list[Air], arms: list[str]) -> int:
    kept = [rounds[number] for number in quiet(airs)]
    print(f"\n{told(airs)}")
    for name in kept[0][arms[0]]:
        print(f"{name:26}" + "".join(f"{arm} {_spread([one[arm][name] for one in kept])}   " for arm in arms))
        for other in (arm for arm in arms if arm != "product" and "product" in arms):
            ratios = [one["product"][name] / one[other][name] for one in kept if one[other][name]]
            if ratios and name != "lost, doubled, reordered":
                print(f"{'':26}  product : {other} {_spread(ratios)}")
    return int(sum(one[arm]["lost, doubled, reordered"] for one in rounds for arm in arms if arm != "plain"))


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} - {max(values):.2f})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("rounds", 5), ("acts", 2000), ("rate", 1000), ("sockets", 200)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--arms", default=",".join(ARMS))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # stopped from outside, too, leaves no server behind
    arms, program = options.arms.split(","), build()
    rounds: list[dict[str, Figures]] = []
    airs: list[Air] = []
    with tempfile.TemporaryDirectory(prefix="flood-", dir="/tmp") as folder:
        house: House = prepare(Path(folder))
        crowd(house, 1000)
        bench = Bench(house, program)
        for number in range(options.rounds):
            airs.append(look())
            print(f"round {number + 1}: {airs[-1]}", flush=True)
            turn = number % len(arms)
            rounds.append({arm: measure(arm, bench, options) for arm in arms[turn:] + arms[:turn]})
            print(json.dumps(rounds[-1]), flush=True)
        wrong = report(rounds, airs, arms) + len(bench.wrong)
    print(f"wrong: {wrong} {bench.wrong[:5]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
