"""Coming back, measured for `room_acts.py`: catching up after a gap, and a console that was killed."""

from __future__ import annotations

import json
import threading
import time

from benchmarks.room_bench import Bench, Figures, timed
from benchmarks.room_house import Served, served


def catching_up(bench: Bench, server: Served) -> Figures:
    """10,000 events in pages of 500 for a program, for a browser in pages of 200, and as raw SQL with a splice."""
    client, head = bench.client(server), bench.head()
    first = max(0, head - 10_000)

    def walk(address: str, page: int) -> float:
        began, last = time.perf_counter(), first
        while last < head:
            status, answer, _ = client.get(f"{address}?after={last}&limit={page}")
            bench.gate(status == 200, "catching up")
            found = [event["seq"] for event in json.loads(answer.partition(b"\r\n\r\n")[2])["events"]]
            bench.gate(found == list(range(last + 1, last + 1 + len(found))) and bool(found), "dense pages")
            last = found[-1]
        return (time.perf_counter() - began) * 1e3

    began = time.perf_counter()
    with bench.database() as conn:
        rows = conn.execute(
            "SELECT payload FROM events WHERE stream=? AND seq>? ORDER BY seq", (f"crisis:{bench.house.crisis}", first)
        ).fetchall()
    b"".join([b"[", ",".join(row[0] for row in rows).encode(), b"]"])
    raw = (time.perf_counter() - began) * 1e3
    last, _ = timed(
        lambda: client.get(f"/api/v1{bench.room}/events?after={head - 200}&limit=200"),
        9,
        lambda s: bench.gate(s == 200, "last 200"),
    )
    return {
        "10,000 for a program ms": walk(f"/api/v1{bench.room}/events", 500),
        "10,000 for a browser ms": walk(f"{bench.room}/events", 200),
        "10,000 raw and spliced ms": raw,
        "last 200 ms": last,
    }


def killed(bench: Bench, number: int) -> Figures:
    """SIGKILL in the middle of eight writers; every acknowledged act must be there; seconds until it answers again."""
    acknowledged: list[int] = []
    with served(bench.house) as server:
        port = server.port

        def work() -> None:
            client = bench.client(server)
            try:
                while True:
                    status, answer, _ = client.post(f"{bench.room}/events", {"text": "kill"})
                    if status == 201:
                        acknowledged.append(int(json.loads(answer.partition(b"\r\n\r\n")[2])["seq"]))
            except OSError:
                return

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(1 + number % 3 / 3)
        server.kill()
        for thread in threads:
            thread.join()
    with served(bench.house, port) as server:
        back = server.ready_seconds
        pss, largest = server.memory()
    with bench.database() as conn:
        there = {
            seq for (seq,) in conn.execute("SELECT seq FROM events WHERE stream=?", (f"crisis:{bench.house.crisis}",))
        }
    gone = [seq for seq in acknowledged if seq not in there]
    bench.gate(not gone and len(acknowledged) > 20, f"acknowledged and gone: {gone}")
    return {"acknowledged before the kill": len(acknowledged), "back s": back, "at rest MB": pss, "worker MB": largest}
