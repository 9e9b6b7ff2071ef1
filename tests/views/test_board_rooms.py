"""A room that the board kept is the room as it would be drawn now, and is kept while nothing of it moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from crisis.views.board import board
from crisis.views.board_rooms import BoardRooms
from crisis.views.room import crisis_row
from tests.commands.cast import House
from tests.commands.scenarios_timeline import noted

ZONE = "Asia/Shanghai"


def shown(house: House, kept: BoardRooms, at: datetime, lang: str = "zh") -> Any:
    with house.work.reading() as conn:
        return board(conn, kept, house.who("lin"), lang, ZONE, at)


def test_a_kept_room_is_the_room_as_drawn_now_after_each_act_and_each_quarter_of_a_minute(sqlite_house: House) -> None:
    house, kept = sqlite_house, BoardRooms()
    house.here("checklist.add_item", "lin", title="复印维修单", owner="SVC", due_at=house.at + timedelta(minutes=2))
    acts = (
        lambda: noted(house, "su"),
        lambda: house.here("timeline.pin", "lin", seq=1),
        lambda: house.here("crises.change_level", "lin", level="II", reason="x"),
        lambda: house.do("intake.receive", "shop", records=[{"text": "刹车失灵", "customer_name": "钱安然"}]),
    )
    for step, act in enumerate(acts):
        act()
        for quarter in range(12):
            at = house.at + timedelta(minutes=step, seconds=15 * quarter)
            for lang in ("zh", "en"):
                assert shown(house, kept, at, lang) == shown(house, BoardRooms(), at, lang)


class Making:
    """Counts what is made; something is due at `due`."""

    def __init__(self, due: datetime) -> None:
        self.due, self.made = due, 0

    def __call__(self, row: Row[Any], records: int) -> tuple[dict[str, Any], list[datetime]]:
        self.made += 1
        return {"id": row.id, "records": records}, [self.due]


def ask(conn: Connection, house: House, kept: BoardRooms, make: Making, at: datetime, lang: str = "zh") -> int:
    kept.parts(conn, [crisis_row(conn, house.room)], lang, at, make)
    return make.made


def test_a_room_is_made_again_when_its_log_grows_a_minute_turns_or_the_clock_goes_back(sqlite_house: House) -> None:
    house, kept, at = sqlite_house, BoardRooms(), sqlite_house.at
    make = Making(at + timedelta(minutes=5, seconds=20))
    with house.work.reading() as conn:
        moments = {0: 1, 19: 1, 20: 2, 21: 3, 79: 3, 80: 4}
        assert {s: ask(conn, house, kept, make, at + timedelta(seconds=s)) for s in moments} == moments
        assert ask(conn, house, kept, make, at) == 5
        assert ask(conn, house, kept, make, at, "en") == 6
        assert ask(conn, house, kept, make, at) == 6
    noted(house, "su")
    with house.work.reading() as conn:
        assert [ask(conn, house, kept, make, at) for _ in range(2)] == [7, 7]
