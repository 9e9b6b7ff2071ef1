"""The small house in which commands are tried: nine named people, one open war-room, and a clock that a test moves.

Lin leads, He speaks to the press, Zhou is the lawyer, Wu the engineer, Su looks after customers, Zheng is the board,
Han audits, Shen keeps the console, and Mo leads elsewhere: he came after the room was opened and is no member of it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, select

import crisis.commands
from crisis.commands.command import COMMANDS
from crisis.commands.desk import Desk
from crisis.domain.people import CONSOLE, Actor
from crisis.store import events
from crisis.store.base import metadata
from crisis.store.crises import crises
from crisis.store.database import Database
from crisis.store.events import Event
from crisis.store.schema import migrate
from crisis.store.unit_of_work import Work

for _module in pkgutil.iter_modules(crisis.commands.__path__):
    importlib.import_module(f"crisis.commands.{_module.name}")

NAMES = {
    "lin": ("林岚", "lead"),
    "he": ("何冬", "pr"),
    "zhou": ("周衡", "legal"),
    "wu": ("吴桐", "technical"),
    "su": ("苏敏", "customer"),
    "zheng": ("郑远", "executive"),
    "han": ("韩笑", "auditor"),
    "shen": ("沈默", "admin"),
}
STRANGER = ("莫言之", "lead")
PASSWORD = "correct horse battery"
ORG = {
    "name": "",
    "sector": "auto",
    "role": "dealer",
    "jurisdictions": ["CN"],
    "timezone": "Asia/Shanghai",
    "branches": [],
}
START = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)

SHELL = Actor(None, "shell", "admin", via="cli")
SHOP = Actor(None, "shop", "intake", via="token")
CRASH = "刹车失灵撞上护栏，我妻子受伤住院，医院诊断骨折。"
THREAT = "等了两周还没人回复，再这样我就去12315投诉你们。"
THANKS = "谢谢你们的服务。"


@dataclass
class House:
    """`at` is now; `room` the open room; `ids` the people by their short names; `heard` what a listener was told;
    `wish` what is about to be asked for where a scenario was prepared."""

    work: Work
    at: datetime = START
    ids: dict[str, int] = field(default_factory=dict)
    room: int = 0
    heard: list[Event] = field(default_factory=list)
    wishes: int = 0
    wish: dict[str, Any] = field(default_factory=dict)

    def who(self, name: str) -> Actor:
        """The person, signed in and stepped up a moment ago; also `shop` (intake token), `console`, `shell`."""
        if name in ("shop", "console", "shell"):
            return {"shop": SHOP, "console": CONSOLE, "shell": SHELL}[name]
        title, role = NAMES.get(name, STRANGER)
        return Actor(self.ids[name], title, role, "zh", self.at)

    def do(self, command: str, name: str | Actor, /, *, op_id: str | None = None, **wish: Any) -> dict[str, Any]:
        """Carry the command out now, under a wish number of its own unless one is given."""
        self.wishes += 1
        actor = self.who(name) if isinstance(name, str) else name
        return COMMANDS[command](self.work, actor, at=self.at, op_id=op_id or f"wish-{self.wishes:06d}", **wish)

    def here(self, command: str, name: str | Actor, /, **wish: Any) -> dict[str, Any]:
        """The same in the open room."""
        return self.do(command, name, crisis_id=self.room, **wish)

    def later(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at

    def rows(self, of: Table, **conditions: Any) -> list[Row[Any]]:
        with self.work.reading() as conn:
            query = select(of).where(*(of.c[k] == v for k, v in conditions.items()))
            return list(conn.execute(query.order_by(*of.primary_key.columns)))

    def crisis(self) -> Row[Any]:
        return self.rows(crises, id=self.room)[0]

    def told(self, stream: str) -> list[Event]:
        with self.work.reading() as conn:
            return events.after(conn, stream, 0, 10_000)

    def ledger(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in the database, table by table."""
        with self.work.reading() as conn:
            return {t.name: sorted(map(tuple, conn.execute(select(t))), key=repr) for t in metadata.sorted_tables}


def listening(database: Database, at: datetime = START) -> House:
    """A house on this database as it is, with a listener in it."""
    house = House(Work(database, Desk(ORG)), at)
    house.work.listeners.append(house.heard.extend)
    return house


def move_in(database: Database) -> House:
    """People and one room: what every story begins with."""
    migrate(database)
    house = listening(database)
    for name, (title, role) in NAMES.items():
        told = house.do("people.add_person", "shell", login=name, name=title, role=role, password=PASSWORD)
        house.ids[name] = told["id"]
    house.room = house.do("crises.declare", "lin", title="刹车异响引发围观", playbooks=["PB-SERVICE"])["id"]
    title, role = STRANGER
    told = house.do("people.add_person", "shell", login="mo", name=title, role=role, password=PASSWORD)
    house.ids["mo"] = told["id"]
    house.heard.clear()
    return house


@contextmanager
def lived_in(database: Database, like: House) -> Iterator[House]:
    """A house on a copy of the database of `like`."""
    house = listening(database, like.at)
    house.ids, house.room, house.wishes = dict(like.ids), like.room, like.wishes
    yield house
    house.work.close()
