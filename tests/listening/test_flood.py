"""A flood through the real door: one room, no second matter hidden, and nobody waits for the whole room to be read again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from crisis.jobs.clockwork import tick_rooms
from crisis.store.checklist import stages
from crisis.store.crises import crises
from crisis.store.intake import intake
from tests.commands.cast import CRASH, House
from tests.web.desk_house import Doors

FIRE = {"text": "暖风机起火把地板烧了", "product": "暖风机", "branch": "东门店"}


def sent(doors: Doors, *records: dict[str, Any]) -> list[dict[str, Any]]:
    su = doors.as_("su")
    head = {"X-CSRF": su.csrf, "Idempotency-Key": f"flood-{len(doors.house.rows(intake)):06d}"}
    answer = su.client.post("/api/v1/complaints", json=list(records), headers=head)
    assert answer.status_code == 201, answer.text[:300]
    return list(answer.get_json()["results"])


def copies(doors: Doors, count: int) -> list[dict[str, Any]]:
    """The same words under ever new numbers, half of them from somebody else, within a minute."""
    start = doors.house.at - timedelta(minutes=1)
    return [
        {
            **FIRE,
            "external_id": f"copy-{n}",
            "customer_key": f"K-{n % (count // 2)}",
            "received_at": (start + timedelta(milliseconds=n * 60_000 // count)).isoformat(),
        }
        for n in range(count)
    ]


def test_a_flood_of_copies_opens_one_room_and_hides_no_second_matter(open_doors: Doors) -> None:
    before = len(open_doors.house.rows(crises))
    told = sent(open_doors, *copies(open_doors, 200))
    (room,) = {one["crisis_id"] for one in told}
    (other,) = sent(open_doors, {"text": CRASH, "product": "Q3", "branch": "西门店", "customer_name": "吴七"})
    assert len(open_doors.house.rows(crises)) == before + 2
    assert other["crisis_id"] not in (None, room)


def report(house: House, outlet: str) -> int:
    """The room that a report of this outlet opened or joined."""
    told = {
        "kind": "media",
        "text": f"{outlet}：暖风机起火，多名消费者投诉",
        "product": "暖风机",
        "attrs": {"outlet": outlet},
    }
    return int(house.do("intake.receive", "he", records=[told])["results"][0]["crisis_id"])


def crowded(house: House, count: int) -> int:
    """A draft room, opened by a report, with so many records in it."""
    room = report(house, "江城晚报")
    (first,) = house.rows(intake, crisis_id=room)
    values = {key: value for key, value in first._mapping.items() if key != "id"}
    with house.work.database.writer.begin() as conn:
        conn.execute(insert(intake), [{**values, "content_hash": f"{n:064d}"} for n in range(count)])
    return room


def test_a_crowded_room_moves_its_stage_with_the_record_that_moves_it(sqlite_house: House) -> None:
    house = sqlite_house
    room = crowded(house, 600)
    house.later(hours=3)
    assert (report(house, "江城晚报"), house.rows(crises, id=room)[0].stage) == (room, 2)
    assert (report(house, "江城日报"), house.rows(crises, id=room)[0].stage) == (room, 3)
    moved = [e for e in house.told(f"crisis:{room}") if e.kind == "stage.moved"][-1]
    assert moved.occurred_at == house.at


def test_a_doubling_moves_a_crowded_room_with_the_record_that_completes_it(sqlite_house: House) -> None:
    house = sqlite_house
    room = report(house, "江城晚报")
    complaint = {**FIRE, "text": "暖风机起火，地板烧黑", "product": "暖风机"}
    house.later(hours=25)
    stages = []
    for n in range(6):
        house.later(minutes=30)
        house.do("intake.receive", "he", records=[{**complaint, "customer_key": f"D-{n}", "external_id": f"d-{n}"}])
        stages.append(house.rows(crises, id=room)[0].stage)
    assert stages == [2, 2, 2, 2, 2, 3]


def test_another_kind_of_issue_spreads_the_crisis(sqlite_house: House) -> None:
    house = sqlite_house
    room = report(house, "江城晚报")
    house.later(hours=2)
    leak = {
        **FIRE,
        "kind": "complaint",
        "customer_key": "L-1",
        "text": "暖风机起火那事，你们把我们投诉人的身份证和电话泄露到业主群里了",
    }
    told = house.do("intake.receive", "he", records=[leak])["results"][0]
    assert (told["crisis_id"], "T-DATA" in told["codes"], house.rows(crises, id=room)[0].stage) == (room, True, 3)
    assert house.rows(stages, crisis_id=room)[-1].reason == "second_issue"


def test_what_pours_into_a_room_has_few_lines_and_none_is_lost(open_doors: Doors) -> None:
    told = sent(open_doors, *copies(open_doors, 130))
    room, house = told[0]["crisis_id"], open_doors.house
    lines = [e for e in house.told(f"crisis:{room}") if e.kind in ("intake.joined", "intake.poured")]
    assert [e.kind for e in lines[:6]] == ["intake.joined"] * 6  # one of them tells the group
    assert [e.payload["params"]["count"] for e in lines[6:]] == [10, 20, 50, 100]
    house.later(minutes=11)
    tick_rooms(open_doors.app.extensions["work"], house.at)
    last = [e for e in house.told(f"crisis:{room}") if e.kind == "intake.poured"][-1]
    assert last.payload["params"]["count"] == 128
    assert len(house.rows(intake, crisis_id=room)) == 130


def test_a_list_sent_twice_is_taken_in_once_turn_by_turn(open_doors: Doors) -> None:
    su, list_of = open_doors.as_("su"), copies(open_doors, 150)
    head = {"X-CSRF": su.csrf, "Idempotency-Key": "the-same-list-twice"}
    first, second = (su.client.post("/api/v1/complaints", json=list_of, headers=head) for _ in range(2))
    assert first.get_json() == second.get_json()
    assert len(first.get_json()["results"]) == len(open_doors.house.rows(intake)) == 150
    assert {row.recorded_at for row in open_doors.house.rows(intake)} == {open_doors.house.at}
    other = su.client.post("/api/v1/complaints", json=[*list_of[:100], FIRE], headers=head)
    assert other.status_code == 422
    unmarked = {"X-CSRF": su.csrf}
    for name in ("one", "two"):
        fresh = [{**one, "external_id": f"{name}-{n}"} for n, one in enumerate(list_of[:101])]
        assert su.client.post("/api/v1/complaints", json=fresh, headers=unmarked).status_code == 201
    assert len(open_doors.house.rows(intake)) == 150 + 202
