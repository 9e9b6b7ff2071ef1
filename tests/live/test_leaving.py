"""A console that is told to end lets its screens go, and keeps what its ear remembers."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from urllib.request import Request

from tests.live.faults.room import STREAM, furnish
from tests.live.readers import Raw
from tests.stack.console import DIRECT, Console


def test_an_open_screen_neither_holds_up_the_end_nor_costs_the_memory(tmp_path: Path) -> None:
    console = Console(tmp_path / "var")
    _, cookies = furnish(console.data)
    console.start()
    token = console.run("token", "add", "shop", "--scope", "intake").stdout.strip()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    letter = Request(f"{console.url}/api/v1/complaints", json.dumps({"text": "冰箱不制冷"}).encode(), headers)
    assert DIRECT.open(letter).status == 201
    screen = Raw(console.port, cookies[0], origin=console.url).connect()
    screen.subscribe(STREAM)
    assert console.stop() == 0
    assert screen.ended.wait(5)
    with sqlite3.connect(console.data / "crisis.db") as rows:
        assert rows.execute("SELECT upto FROM checkpoints WHERE name = 'listener'").fetchall() == [(1,)]
