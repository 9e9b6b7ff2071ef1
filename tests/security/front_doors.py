"""The whole house behind its doors for security tests: one row of each kind, everybody signed in, and callers of the doors."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crisis.app import create_app
from crisis.commands import people
from crisis.config import Settings
from crisis.store.base import metadata
from crisis.store.crises import grants, members, seats
from crisis.store.database import Database
from tests.commands import (
    scenarios_aftermath as aftermath,
    scenarios_attachments as files,
    scenarios_checklist as checklist,
    scenarios_desk as desk,
    scenarios_voice as voice,
)
from tests.commands.cast import ORG, THANKS, House, lived_in, move_in
from tests.commands.houses import signed_in
from tests.commands.scenarios_listening import OWN

API = "/api/v1"


@dataclass(frozen=True)
class Kept:
    """A furnished house that is closed: `ids` of one row of each kind, sessions and tokens by name."""

    house: House
    file: Path
    ids: dict[str, int]
    sessions: dict[str, tuple[str, str]]
    tokens: dict[str, str]


@dataclass
class Caller:
    """Somebody in front of the doors: a signed-in person, a token, or nobody."""

    doors: Doors
    secret: str = ""
    csrf: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        self.client: Any = self.doors.app.test_client()
        if self.secret:
            self.client.set_cookie("sid", self.secret)

    def head(self, **more: str) -> dict[str, str]:
        own = {"Authorization": f"Bearer {self.token}"} if self.token else {"X-CSRF": self.csrf} if self.csrf else {}
        return {"Accept": "application/json", **own, **more}

    def get(self, path: str, **more: str) -> TestResponse:
        answer: TestResponse = self.client.get(path, headers=self.head(**more))
        return answer

    def page(self, path: str) -> TestResponse:
        return self.get(path, Accept="text/html")

    def post(self, path: str, body: Any = None, **more: str) -> TestResponse:
        sent = {} if body is None else body
        answer: TestResponse = self.client.post(API + path, json=sent, headers=self.head(**more))
        return answer

    def raw(self, path: str, data: bytes, kind: str = "application/json", **more: str) -> TestResponse:
        answer: TestResponse = self.client.post(path, data=data, content_type=kind, headers=self.head(**more))
        return answer


@dataclass
class Doors:
    app: Flask
    house: House
    kept: Kept

    def as_(self, name: str) -> Caller:
        if name in self.kept.tokens:
            return Caller(self, token=self.kept.tokens[name])
        return Caller(self, *self.kept.sessions[name])

    def nobody(self) -> Caller:
        return Caller(self)

    def speaks(self, name: str, lang: str) -> Caller:
        """The person, after choosing a language."""
        people.choose(self.house.work, self.house.who(name), lang=lang, at=self.house.at)
        return self.as_(name)

    def path(self, rule: str, **other: int) -> str:
        """The address of a door with the ids of this house."""
        ids = {**self.kept.ids, **other}
        return re.sub(r"<int:(\w+)>", lambda match: str(ids[match[1]]), rule)

    def digest(self, *without: str) -> str:
        """One hash over every row of every table."""
        names = [name for name in metadata.tables if name not in without]
        with self.house.work.reading() as conn:
            rows = [(name, conn.exec_driver_sql(f"SELECT * FROM {name}").fetchall()) for name in names]
        return hashlib.sha256(repr(rows).encode()).hexdigest()


def furnish(folder: Path) -> Kept:
    """One open room with a row of every kind, everybody a member, a session for each person, a token for each scope."""
    house = move_in(Database(f"sqlite:///{folder / 'crisis.db'}"))
    ids = {"crisis_id": house.room, "person_id": house.ids.pop("mo")}
    ids["intake_id"] = desk.came(house, THANKS)["id"]
    ids["warning_id"] = desk.watch(house)
    ids |= {"item_id": checklist.item(house), "duty_id": checklist.duty(house), "fact_id": voice.fact(house)}
    ids["statement_id"] = voice.draft(house)["id"]
    ids["inquiry_id"] = house.here("inquiries.log_inquiry", "he", outlet="晚报", question="几人受伤？")["id"]
    ids |= {
        "record_id": aftermath.record(house),
        "action_id": aftermath.action(house),
        "settlement_id": aftermath.customer(house),
    }
    house.here("seats.grant", "lin", person_id=house.ids["zheng"], ability="statement.approve_gm")
    ids["grant_id"] = house.rows(grants)[0].id
    ids["seat_id"] = next(row.id for row in house.rows(seats, crisis_id=house.room) if row.person_id is None)
    ids["seq"] = house.here("log.add_entry", "lin", entry="来电记录")["seq"]
    ids["comment_id"] = house.here("comments.comment", "lin", seq=ids["seq"], words="已核对")["id"]
    ids["attachment_id"] = files.laid(house, "lin")
    ids["trial_id"] = house.do("trials.try_rules", "lin", rules=OWN)["trial"]
    taken = next(row.id for row in house.rows(seats, crisis_id=house.room) if row.person_id == house.ids["lin"])
    ids["hand_over_id"] = house.here(
        "hand_overs.hand_over", "lin", seat_id=taken, person_id=house.ids["wu"], brief="交班"
    )["id"]
    tokens = {}
    for scope in ("intake", "read", "lead"):
        told = house.do("tokens.add_token", "shen", name=scope, scope=scope)
        tokens[f"token:{scope}"], ids["token_id"] = told["token"], told["id"]
    sessions = {name: signed_in(house, name) for name in house.ids}
    with house.work.reading() as conn:
        present = set(conn.scalars(select(members.c.person_id).where(members.c.crisis_id == house.room)))
    for name, person in house.ids.items():
        if person not in present and name != "shen":
            house.here("seats.add_member", "lin", person_id=person)
    house.work.close()
    return Kept(house, folder / "crisis.db", ids, sessions, tokens)


@contextmanager
def opened(kept: Kept, folder: Path, **config: Any) -> Iterator[Doors]:
    """The console on a copy of that house, with the house's clock."""
    file = shutil.copy(kept.file, folder / "crisis.db")
    with lived_in(Database(f"sqlite:///{file}"), kept.house) as house:
        settings = Settings(data=folder, database=f"sqlite:///{file}", org=dict(ORG), **config)
        app = create_app(settings, clock=lambda: house.at)
        yield Doors(app, house, kept)
        app.extensions["work"].close()


def empty_the_room(doors: Doors) -> None:
    """Nobody belongs to any room any more, and nobody holds a grant."""
    with doors.house.work.database.writer.begin() as conn:
        conn.execute(members.delete())
        conn.execute(grants.delete())
