"""Does memory stop growing with the events of a room? What keeps them as bytes fills to its limits, then the line is flat.

    python benchmarks/long_log.py [--events 12000] [--step 1000]

One process, the application itself on SQLite: entries come 25 at a time, then everybody's screen and program read on, by eight
threads. Prints, for each step, resident memory, bytes of the kept log and the heap of C; fails when the later half of the
steps grows by more than `FLAT` bytes an event.
"""

from __future__ import annotations

import argparse
import gc
import io
import statistics
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.room_house import House, crowd, prepare
from crisis import config
from crisis.app import create_app
from crisis.cli.serve import share_heaps

FLAT, AT_ONCE, AUDIENCES = 1500, 25, 7


def read_on(app: Any, house: House, after: int, cookie: str) -> None:
    """What a screen and a program of this person read that know of everything up to `after`."""
    for address in (f"/crises/{house.crisis}/events", f"/api/v1/crises/{house.crisis}/events"):
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": f"after={after}&limit=200", "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT": "application/json", "HTTP_COOKIE": cookie, "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        told: list[str] = []
        body = b"".join(app.wsgi_app(environ, lambda status, *_, told=told: told.append(status)))
        assert told == ["200 OK"], (told, body[:300])


def resident() -> float:
    """MB"""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1e3


def live(house: House, events: int, step: int) -> list[float]:
    app, seen = create_app(config.read(str(house.folder))), []
    log = app.extensions["catching_up"]._log
    with ThreadPoolExecutor(8) as readers:
        for number in range(AT_ONCE, events + 1, AT_ONCE):
            crowd(house, AT_ONCE)
            list(readers.map(partial(read_on, app, house, number - AT_ONCE), house.cookies[:AUDIENCES]))
            if number % step == 0:
                gc.collect()
                seen.append(resident())
                print(f"{number:7,} events {seen[-1]:7.1f} MB, kept log {log._bytes / 1e6:5.1f} MB", flush=True)
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=12_000)
    parser.add_argument("--step", type=int, default=1000)
    options = parser.parse_args()
    share_heaps()
    with tempfile.TemporaryDirectory(prefix="long-log-") as folder:
        seen = live(prepare(Path(folder)), options.events, options.step)
    later = seen[len(seen) // 2 :]
    slope = statistics.linear_regression(range(len(later)), later).slope * 1e6 / options.step
    print(f"later half: {slope:.0f} bytes an event, {'flat' if slope <= FLAT else 'NOT flat'}")
    return slope > FLAT


if __name__ == "__main__":
    sys.exit(main())
