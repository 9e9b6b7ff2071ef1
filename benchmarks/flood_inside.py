"""`crisis serve`, and acts offered to its commands within the process: the house without the web in front of it.

    python benchmarks/flood_inside.py --data FOLDER --port N

`GET /go?crisis=&acts=&rate=&threads=` lets so many threads type entries that are due at a fixed rate, and answers with the
milliseconds from due to committed. Screens are served as ever.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

sys.path.insert(0, str(Path(__file__).parents[1]))

import crisis.app
from crisis.cli import main
from crisis.commands.log import add_entry
from crisis.domain.people import Actor
from crisis.store.unit_of_work import Work

LEAD = Actor(1, "lead-0", "lead", "zh", None, "session")
make_whole = crisis.app.create_app


def create_app(*given: Any, **named: Any) -> Any:
    app = make_whole(*given, **named)
    app.wsgi_app = door(app.extensions["work"], app.wsgi_app)  # type: ignore[method-assign]
    return app


def door(work: Work, inner: Callable[..., Any]) -> Callable[..., Any]:
    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] != "/go":
            return inner(environ, start_response)
        asked = {name: int(value) for name, value in parse_qsl(environ["QUERY_STRING"])}
        told = json.dumps(flood(work, **asked)).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(told)))])
        return [told]

    return answer


def flood(work: Work, crisis: int, acts: int, rate: int, threads: int) -> list[float]:
    start, took = time.monotonic_ns(), []
    numbers = iter(range(acts))

    def type_entries() -> None:
        for number in numbers:
            due = start + int(number * 1e9 / rate)
            time.sleep(max(0.0, (due - time.monotonic_ns()) / 1e9))
            words, mark = f"t0={due} 客户来电", str(uuid.uuid4())
            add_entry(work, LEAD, crisis_id=crisis, entry=words, op_id=mark, at=datetime.now(UTC))
            took.append((time.monotonic_ns() - due) / 1e6)

    hands = [threading.Thread(target=type_entries) for _ in range(threads)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return took


if __name__ == "__main__":
    crisis.app.create_app = create_app
    sys.exit(main(["serve", *sys.argv[1:]]))
