"""Processes that write until they are killed: the loop that runs in them, and the hand that ends them."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = 20260302
FIRST_WORD = 60.0  # seconds until the process must have been acknowledged once, also on a busy machine


def write_on(log: str, threads: int, act: Callable[[str], str]) -> None:
    """Call `act(op_id)` for ever; `<op_id> <what it said>` is a line of `log` only after the act was acknowledged."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(thread: int) -> None:
        for n in itertools.count():
            op_id = f"{os.getpid()}-{thread}-{n:06d}"
            os.write(out, f"{op_id} {act(op_id)}\n".encode())

    for thread in range(threads):
        threading.Thread(target=write, args=(thread,)).start()


def written_until_killed(module: str, url: str, log: Path, *words: str, after: float) -> int:
    """Start the process, let it write for `after` seconds from its first acknowledgement, kill it; its exit code."""
    before = log.stat().st_size if log.exists() else 0
    writer = subprocess.Popen([sys.executable, "-m", module, url, str(log), *words], cwd=ROOT)
    until = time.monotonic() + FIRST_WORD
    while not (log.exists() and log.stat().st_size > before) and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    return writer.wait()


def lines(log: Path) -> list[list[str]]:
    """The words of each whole line; the last one may be cut."""
    return [line.split() for line in log.read_text().split("\n")[:-1]]
