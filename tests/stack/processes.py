"""Servers of a test run: started on a free port, ended with the test or, should it be killed, with the test run."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

PATIENCE = 30.0  # seconds for a server to come up; they take one or two, a busy machine ten


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    command: list[str],
    log: Path,
    *,
    user: str | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    last_signal: str = "TERM",
) -> subprocess.Popen[bytes]:
    """`user` runs it as that user, which only root can; `last_signal` reaches it when the test run itself dies."""
    if setpriv := shutil.which("setpriv"):
        as_user = ["--reuid", user, "--regid", user, "--init-groups"] if user else []
        command = [setpriv, *as_user, "--pdeathsig", last_signal, "--", *command]
    with log.open("ab") as out:
        pipes = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out}
        return subprocess.Popen(command, cwd=cwd, env=env, start_new_session=True, **pipes)


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Polls; a server that ended or never came up fails the test with all that it said."""
    until = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            state = f"ended with {process.returncode}" if process.returncode is not None else "did not come up"
            stop(process, signal.SIGKILL)
            raise AssertionError(f"{' '.join(map(str, process.args))} {state}:\n{log.read_text(errors='replace')}")
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> int:
    """Gives the exit code; negative for a signal. SIGKILL takes its children along; 15 s of not ending bring it, too."""
    if process.poll() is None and how != signal.SIGKILL:
        process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
