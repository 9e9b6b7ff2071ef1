"""Coming back, measured for `room_acts.py`: catching up after a gap, and a console that was killed."""

from __future__ import annotations

import json
import statistics
import threading
import time

from benchmarks.room_bench import Bench, Figures, timed
from benchmarks.room_house import Client, Served, served


def catching_up(bench: Bench, server: Served) -> Figures:
    """10,000 events for a program, at once and in pages of 500, for a screen in pages of 200, and as raw SQL with a
    splice; the first time costs more: nothing is kept yet. What came is checked when the clock has stopped."""
    client, head = bench.client(server), bench.head()
    first = max(0, head - 10_000)

    def walk(address: str, page: int) -> float:
        answers, began = [], time.perf_counter()
        for last in range(first, head, page):
            status, answer, _ = client.get(f"{address}?after={last}&limit={page}")
            bench.gate(status == 200, "catching up")
            answers.append(answer)
        took = (time.perf_counter() - began) * 1e3
        pages = [json.loads(answer.partition(b"\r\n\r\n")[2])["events"] for answer in answers]
        bench.gate(
            [event["seq"] for page in pages for event in page] == list(range(first + 1, head + 1)), "dense pages"
        )
        return took

    program, screen = f"/api/v1{bench.room}/events", f"{bench.room}/events"
    last, _ = timed(
        lambda: client.get(f"{program}?after={head - 200}&limit=200"), 9, lambda s: bench.gate(s == 200, "last 200")
    )
    told = {"10,000 for a program, first ms": walk(program, 10_000)}
    told["10,000 for a program ms"] = statistics.median(walk(program, 10_000) for _ in range(5))
    told["10,000 in pages of 500 ms"] = walk(program, 500)
    told["10,000 raw and spliced ms"] = statistics.median(_raw(bench, first) for _ in range(5))
    told["10,000 : raw"] = told["10,000 for a program ms"] / told["10,000 raw and spliced ms"]
    told["10,000 for a screen, first ms"] = walk(screen, 200)
    told["10,000 for a screen ms"] = walk(screen, 200)
    return {**told, "last 200 ms": last, **_at_once(bench, server, head - 150)}


def _raw(bench: Bench, first: int) -> float:
    began = time.perf_counter()
    with bench.database() as conn:
        rows = conn.execute(
            "SELECT payload FROM events WHERE stream=? AND seq>? ORDER BY seq", (f"crisis:{bench.house.crisis}", first)
        ).fetchall()
    b"".join([b"[", ",".join(row[0] for row in rows).encode(), b"]"])
    return (time.perf_counter() - began) * 1e3


def _at_once(bench: Bench, server: Served, after: int) -> Figures:
    """Everybody's screens, 200 of them, ask for the same page at once, 40 of them at a time."""
    waiting = [Client(server.port, cookie) for cookie in bench.house.cookies * 15][:200]
    lock, cpu, began = threading.Lock(), server.cpu(), time.perf_counter()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                client = waiting.pop()
            status, _, _ = client.get(f"{bench.room}/events?after={after}&limit=200", gzip=True)
            bench.gate(status == 200, "back at once")

    threads = [threading.Thread(target=work) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"200 back at once s": time.perf_counter() - began, "200 back at once cpu s": server.cpu() - cpu}


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
