"""One room for 48 simulated hours with thirty people: does the console's memory stay flat?

    python -m benchmarks.two_days [--minutes 16] [--hours 48] [--write docs/evidence/two-days.svg]

The real `crisis serve` on SQLite with a hurried clock; people sign in (sessions end by the console's rules), come with an open
socket, read pages, do acts of all kinds and go. Samples of Pss, threads and open files; a line is fitted after six hours through
the least sample of each hour: a sign-in hashes with 64 MB for a tenth of a second (two at once at most), and in hurried time
somebody always signs in.
Fails when memory is not flat, a screen had a hole, an answer was 5xx, or a kind of act never succeeded.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.plot import Panel, svg
from benchmarks.room_house import House, Served, served
from benchmarks.two_days.acts import KINDS
from benchmarks.two_days.people import Diary, Person
from tests.live.faults.room import furnish, log_of

CAST = {"lead": 6, "pr": 6, "technical": 6, "customer": 6, "legal": 3, "executive": 2, "auditor": 1}
PEOPLE = [(role, "zh" if number % 3 else "en") for role, count in CAST.items() for number in range(count)]
WARM, FLAT = 6.0, 0.25
"""Simulated hours before the line is fitted; MB an hour at which memory counts as flat."""


@dataclass(frozen=True)
class Sample:
    hour: float
    pss: float
    threads: int
    files: int


def sample(server: Served, hour: float) -> Sample:
    family = [Path(f"/proc/{pid}") for pid in server.family]
    threads = sum(len(list((one / "task").iterdir())) for one in family)
    return Sample(hour, server.memory()[0], threads, sum(len(list((one / "fd").iterdir())) for one in family))


def live(folder: Path, hours: float, hour: float) -> tuple[list[Sample], Diary]:
    """`hour`: real seconds of a simulated one."""
    diary, over, samples = Diary(), threading.Event(), []
    with served(House(folder, 1, (), "", ()), words=("-m", "benchmarks.two_days.console", "serve")) as server:
        people = [
            Person(f"{role}-{number}", server.port, hour, diary, over, seed=number)
            for number, (role, _) in enumerate(PEOPLE)
        ]
        for person in people:
            person.start()
        began = time.monotonic()
        while (passed := (time.monotonic() - began) / hour) < hours:
            samples.append(sample(server, passed))
            if len(samples) % 150 == 0:
                print(f"{passed:5.1f} h  {samples[-1]}  {sum(diary.answers.values())} answers", flush=True)
            time.sleep(max(0.2, hours * hour / 3000))
        over.set()
        for person in people:
            person.join(30)
        time.sleep(3)
        samples.append(sample(server, hours))
    return samples, diary


def floor(samples: list[Sample]) -> list[Sample]:
    """The least of each hour."""
    return [min(hour, key=lambda one: one.pss) for _, hour in groupby(samples, key=lambda one: int(one.hour))]


def slope(samples: list[Sample], since: float) -> tuple[float, float]:
    """MB an hour and MB at hour 0 of the line through the floor after `since`."""
    later = [one for one in floor(samples) if one.hour >= since]
    line = statistics.linear_regression([one.hour for one in later], [one.pss for one in later])
    return line.slope, line.intercept


def report(samples: list[Sample], diary: Diary, events: int, hours: float) -> int:
    warm = min(WARM, hours / 4)
    rise, start = slope(samples, warm)
    late, _ = slope(samples, (warm + hours) / 2)
    done = {
        kind: sum(n for (name, status), n in diary.answers.items() if name == kind and status < 300) for kind in KINDS
    }
    refused = {kind: sum(n for (name, s), n in diary.answers.items() if name == kind and s >= 300) for kind in KINDS}
    print(f"\n{hours:g} h: {events} events, {sum(done.values())} acts of {len(KINDS)} kinds, {diary.visits} visits, "
          f"{diary.sign_ins} sign-ins, {diary.deliveries} deliveries; load {os.getloadavg()[0]:.1f}")  # fmt: skip
    print("done (refused): " + ", ".join(f"{kind} {done[kind]} ({refused[kind]})" for kind in KINDS))
    others = {f"{kind} {status}": n for (kind, status), n in diary.answers.items() if kind not in KINDS}
    print("besides:", others)
    for one in floor(samples)[:: max(1, int(hours // 8))]:
        print(one)
    broken = diary.broken + [f"{kind} never succeeded" for kind, count in done.items() if not count]
    broken += ["memory is not flat"] * (late > FLAT)
    for what in broken[:10]:
        print("BROKEN:", what)
    print(f"INV 59 hours={hours:g} pss={start + rise * warm:.1f}->{start + rise * hours:.1f} MB "
          f"slope={rise:.3f} MB/h second_half={late:.3f} MB/h broken={len(broken)}")  # fmt: skip
    return 1 if broken else 0


def picture(samples: list[Sample], hours: float) -> str:
    rise, start = slope(samples, min(WARM, hours / 4))
    fitted = [(at, start + rise * at) for at in (min(WARM, hours / 4), hours)]
    lines = {
        "Pss": [(one.hour, one.pss) for one in samples],
        "least of the hour": [(one.hour, one.pss) for one in floor(samples)],
        f"fitted, {rise:+.2f} MB/h": fitted,
    }
    held = {
        "threads": [(s.hour, float(s.threads)) for s in samples],
        "files": [(s.hour, float(s.files)) for s in samples],
    }
    return svg(
        [
            Panel("One room, thirty people, 48 simulated hours: memory", "hours", "MB", lines, dots=frozenset({"Pss"})),
            Panel("Threads and open files of the console", "hours", "count", held, dots=frozenset(held)),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=16, help="of real time")
    parser.add_argument("--hours", type=float, default=48)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    os.environ["HURRY"] = str(options.hours * 60 / options.minutes)
    with tempfile.TemporaryDirectory(prefix="two-days-") as name:
        folder = Path(name) / "var"
        furnish(folder, people=PEOPLE)
        samples, diary = live(folder, options.hours, options.minutes * 60 / options.hours)
        events = len(log_of(folder))
    wrong = report(samples, diary, events, options.hours)
    if options.write:
        options.write.write_text(picture(samples, options.hours), encoding="utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
