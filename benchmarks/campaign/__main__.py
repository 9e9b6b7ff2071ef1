"""A million deliveries through two consoles while lines are cut, consoles killed and Redis goes and comes: nothing is lost.

    python -m benchmarks.campaign [--deliveries 1000000] [--readers 200] [--rate 30] [--seed 1]

PostgreSQL (fsync on), Redis, two `crisis serve`, a plain round-robin balancer that cuts, delays, half-closes and stalls.
Writers repeat an act until it is answered. At the end the judges hold what each reader applied, and what each writer
was promised, against the database; each kind of fault must have fired. The last line is the finding.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.campaign.disasters import TURNS, House, Redis, built, turns
from benchmarks.campaign.followers import Group, Report, bad_line, follow
from tests.live.faults.history import Entry, audit, judge
from tests.live.faults.proxy import FaultProxy
from tests.live.faults.room import Writers, furnish, log_of
from tests.live.house import ORIGIN

PEOPLE = tuple((role, lang) for role in ("lead", "pr", "legal", "technical", "customer") for lang in ("zh", "en"))
GROUPS, WRITERS = 4, 6
MUST = ("cut", "delay", "half_close", "stall", "drop", "refused", "kill", "renew", "redis killed", "acts without redis")


class Crowd:
    """All groups of followers, each in a process of its own."""

    def __init__(self, cookies: list[str], ports: tuple[int, ...], options: argparse.Namespace) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.lines: list[Connection] = []
        for number in range(GROUPS):
            seats = range(number, options.readers, GROUPS)
            mine = [cookies[seat % len(cookies)] for seat in seats]
            here, there = spawn.Pipe()
            group = Group(mine, ports, options.seed + 10 * number, options.line)
            spawn.Process(target=follow, args=(group, there), daemon=True).start()
            self.lines.append(here)

    def ask(self, word: str) -> int:
        """The sum of what the groups answer: how many events were applied."""
        for line in self.lines:
            line.send(word)
        return sum(line.recv() for line in self.lines)

    def drop(self) -> None:
        """Half of all sockets, at once."""
        self.ask("drop")

    def settle(self, head: int) -> list[Report]:
        for line in self.lines:
            line.send(head)
        return [line.recv() for line in self.lines]


def run(data: Path, options: argparse.Namespace) -> int:
    began = time.monotonic()
    with built(data) as house:
        sessions = -(-options.readers // (24 * len(PEOPLE)))  # one session holds 32 sockets at most
        token, cookies = furnish(data, house.database, PEOPLE * sessions)
        acknowledged: dict[str, int] = {}
        redis = Redis(house, lambda: len(acknowledged))
        house.open(redis.port, {"CRISIS_HOSTS": ORIGIN.partition("://")[2]})
        crowd, entered = Crowd(cookies, house.ports, options), len(log_of(data, house.database)) * options.readers
        _until(lambda: crowd.ask("applied") >= entered)
        calm = threading.Event()
        balancer = FaultProxy(house.ports, bad_line(options.seed + 999, 1500, calm))
        writers = Writers(lambda: f"http://127.0.0.1:{balancer.port}", token, WRITERS / options.rate, acknowledged)
        writers.start(WRITERS)
        _live_through(house, redis, crowd, acknowledged, options)
        calm.set()
        writers.stop()
        redis.close()
        log = log_of(data, house.database)
        reports = crowd.settle(log[-1][0])
        verified = house.consoles[0].run("verify", *house.consoles[0].options).returncode == 0
    fired = sum((Counter(report.fired) for report in reports), Counter(balancer.fired) + house.done)
    wrong = judged(log, reports, acknowledged, options.deliveries)
    wrong |= {"chain does not verify": int(not verified)}
    wrong |= {f"never fired: {kind}": 1 for kind in MUST if not fired[kind]}
    wrong |= {
        "a console without readers": int(any(min(r.reached.get(p, 0) for r in reports) == 0 for p in house.ports))
    }
    told = {"readers": options.readers, "events": len(log), "acknowledged": len(acknowledged)}
    told |= {"sent again": writers.again, "connections": sum(report.connects for report in reports)}
    told |= {"read from the log": sum(report.from_log for report in reports)}
    told |= {"seconds": round(time.monotonic() - began), "load": round(os.getloadavg()[0], 1), "seed": options.seed}
    for where in [where for report in reports for where in report.behind][:3]:
        print("behind:", where)
    counts = " ".join(f"{name}={count}" for name, count in wrong.items() if count or " " not in name)
    deliveries = sum(len(seen) for report in reports for seen in report.histories)
    print(f"INV 12 campaign deliveries={deliveries} faults={dict(fired)} {told} {counts}")
    return 1 if any(wrong.values()) else 0


def _live_through(
    house: House, redis: Redis, crowd: Crowd, acknowledged: dict[str, int], options: argparse.Namespace
) -> None:
    """Disasters at even distances of acts, whole rounds of them, until so many deliveries were made."""
    pause = max(30, options.deliveries // options.readers // (len(TURNS) * options.rounds))
    due, applied, began = pause, 0, time.monotonic()
    for number, name in enumerate(turns(house, redis, crowd.drop), 1):
        _until(lambda: len(acknowledged) >= due)  # noqa: B023 (asked at once)
        applied = crowd.ask("applied")
        print(f"{time.monotonic() - began:6.0f} s  {len(acknowledged)} acts, {applied} applied; {name}", flush=True)
        if number % len(TURNS) == 0 and applied >= options.deliveries:
            return
        due = len(acknowledged) + pause


def _until(holds: Callable[[], bool], seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "readers or writers came to a standstill"
        time.sleep(0.05)


def judged(log: list[Entry], reports: list[Report], acknowledged: dict[str, int], wanted: int) -> dict[str, int]:
    """How often each promise was broken; `disorder` is that of the live frames, before the client rule."""
    verdicts = [judge(seen, log) for report in reports for seen in report.histories]
    found = {
        name: sum(len(getattr(verdict, name)) for verdict in verdicts)
        for name in ("missing", "doubled", "reordered", "invented", "altered")
    }
    ledger = audit(acknowledged, log)
    found |= {name: len(getattr(ledger, name)) for name in ("gone", "twice", "moved", "holes")}
    found |= {"disorder": sum(report.disorder for report in reports)}
    found |= {"behind": sum(len(report.behind) for report in reports)}
    return found | {"fewer than asked": int(sum(len(s) for r in reports for s in r.histories) < wanted)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deliveries", type=int, default=1_000_000)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--rate", type=float, default=30, help="acts a second, offered")
    parser.add_argument("--rounds", type=int, default=2, help="rounds of all disasters")
    parser.add_argument("--line", type=int, default=300_000, help="bytes that a bad line bears at most")
    parser.add_argument("--seed", type=int, default=1)
    with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
        return run(Path(folder) / "var", parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
