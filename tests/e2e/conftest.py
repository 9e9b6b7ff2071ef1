"""One served console with a confirmed room for all browser tests of this folder; each test opens its own pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.house import REPORT, House, build
from tests.stack.console import Console


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    console = Console(Path(tmp_path_factory.mktemp("house")) / "var")
    try:
        yield build(console)
    finally:
        console.stop()


@pytest.fixture(scope="session")
def room(house: House) -> int:
    """The room that the report of an outlet opened."""
    opened = house.post("/mentions", REPORT)
    assert opened["level"] == "crisis", opened
    return int(opened["crisis_id"])


@pytest.fixture
def open_room(house: House, room: int) -> int:
    """The room after a person confirmed it."""
    warnings = house.get("/warnings")
    for warning in warnings.get("warnings", warnings) if isinstance(warnings, dict) else warnings:
        if warning.get("crisis_id") == room and warning.get("state", "waiting") == "waiting":
            house.post(f"/warnings/{warning['id']}/confirm", {})
    return room
