"""`crisis serve` with a clock that runs HURRY times as fast (environment), from the moment of its start; else the same."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial

import crisis.app
from crisis.cli import main

BEGAN, START, HURRY = time.monotonic(), datetime.now(UTC), float(os.environ["HURRY"])


def clock() -> datetime:
    return START + timedelta(seconds=(time.monotonic() - BEGAN) * HURRY)


if __name__ == "__main__":
    crisis.app.create_app = partial(crisis.app.create_app, clock=clock)
    sys.exit(main())
