"""One reader who stops reading: what it costs the server in memory and the others in time, until it is cut.

    python benchmarks/live_slow_reader.py [--rounds 5]

40 kB events at 60/s to 50 sockets of the product. Within one server spells in which all read and spells in which
one does not take turns (A B B A …), so that the ratio of their p99 is not one of two moods of the machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.live_bench import Figures, Readers, build, memory, serving
from benchmarks.quiet import Air, look, quiet, told

SOCKETS, SIZE, RATE, EVENTS, SPELLS = 50, 40_000, 60, 180, 4


@contextmanager
def highest(pid: int) -> Iterator[list[float]]:
    """The most resident MB of the server meanwhile, as the only entry of the list."""
    found, done = [memory(pid)], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            found[0] = max(found[0], memory(pid))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield found
    done.set()
    thread.join()


def slow_reader(program: str) -> Figures:
    """Medians of the spells, and what went wrong for the others."""
    p99: dict[bool, list[float]] = {False: [], True: []}
    peaks: dict[bool, list[float]] = {False: [], True: []}
    cut = wrong = 0
    with serving("product", program, SOCKETS) as (port, pid):
        readers = Readers(program, "product", port, SOCKETS)
        try:
            readers.run(port, EVENTS, RATE, SIZE, 20)
            for spell in range(2 * SPELLS):
                stalled = spell % 4 in (1, 2)
                readers.stall(stalled)
                with highest(pid) as peak:
                    told_of = readers.run(port, EVENTS, RATE, SIZE, EVENTS / RATE + (3 if stalled else 20))
                p99[stalled].append(told_of["p99_ms"])
                peaks[stalled].append(peak[0])
                cut += told_of["lost_connections"]
                wrong += SOCKETS - stalled - told_of["complete"] + told_of["doubled"]
                if stalled:
                    wrong += readers.rejoin(1)["joined"] != SOCKETS
                    time.sleep(0.2)
        finally:
            readers.close()
    return {
        "others_p99_ratio": round(statistics.median(p99[True]) / statistics.median(p99[False]), 2),
        "p99_ms": round(statistics.median(p99[False]), 1),
        "memory_growth_mb": round(max(peaks[True]) - peaks[False][0], 2),
        "cut": f"{cut} of {SPELLS}",
        "wrong": wrong + abs(SPELLS - cut),
    }


def report(rounds: list[Figures], airs: list[Air]) -> int:
    """0 when no other reader missed anything and each slow one was cut."""
    kept = [rounds[number] for number in quiet(airs)]
    print(f"\nslow reader: {told(airs)}")
    for name, aim in (("others_p99_ratio", 1.2), ("memory_growth_mb", 2.0)):
        values = sorted(one[name] for one in kept)
        reached = "reached" if statistics.median(values) <= aim else "NOT reached"
        print(f"{name:24}{statistics.median(values):8.2f} ({values[0]:.2f}-{values[-1]:.2f})   aim <= {aim}: {reached}")
    print(f"others' lost or doubled, or a slow one not cut: {(wrong := sum(one['wrong'] for one in rounds))}")
    return 1 if wrong else 0


def measure(program: str, rounds: int) -> int:
    airs, found = [], []
    for _ in range(rounds):
        airs.append(look())
        found.append(slow_reader(program))
        print("slow reader", json.dumps(found[-1]), airs[-1], flush=True)
    return report(found, airs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    sys.exit(measure(build(), parser.parse_args().rounds))
