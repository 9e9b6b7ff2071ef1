"""The console as its users meet it: `crisis serve` as a process of its own on a free port, asked until it is healthy.

`served(*options, data=None, env=None)` starts one and stops it with the test; `data` defaults to a folder of the test's
own. `Console(data, …)` is the same without the fixture, for longer scopes and for tests that kill it.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.stack.processes import free_port, start, stop, wait_until

ROOT = Path(__file__).resolve().parents[2]
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy of the host is not for this machine
CRISIS = [sys.executable, "-m", "crisis"]


class Console:
    """`url` without a slash at its end; `log` is the file of all that it printed."""

    def __init__(self, data: Path, *options: str, env: Mapping[str, str] | None = None) -> None:
        self.data, self.options = data, options
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.with_name(f"{data.name}-{self.port}.log")
        self.env = {**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Console:
        """Also after `stop` or `kill`: the same port, the same data."""
        words = ["serve", "--data", str(self.data), "--port", str(self.port), *self.options]
        self.process = start([*CRISIS, *words], self.log, cwd=ROOT, env=self.env)
        wait_until(self.healthy, self.process, self.log)
        return self

    def healthy(self) -> bool:
        try:
            with DIRECT.open(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int | None:
        return stop(self.process) if self.process else None

    def kill(self) -> int | None:
        return stop(self.process, signal.SIGKILL) if self.process else None

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def set_up_link(self) -> str:
        """The one-time link that an empty database prints, on this console's own address."""
        found = re.search(r"/setup\S*", self.said())
        assert found, f"no set-up link in:\n{self.said()}"
        return self.url + found[0]

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Another `crisis` command on the same data, e.g. `run("token", "add", "shop", "--scope", "intake")`."""
        command = [*CRISIS, *words, "--data", str(self.data)]
        return subprocess.run(command, cwd=ROOT, env=self.env, input=stdin, text=True, capture_output=True)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., Console]]:
    running: list[Console] = []

    def serve(*options: str, data: Path | None = None, env: Mapping[str, str] | None = None) -> Console:
        console = Console(data or tmp_path / "var", *options, env=env)
        running.append(console)
        return console.start()

    yield serve
    for console in running:
        console.stop()
