"""The same wish sent several times at once has one effect, and nothing of one room is reached through another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from crisis.store.crises import members
from crisis.store.people import people, tokens
from tests.commands.cast import PASSWORD
from tests.security.front_acts import ACTS
from tests.security.front_doors import Doors, Kept, opened
from tests.security.front_rooms import READ

HANDS = 3
NESTED = [rule for rule in ACTS if rule.count("<int:") > 1]
# People belong to the house, not to a room: this takes somebody out of the other room, as it should.
OF_THE_HOUSE = {"/crises/<int:crisis_id>/members/<int:person_id>/remove"}


@pytest.fixture(scope="module")
def doors(furnished: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with opened(furnished, tmp_path_factory.mktemp("at-once")) as opened_doors:
        yield opened_doors


def at_once(doors: Doors, rule: str, name: str, body: Any) -> list[tuple[int, Any]]:
    """Status and answer of each of the same wishes; a token is shown to one of them only."""

    def send(_: int) -> tuple[int, Any]:
        answer = doors.as_(name).post(doors.path(rule), body)
        told = answer.get_json(silent=True)
        return answer.status_code, {k: v for k, v in told.items() if k != "token"} if isinstance(told, dict) else told

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(send, range(HANDS)))


@pytest.mark.covers("T27")
def test_a_wish_sent_at_once_by_several_hands_is_answered_alike(doors: Doors) -> None:
    different, broken = {}, {}
    for number, (rule, act) in enumerate(ACTS.items()):
        told = at_once(doors, rule, act.by, {**act.body, "op_id": f"by-several-hands-{number:03d}"})
        done = {json.dumps(answer, sort_keys=True) for status, answer in told if status < 400}
        if len(done) > 1:
            different[rule] = done
        if any(status >= 500 for status, _ in told):
            broken[rule] = told
    assert (different, broken) == ({}, {})


@pytest.mark.covers("T27")
def test_a_person_and_a_token_are_made_once_and_the_token_is_shown_once(doors: Doors) -> None:
    shen = doors.as_("shen")
    token = {"name": "收银台", "scope": "intake", "op_id": "the-token-of-the-till"}
    person = {"login": "xu2", "name": "许言", "role": "pr", "password": PASSWORD, "op_id": "the-new-colleague"}
    made = [shen.post("/tokens", token).get_json() for _ in range(2)]
    assert ["token" in answer for answer in made] == [True, False]
    assert made[0]["id"] == made[1]["id"]
    assert [shen.post("/people", person).status_code for _ in range(2)] == [201, 201]
    assert (len(doors.house.rows(tokens, name="收银台")), len(doors.house.rows(people, login="xu2"))) == (1, 1)


@pytest.mark.covers("T10")
def test_nothing_of_one_room_is_reached_through_another(doors: Doors) -> None:
    lin = doors.as_("lin")
    other = lin.post("/crises", {"title": "另一件事", "t0": doors.house.at.isoformat()}).get_json()["id"]
    present = {row.person_id for row in doors.house.rows(members, crisis_id=other)}
    for name, person in doors.house.ids.items():
        if name != "shen" and person not in present:
            doors.house.do("seats.add_member", "lin", crisis_id=other, person_id=person)
    told = {r: doors.as_(ACTS[r].by).post(doors.path(r, crisis_id=other), ACTS[r].body).status_code for r in NESTED}
    assert {rule for rule, status in told.items() if status != 404} == OF_THE_HOUSE
    seen = {r: lin.get(doors.path(r, crisis_id=other)).status_code for r in READ if r.count("<int:") > 1}
    assert {rule for rule, status in seen.items() if status != 404} == set()
