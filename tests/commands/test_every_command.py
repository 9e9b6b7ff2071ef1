"""Held by every command there is: told completely, done once, refused without a trace, closed to strangers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from crisis.commands.command import COMMANDS
from crisis.domain.errors import Absent, Conflict, IllegalMove, NotAllowed, Refused
from crisis.domain.people import ROLES
from crisis.domain.permissions import abilities
from crisis.store.base import image, metadata
from crisis.store.crises import crises, members
from crisis.views.projection import READING, Audience
from crisis.views.room import snapshot
from tests.commands.cast import House
from tests.commands.scenarios import SCENARIOS, Scenario
from tests.views.plain_reading import fold, page

Prepare = Callable[[Scenario], tuple[House, dict[str, Any]]]

AUDIENCES = [Audience(role, lang) for role in ROLES for lang in ("zh", "en")]
ALL = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
# No right is asked of whoever holds the one-time link, acts on themselves, or is the clock.
NOBODY_IS_ASKED = {
    "people.offer_setup", "people.set_up", "people.choose", "people.step_up", "people.sign_out",
    "own_account.end_session", "own_account.end_other_sessions", "crises.tick",
}  # fmt: skip
# Their answer carries a secret that is shown once and kept nowhere.
SHOWN_ONCE = {"tokens.add_token": "token"}


def play(house: House, scenario: Scenario, wish: dict[str, Any], op_id: str = "the-wish-itself") -> dict[str, Any]:
    return house.do(scenario.command, scenario.by, op_id=op_id, **wish)


def of_those(**conditions: Any) -> Any:
    chosen = [s for s in SCENARIOS.values() if all(getattr(s, k) == v for k, v in conditions.items())]
    return pytest.mark.parametrize("scenario", chosen, ids=[s.name for s in chosen])


def takes_a_version(scenario: Scenario) -> bool:
    return "version" in inspect.signature(COMMANDS[scenario.command]).parameters


def test_every_command_has_a_scenario() -> None:
    assert {s.command for s in SCENARIOS.values()} == set(COMMANDS)


def test_every_scenario_names_the_right_that_is_asked() -> None:
    assert {s.command for s in SCENARIOS.values() if not s.ability} == NOBODY_IS_ASKED
    assert {s.ability for s in SCENARIOS.values() if s.ability} <= set(abilities())


# --- told ------------------------------------------------------------------------------------------------------


def views(conn: Connection) -> dict[tuple[str, Audience], dict[str, Any]]:
    """Every room as every audience may see it."""
    rooms = list(conn.scalars(select(crises.c.id)))
    return {(f"crisis:{room}", a): snapshot(conn, room, a, recent=10_000) for room in rooms for a in AUDIENCES}


def followed(conn: Connection, stream: str, audience: Audience, before: dict[str, Any]) -> dict[str, Any]:
    zone = conn.scalar(select(crises.c.zone).where(crises.c.id == int(stream.partition(":")[2]))) or ""
    for told in page(conn, stream, before["seq"], 10_000, audience, zone):
        before = fold(before, told)
    return before


@pytest.mark.covers("B")
@ALL
def test_an_old_snapshot_plus_its_events_is_the_new_snapshot(prepared: Prepare, scenario: Scenario) -> None:
    house, wish = prepared(scenario)
    with house.work.reading() as conn:
        before = views(conn)
    play(house, scenario, wish)
    with house.work.reading() as conn:
        after = views(conn)
        for (stream, audience), new in after.items():
            blank = {key: 0 if key == "seq" else {} for key in new}
            assert followed(conn, stream, audience, before.get((stream, audience), blank)) == new, audience


def images(house: House) -> dict[str, dict[str, Any]]:
    """The rows of everything that travels in events, as an event would carry them."""
    tables = [t for t in metadata.sorted_tables if t.info["collection"] in READING]
    with house.work.reading() as conn:
        found = {t: conn.execute(select(t)).all() for t in tables}
    return {t.info["collection"]: {str(row.id): image(t, row) for row in rows} for t, rows in found.items()}


@ALL
def test_nothing_changes_that_no_event_tells_of(prepared: Prepare, scenario: Scenario) -> None:
    house, wish = prepared(scenario)
    told = images(house)
    play(house, scenario, wish)
    assert house.heard
    for event in house.heard:
        for collection, rows in event.payload["rows"].items():
            told[collection].update(rows)
    assert told == images(house)


# --- once ------------------------------------------------------------------------------------------------------


@ALL
def test_the_same_wish_twice_has_one_effect_and_one_answer(prepared: Prepare, scenario: Scenario) -> None:
    house, wish = prepared(scenario)
    first = play(house, scenario, wish)
    after, heard = house.ledger(), len(house.heard)
    assert heard > 0
    again = play(house, scenario, wish)
    first.pop(SHOWN_ONCE.get(scenario.command, ""), None)
    again.pop(SHOWN_ONCE.get(scenario.command, ""), None)
    assert again == first
    assert (house.ledger(), len(house.heard)) == (after, heard)


# --- refused ---------------------------------------------------------------------------------------------------


@contextmanager
def nothing_happens(house: House) -> Iterator[None]:
    """Not one row differs afterwards, and nobody heard a word."""
    before, heard = house.ledger(), len(house.heard)
    yield
    assert house.ledger() == before
    assert len(house.heard) == heard


def refused(house: House, scenario: Scenario, who: Any, wish: dict[str, Any], *refusals: type[Refused]) -> Refused:
    with pytest.raises(refusals) as refusal:
        house.do(scenario.command, who, **wish)
    return refusal.value


@pytest.mark.covers("T10")
@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS.values() if s.ability and s.command != "intake.receive"], ids=lambda s: s.name
)
def test_whoever_the_matrix_refuses_is_refused_and_nothing_is_changed_or_said(
    prepared: Prepare, scenario: Scenario
) -> None:
    house, wish = prepared(scenario)
    those = scenario.refuses()
    assert those
    with nothing_happens(house):
        for who in those:
            refused(house, scenario, who, wish, NotAllowed, Absent)
    play(house, scenario, wish)
    assert house.heard, "nobody could have heard"


@of_those(command="intake.receive")
def test_a_record_from_whom_the_matrix_refuses_is_answered_so_and_not_kept(
    prepared: Prepare, scenario: Scenario
) -> None:
    house, wish = prepared(scenario)
    kept = metadata.tables["intake"]
    before = house.rows(kept)
    for who in ("zheng", "han", "shen"):
        results = house.do(scenario.command, who, **wish)["results"]
        assert {r["status"] for r in results} <= {403, 422} and any(r["status"] == 403 for r in results)
    assert (house.rows(kept), house.heard) == (before, [])
    play(house, scenario, wish)
    assert house.heard and len(house.rows(kept)) > len(before)


IN_A_ROOM = [s for s in SCENARIOS.values() if s.closed and s.ability]


@pytest.mark.covers("T10")
@pytest.mark.parametrize("scenario", [s for s in IN_A_ROOM if s.command != "warnings.confirm"], ids=lambda s: s.name)
def test_a_stranger_to_the_room_meets_nothing_there(prepared: Prepare, scenario: Scenario) -> None:
    house, wish = prepared(scenario)
    with house.work.database.writer.begin() as conn:  # a draft room lets all in
        conn.execute(members.delete().where(members.c.person_id == house.ids["mo"]))
    with nothing_happens(house):
        found = refused(house, scenario, "mo", wish, Absent)
        nowhere = refused(house, scenario, "mo", {**wish, "crisis_id": 999_999}, Absent)
    assert (found.args, found.params) == (nowhere.args, nowhere.params)
    play(house, scenario, wish)
    assert house.heard, "nobody could have heard"


def close(house: House, crisis_id: int) -> None:
    with house.work.database.writer.begin() as conn:
        conn.execute(update(crises).where(crises.c.id == crisis_id).values(state="closed", closed_at=house.at))


@of_those(closed="refused")
def test_an_act_on_a_closed_crisis_is_refused(prepared: Prepare, scenario: Scenario) -> None:
    house, wish = prepared(scenario)
    close(house, wish["crisis_id"])
    with nothing_happens(house):
        refused(house, scenario, scenario.by, wish, IllegalMove)


@of_those(closed="done")
def test_what_remains_is_done_on_a_closed_crisis_too(prepared: Prepare, scenario: Scenario) -> None:
    house, wish = prepared(scenario)
    close(house, wish["crisis_id"])
    play(house, scenario, wish)
    assert house.heard


@of_those(closed="silent")
def test_the_clock_passes_over_a_closed_crisis(prepared: Prepare, scenario: Scenario) -> None:
    house, wish = prepared(scenario)
    close(house, wish["crisis_id"])
    play(house, scenario, wish)
    assert house.heard == []


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS.values() if takes_a_version(s)], ids=lambda s: s.name)
def test_a_stale_version_is_a_conflict(prepared: Prepare, scenario: Scenario) -> None:
    house, wish = prepared(scenario)
    with nothing_happens(house):
        conflict = refused(house, scenario, scenario.by, {**wish, "version": 4_000}, Conflict)
    assert {"version", "mine", "theirs"} <= set(conflict.params)
