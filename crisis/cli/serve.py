"""`crisis serve`: the console on one address, by gunicorn's threads, with a set-up link when nobody is there yet."""

from __future__ import annotations

import argparse
import ctypes
import os
import secrets
import socket
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from crisis import config
from crisis.cli.home import add_data, open_work, settings_of
from crisis.commands import people
from crisis.domain.errors import Refused
from crisis.domain.people import Actor

THREADS = 1200
M_ARENA_MAX, ARENAS = -8, 2
"""The name of the setting in glibc's malloc.h. By default each of many threads soon has a heap that never shrinks."""


def add(commands: Any) -> None:
    part = commands.add_parser("serve", help="serve the console")
    add_data(part)
    part.add_argument("--host", default="127.0.0.1")
    part.add_argument("--port", type=int, default=8000)
    part.add_argument("--demo", action="store_true", help="play the dealer story as a drill")
    part.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Migrate, print the address and the set-up link, then serve until told to stop."""
    if not _free(given.host, given.port):
        print(f"crisis: port {given.port} is in use", file=sys.stderr)
        return 3
    settings = settings_of(given)
    address = f"http://{given.host}:{given.port}"
    link = _prepare(settings)
    print(f"Crisis console on {address}", flush=True)
    if link:
        print(f"First sign-in: {address}/setup?token={link}", flush=True)
    if given.demo:
        from crisis.cli.demo import prepare

        for line in prepare(settings, address):
            print(line, flush=True)
    _serve(settings, given)
    return 0


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _prepare(settings: config.Settings) -> str | None:
    """Bring the database up to date; the one-time link while it holds nobody."""
    work = open_work(settings)
    secret = secrets.token_urlsafe(24)
    try:
        people.offer_setup(work, Actor(None, "console", "console", via="cli"), secret=secret, at=datetime.now(UTC))
    except Refused:
        return None
    finally:
        work.close()
    return secret


def _serve(settings: config.Settings, given: argparse.Namespace) -> None:
    from gunicorn.app.base import BaseApplication

    origins = tuple(f"http://{host}:{given.port}" for host in {given.host, "127.0.0.1", "localhost"})
    origins += tuple(f"{scheme}://{host}" for host in settings.hosts for scheme in ("https", "http"))

    class Console(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            threads = int(os.environ.get("CRISIS_THREADS", THREADS))
            for name, value in {
                "bind": f"{given.host}:{given.port}",
                "workers": 1,
                "worker_class": "crisis.cli.staying.StayingWorker",
                "threads": threads,
                "worker_connections": threads + 200,
                "timeout": 120,
                "graceful_timeout": 5,
                "worker_int": _let_go,
                "worker_exit": _leave,
                "keepalive": 30,
                "loglevel": "warning",
                "control_socket_disable": True,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from crisis.app import create_app

            share_heaps()
            app = create_app(settings, origins=origins, clockwork=True)
            if given.demo:
                from crisis.cli.demo import play

                play(app)
            return app

    Console().run()


def _let_go(worker: Any) -> None:
    """Told to end: open screens would hold the worker until it is killed. Not in this thread, which is in a signal."""
    if worker.app.callable is not None:
        threading.Thread(target=worker.app.callable.extensions["live"].stop).start()


def _leave(_server: Any, worker: Any) -> None:
    from crisis.app import close

    if worker.app.callable is not None:
        close(worker.app.callable)


def share_heaps() -> None:
    """Before threads begin: a few heaps for all of them, so that memory stays flat; where there is no glibc, nothing."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
