"""Every command once more on PostgreSQL: told, once, refused; and its streams verify."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crisis.domain.errors import Absent, NotAllowed
from crisis.store.events import verify
from crisis.views.projection import Audience
from crisis.views.room import snapshot
from tests.commands.cast import House, lived_in
from tests.commands.houses import Show, put_back
from tests.commands.scenarios import SCENARIOS, Scenario
from tests.commands.test_every_command import SHOWN_ONCE, followed

READERS = [Audience("lead", "zh"), Audience("executive", "en")]


@pytest.fixture
def stage(scenario: Scenario, postgres_show: Show) -> Iterator[House]:
    """The house as it was shown; emptied for a scenario that begins before anybody is there."""
    database = postgres_show.house.work.database
    put_back(database, empty=scenario.empty)
    with lived_in(database, postgres_show.house) as house:
        yield house


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_command_keeps_its_promises_on_postgresql(stage: House, scenario: Scenario) -> None:
    house, wish = stage, scenario.wish(stage)
    room = None if scenario.empty else wish.get("crisis_id", house.room)
    with house.work.reading() as conn:
        before = {a: snapshot(conn, room, a) for a in READERS} if room else {}
    house.heard.clear()

    for who in [] if scenario.command == "intake.receive" else scenario.refuses()[-2:]:
        with pytest.raises((NotAllowed, Absent)):
            house.do(scenario.command, who, **wish)
    assert house.heard == []

    first = house.do(scenario.command, scenario.by, op_id="the-wish-itself", **wish)
    heard = len(house.heard)
    assert heard > 0
    again = house.do(scenario.command, scenario.by, op_id="the-wish-itself", **wish)
    first.pop(SHOWN_ONCE.get(scenario.command, ""), None)
    again.pop(SHOWN_ONCE.get(scenario.command, ""), None)
    assert (again, len(house.heard)) == (first, heard)

    with house.work.reading() as conn:
        for audience, old in before.items():
            assert followed(conn, f"crisis:{room}", audience, old) == snapshot(conn, room or 0, audience)
        assert list(verify(conn)) == []
