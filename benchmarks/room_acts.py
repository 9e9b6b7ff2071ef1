"""The room as its users meet it, measured: acts over HTTP, other people's screens, pages, catching up, kill and return.

    python benchmarks/room_acts.py [--rounds 5] [--only append,screens,…]

Everything against `crisis serve` (gunicorn) on a house of its own in /tmp, SQLite with synchronous=FULL; each figure is
the median of the rounds, which alternate through all parts. A lost, doubled or refused act fails the run. Screens are
ws_load.c readers; their latency counts from the moment the act was due to be sent, so HTTP and commit are inside.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.live_fanout import build
from benchmarks.room_bench import Bench, Figures, Readers, offer, timed
from benchmarks.room_house import Served, crowd, prepare, served
from benchmarks.room_returns import catching_up, killed


def append_alone(bench: Bench, server: Served) -> Figures:
    client, before, cpu = bench.client(server), bench.head(), server.cpu()
    p50, _ = timed(
        lambda: client.post(f"{bench.room}/events", {"text": "客户来电，要求今天给答复"}),
        150,
        lambda s: bench.gate(s == 201, "append"),
    )
    bench.gate(bench.head() == before + 150, "appended")
    return {"append p50 ms": p50, "append cpu ms": (server.cpu() - cpu) / 150 * 1e3}


def append_by_eight(bench: Bench, server: Served) -> Figures:
    before, began = bench.head(), time.perf_counter()

    def work() -> None:
        client = bench.client(server)
        for _ in range(50):
            bench.gate(
                client.post(f"{bench.room}/events", {"text": "客户来电，要求今天给答复"})[0] == 201, "append of 8"
            )

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    bench.gate(bench.head() == before + 400, "appended by 8")
    return {"appends/s by 8": 400 / took}


def checklist(bench: Bench, server: Served) -> Figures:
    """An item checked and opened again over HTTP, and its bare rows committed by sqlite alone, in turn."""
    client, item = bench.client(server), bench.house.item_ids[0]
    acts, bare = [], []
    with bench.database() as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS bare_events AS SELECT * FROM events WHERE 0")
        conn.execute("CREATE TABLE IF NOT EXISTS bare_ops AS SELECT * FROM ops WHERE 0")
        for number in range(60):
            path = f"{bench.room}/items/{item}/" + ("reopen" if number % 2 else "check")
            began = time.perf_counter()
            status, told, _ = client.post(path, {} if number % 2 else {"evidence": "照片已存"})
            acts.append((time.perf_counter() - began) * 1e3)
            bench.gate(status == 200, f"checklist {told[-300:]!r}")
            bare.append(_bare_commit(conn, bench.house.crisis, item))
    act, alone = statistics.median(acts), statistics.median(bare)
    return {"check p50 ms": act, "bare commit p50 ms": alone, "check : bare": act / alone}


def _bare_commit(conn: Any, crisis: int, item: int) -> float:
    event = conn.execute(
        "SELECT * FROM events WHERE stream=? ORDER BY seq DESC LIMIT 1", (f"crisis:{crisis}",)
    ).fetchone()
    op = conn.execute("SELECT * FROM ops LIMIT 1").fetchone()
    began = time.perf_counter()
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("UPDATE items SET decided_at=decided_at WHERE id=?", (item,))
    conn.execute("UPDATE streams SET last_seq=last_seq WHERE name=?", (f"crisis:{crisis}",))
    conn.execute(f"INSERT INTO bare_events VALUES ({','.join('?' * len(event))})", event)
    conn.execute(f"INSERT INTO bare_ops VALUES ({','.join('?' * len(op))})", op)
    conn.execute("COMMIT")
    return (time.perf_counter() - began) * 1e3


def screens(bench: Bench, server: Served) -> Figures:
    """One act at a time, 10 a second, seen on 1, 50 and 200 other screens."""
    told: Figures = {}
    for count in (1, 50, 200):
        readers = Readers(bench, server, count)
        try:
            readers.run(3, 20, lambda: offer(bench, server, 3, 10, 1) and None)
            seen = readers.run(40, 30, lambda: offer(bench, server, 40, 10, 2) and None)
            _complete(bench, seen, count, 40)
            told |= {f"{count} screens p50 ms": seen["p50_ms"], f"{count} screens p99 ms": seen["p99_ms"]}
        finally:
            readers.close()
    return told


def _complete(bench: Bench, seen: dict[str, Any], count: int, acts: int) -> None:
    wrong = {name: seen[name] for name in ("doubled", "gaps", "lost_connections") if seen[name]}
    bench.gate(not wrong and seen["deliveries"] == count * acts, f"{count} screens: {seen}")


def flood(bench: Bench, server: Served) -> Figures:
    """1,000 acts a second offered over HTTP by 50 connections while 200 screens follow, then 100 of them are cut."""
    readers = Readers(bench, server, 200)
    try:
        before, began, took = bench.head(), time.perf_counter(), 0.0

        def act() -> None:
            nonlocal took
            offer(bench, server, 2000, 1000, 50)
            took = time.perf_counter() - began

        began = time.perf_counter()
        seen = readers.run(2000, 90, act)
        _complete(bench, seen, 200, 2000)
        bench.gate(bench.head() == before + 2000, "flood committed")
        back = readers.rejoin(100)
        bench.gate(back["joined"] == 200, "rejoined")
        return {"flood acts/s": 2000 / took, "flood screen p99 ms": seen["p99_ms"], "100 back s": back["seconds"]}
    finally:
        readers.close()


def pages(bench: Bench, server: Served) -> Figures:
    client, told = bench.client(server), {}
    ask = {
        "crisis page": (bench.room, "text/html"),
        "newest page of the log": (f"{bench.room}/events?after={bench.head() - 200}&limit=200", "application/json"),
    }
    for name, (path, accept) in ask.items():
        for packed in (False, True):
            do = lambda path=path, accept=accept, packed=packed: client.get(path, accept=accept, gzip=packed)  # noqa: E731
            cpu = server.cpu()
            p50, size = timed(do, 15, lambda s: bench.gate(s == 200, "page"))
            told[f"{name} cpu ms"] = (server.cpu() - cpu) / 15 * 1e3
            kind = "gzip" if packed else "plain"
            told |= {f"{name} {kind} p50 ms": p50, f"{name} {kind} kB": size / 1e3}
    return told


PARTS = {part.__name__: part for part in (append_alone, append_by_eight, checklist, pages, catching_up, screens, flood)}


def measure(bench: Bench, rounds: int, parts: list[str], label: str) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for number in range(rounds):
        with served(bench.house) as server:
            bench.client(server).get(bench.room, accept="text/html")
            turn = number % len(parts)
            for name in parts[turn:] + parts[:turn]:
                for key, value in PARTS[name](bench, server).items():
                    found.setdefault(key, []).append(value)
        print(f"  {label}: round {number + 1}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    return _report(label, found)


def _report(label: str, found: dict[str, list[float]]) -> dict[str, float]:
    print(f"\n{label} · load average {os.getloadavg()[0]:.1f}")
    for key, values in found.items():
        print(
            f"{key:34}{statistics.median(values):12.2f}   ({min(values):.2f} – {max(values):.2f}, {len(values)} rounds)"
        )
    sys.stdout.flush()
    return {key: statistics.median(values) for key, values in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # stopped from outside, too, leaves no server behind
    wanted = options.only.split(",") if options.only else [*PARTS, "killed"]
    with tempfile.TemporaryDirectory(prefix="room-", dir="/tmp") as folder:
        bench = Bench(prepare(Path(folder)), build())
        early = [name for name in wanted if name in PARTS]
        crowd(bench.house, 1000 - bench.head())
        small = measure(bench, options.rounds, early, "a room of 1,000 events") if early else {}
        late = [name for name in early if name in ("append_alone", "pages", "catching_up")]
        crowd(bench.house, max(0, 10_000 - bench.head()))
        large = measure(bench, options.rounds, late, "the room with 10,000 events") if late else {}
        if small and large and "append_alone" in late:
            print(f"append at 10,000 : at 1,000 = {large['append cpu ms'] / small['append cpu ms']:.2f} (processor), "
                  f"{large['append p50 ms'] / small['append p50 ms']:.2f} (p50)")  # fmt: skip
        if "killed" in wanted:
            found = [killed(bench, number) for number in range(options.rounds)]
            _report("killed and back", {key: [one[key] for one in found] for key in found[0]})
    print(f"\nwrong: {len(bench.wrong)} {bench.wrong[:5]}")
    return 1 if bench.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
