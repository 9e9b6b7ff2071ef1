"""How cost grows: with the number of sockets, with the events in a room, with the rooms open. A table and a plot.

    python benchmarks/growth.py [--rounds 3] [--sockets 100,200,500,1000,2000] [--events 100,1000,10000,50000]
                                [--rooms 1,10,50,100] [--write docs/evidence]

Processor time of the server, which other work on the machine moves little; medians of the rounds, in which the sizes take turns.
Sockets: the live floor alone (live_server.py), 10 acts/s. Events and rooms: `crisis serve` on SQLite, by HTTP.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.live_bench import build
from benchmarks.live_fanout import measure
from benchmarks.plot import Panel, svg
from benchmarks.room_bench import Bench, timed
from benchmarks.room_house import CAST, Served, crowd, prepare, served
from crisis import config
from crisis.cli.home import open_work
from crisis.commands.crises import declare
from crisis.commands.desk import Desk
from crisis.domain.people import Actor

Costs = dict[str, float]
Table = dict[int, Costs]
"""Size → what it cost."""


def with_sockets(size: int, program: str) -> Costs:
    found = measure("product", program, Namespace(sockets=size, rate=10, seconds=4))
    assert not found["wrong"], found
    return {"us per delivery": found["cpu_us"], "server MB": found["memory_mb"]}


def cost(server: Served, do: Callable[[], tuple[int, bytes, int]], times: int) -> float:
    """Processor ms of the server for one call; each must succeed."""
    do()
    before, wrong = server.cpu(), []
    timed(do, times, lambda status: wrong.append(status) if status >= 300 else None)
    assert not wrong, wrong
    return (server.cpu() - before) / times * 1e3


def by_http(bench: Bench) -> Costs:
    """An entry typed, the room's page, the newest 200 entries for a program, the board; and a second of nothing."""
    with served(bench.house) as server:
        client = bench.client(server)
        client.get(bench.room, accept="text/html")
        newest = f"/api/v1{bench.room}/events?after={max(0, bench.head() - 200)}&limit=200"
        time.sleep(1)
        rest = server.cpu()
        time.sleep(3)
        return {
            "idle": (server.cpu() - rest) / 3 * 1e3,
            "append": cost(server, lambda: client.post(f"{bench.room}/events", {"text": "客户来电"}), 100),
            "room page": cost(server, lambda: client.get(bench.room, accept="text/html"), 20),
            "last 200": cost(server, lambda: client.get(newest), 20),
            "board": cost(server, lambda: client.get("/board", accept="text/html"), 20),
        }


def more_rooms(bench: Bench, count: int) -> None:
    work = open_work(config.read(str(bench.house.folder)))
    work.desk = Desk(config.DEFAULT_ORG)
    lead = Actor(1, f"{CAST[0][0]}-0", *CAST[0])
    for number in range(count):
        declare(work, lead, title=f"房间{number}", at=datetime.now(UTC))
    work.close()


@contextmanager
def houses(sizes: Sequence[int], fill: Callable[[Bench, int], None]) -> Iterator[dict[int, Bench]]:
    """A house of its own for each size."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        made = {size: Bench(prepare(Path(folder) / str(size)), "") for size in sizes}
        for size, bench in made.items():
            fill(bench, size)
        yield made


def medians(rounds: int, sizes: Sequence[int], at: Callable[[int], Costs]) -> Table:
    found: dict[int, list[Costs]] = {size: [] for size in sizes}
    for number in range(rounds):
        turn = number % len(sizes)
        for size in [*sizes[turn:], *sizes[:turn]]:
            found[size].append(at(size))
            print(f"{size:,}: {found[size][-1]}", file=sys.stderr, flush=True)
    return {
        size: {name: statistics.median(one[name] for one in all_) for name in all_[0]} for size, all_ in found.items()
    }


def written(what: str, table: Table) -> str:
    names = list(next(iter(table.values())))
    lines = [f"| {what} | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    return "\n".join(
        lines + [f"| {s:,} | " + " | ".join(f"{c[n]:.1f}" for n in names) + " |" for s, c in table.items()]
    )


def panel(title: str, across: str, up: str, table: Table, names: Sequence[str]) -> Panel:
    return Panel(title, across, up, {name: [(size, one[name]) for size, one in table.items()] for name in names}, True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sockets", default="100,200,500,1000,2000")
    parser.add_argument("--events", default="100,1000,10000,50000")
    parser.add_argument("--rooms", default="1,10,50,100")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    sockets, events, rooms = (
        [int(one) for one in options.__dict__[name].split(",")] for name in ("sockets", "events", "rooms")
    )
    load, program = os.getloadavg()[0], build()
    by_sockets = medians(options.rounds, sockets, lambda size: with_sockets(size, program))
    with houses(events, lambda bench, size: crowd(bench.house, max(0, size - bench.head()))) as made:
        by_events = medians(options.rounds, events, lambda size: by_http(made[size]))
    with houses(rooms, lambda bench, size: more_rooms(bench, size - 1)) as made:
        by_rooms = medians(options.rounds, rooms, lambda size: by_http(made[size]))
    acts = ("append", "room page", "last 200", "board")
    text = "\n\n".join(
        [
            f"# How cost grows, measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            f"`python benchmarks/growth.py --rounds {options.rounds}`, load {load:.1f} to {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores. "
            "Milliseconds of processor time of the server for one call (idle: for one second of nothing), unless said.",
            written("sockets in one room", by_sockets),
            written("events in the room", by_events),
            written("rooms open", by_rooms),
            "![The three courses](growth.svg)\n",
        ]
    )
    print(text)
    if options.write:
        (options.write / "growth.md").write_text(text, encoding="utf-8")
        drawn = [
            panel("Sockets in one room", "sockets", "us of processor", by_sockets, ("us per delivery",)),
            panel("Events in the room", "events", "ms of processor", by_events, acts),
            panel("Rooms open", "rooms", "ms of processor", by_rooms, (*acts[:2], "board", "idle")),
        ]
        (options.write / "growth.svg").write_text(svg(drawn), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
