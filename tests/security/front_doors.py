"""The whole house behind its doors for security tests: every act with the right it asks, a body that fits, and its ids."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
from crisis.store.people import session
from crisis.views.standing import fingerprint
from tests.commands import (
    scenarios_aftermath as aftermath,
    scenarios_checklist as checklist,
    scenarios_desk as desk,
    scenarios_voice as voice,
)
from tests.commands.cast import NAMES, ORG, PASSWORD, THANKS, House, lived_in, move_in

API = "/api/v1"
ROLES = {role: name for name, (_, role) in NAMES.items()}
LATER = "2026-03-05T09:00:00+08:00"
EARLIER = "2026-03-02T08:00:00+08:00"
HASH = "0" * 64
SHA = hashlib.sha256
STATEMENT = "/crises/<int:crisis_id>/statements/<int:statement_id>"
AFTER = "/crises/<int:crisis_id>/aftermath"
ROOM = "/crises/<int:crisis_id>"


@dataclass(frozen=True)
class Act:
    """`by` may do it; `ability` is the row of the matrix; `body` fits and does something in the furnished room.

    `author` made the thing himself and is refused for that."""

    ability: str
    by: str
    body: dict[str, Any] = field(default_factory=dict)
    author: str = ""


# Every door that changes something, by its address without /api/v1.
ACTS = {
    "/complaints": Act("complaint.create", "su", {"text": THANKS}),
    "/mentions": Act("mention.create", "su", {"text": THANKS}),
    "/complaints/import": Act("intake.import", "su"),
    "/complaints/<int:intake_id>/raise": Act("warning.raise", "su"),
    "/warnings/<int:warning_id>/confirm": Act("warning.confirm", "su"),
    "/warnings/<int:warning_id>/dismiss": Act("warning.dismiss", "su", {"reason": "x"}),
    "/crises": Act("crisis.open", "lin", {"title": "x"}),
    f"{ROOM}/events": Act("entry.add", "lin", {"text": "x"}),
    f"{ROOM}/log": Act("entry.add", "lin", {"text": "x"}),
    f"{ROOM}/level": Act("crisis.level", "lin", {"level": "I", "reason": "x"}),
    f"{ROOM}/stage": Act("stage.request", "lin", {"stage": 3, "reason": "x"}),
    f"{ROOM}/title": Act("crisis.level", "lin", {"title": "x"}),
    f"{ROOM}/position": Act("crisis.level", "lin", {"text": "x"}),
    f"{ROOM}/responsibility": Act("crisis.level", "lin", {"finding": "x", "basis": "x"}),
    f"{ROOM}/t0": Act("crisis.t0", "lin", {"t0": EARLIER, "reason": "x"}),
    f"{ROOM}/next-update": Act("entry.add", "lin", {"next_at": LATER}),
    f"{ROOM}/playbooks": Act("crisis.level", "lin", {"playbook": "PB-MEDIA"}),
    f"{ROOM}/confirm": Act("crisis.confirm", "lin"),
    f"{ROOM}/dismiss": Act("crisis.dismiss", "lin", {"reason": "x"}),
    f"{ROOM}/seats/<int:seat_id>/claim": Act("seat.claim", "lin"),
    f"{ROOM}/seats/<int:seat_id>/leave": Act("seat.release", "lin"),
    f"{ROOM}/members": Act("member.manage", "lin", {"person_id": 9}),
    f"{ROOM}/members/<int:person_id>/remove": Act("member.manage", "lin"),
    f"{ROOM}/grants": Act("member.manage", "lin", {"person_id": 6, "ability": "statement.approve_gm"}),
    f"{ROOM}/grants/<int:grant_id>/withdraw": Act("member.manage", "lin"),
    f"{ROOM}/items": Act("item.add", "lin", {"title": "x"}),
    f"{ROOM}/items/<int:item_id>/start": Act("item.check", "lin"),
    f"{ROOM}/items/<int:item_id>/check": Act("item.check", "lin", {"evidence": "x"}),
    f"{ROOM}/items/<int:item_id>/skip": Act("item.skip", "lin", {"reason": "x"}),
    f"{ROOM}/items/<int:item_id>/reopen": Act("item.check", "lin"),
    f"{ROOM}/items/<int:item_id>/assign": Act("item.assign", "lin", {"person_id": 4}),
    f"{ROOM}/duties/<int:duty_id>/fulfil": Act("duty.file", "lin", {"proof": "x"}),
    f"{ROOM}/facts": Act("fact.propose", "wu", {"key": "place", "value": "x"}),
    f"{ROOM}/facts/settle": Act("fact.confirm", "lin", {"fact": 1, "status": "confirmed", "source": "x"}),
    f"{ROOM}/facts/<int:fact_id>/settle": Act("fact.confirm", "lin", {"status": "confirmed", "source": "x"}),
    f"{ROOM}/statements": Act("draft.edit", "he", {"kind": "HOLDING", "title": "x", "body": "x"}),
    STATEMENT: Act("draft.edit", "he", {"body": "x", "version": 1}),
    f"{STATEMENT}/edit": Act("draft.edit", "he", {"body": "x", "version": 1}),
    f"{STATEMENT}/submit": Act("statement.submit", "he", {"warning_reason": "x"}),
    f"{STATEMENT}/approve": Act("statement.approve_legal", "zhou", {"role": "legal", "sha256": HASH}),
    f"{STATEMENT}/publish": Act("statement.publish", "he", {"sha256": HASH, "channel": "x"}),
    f"{STATEMENT}/withdraw": Act("statement.withdraw", "zhou", {"reason": "x"}),
    f"{ROOM}/inquiries": Act("inquiry.create", "he", {"outlet": "x", "question": "x"}),
    f"{ROOM}/inquiries/<int:inquiry_id>/answer": Act("inquiry.answer", "he", {"answer": "x"}),
    f"{AFTER}/records": Act(
        "accountability.write", "lin", {"tier": "leadership", "role": "x", "measures": ["检讨"], "finding": "x"}
    ),
    f"{AFTER}/records/<int:record_id>/approve": Act("accountability.approve", "zhou", author="lin"),
    f"{AFTER}/records/<int:record_id>/clear": Act("accountability.clear", "zhou", {"legal_basis": "x"}),
    f"{AFTER}/actions": Act(
        "action.add",
        "wu",
        {
            "problem": "x",
            "action": "x",
            "type": "prevent",
            "owner": "x",
            "due_at": LATER,
            "metric": "x 0",
            "verifier": "y",
        },
    ),
    f"{AFTER}/actions/<int:action_id>/verify": Act("action.verify", "su", {"result": "x"}, author="wu"),
    f"{AFTER}/customers": Act("customer.contact", "su", {"label": "x"}),
    f"{AFTER}/customers/<int:settlement_id>": Act("customer.contact", "su", {"state": "agreed", "note": "x"}),
    f"{AFTER}/customers/<int:settlement_id>/greeting": Act("customer.contact", "su", {"greeting_at": LATER}),
    f"{AFTER}/review": Act("review.write", "lin", {"summary": "x"}),
    f"{AFTER}/review/approve": Act("review.approve", "lin"),
    f"{AFTER}/archive": Act("review.approve", "lin", {"number": "A-1"}),
    f"{ROOM}/close": Act("crisis.close", "lin"),
    f"{ROOM}/reopen": Act("crisis.reopen", "lin", {"reason": "x"}),
    "/people": Act("people.manage", "shen", {"login": "xu", "name": "x", "role": "pr", "password": PASSWORD}),
    "/people/<int:person_id>": Act("people.role", "shen", {"role": "pr"}),
    "/people/<int:person_id>/disable": Act("people.role", "shen"),
    "/people/<int:person_id>/enable": Act("people.role", "shen"),
    "/tokens": Act("token.manage", "shen", {"name": "x", "scope": "intake"}),
    "/tokens/<int:token_id>/revoke": Act("token.manage", "shen"),
}


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
        rows = {name: found for name, found in self.house.ledger().items() if name not in without}
        return SHA(repr(sorted(rows.items())).encode()).hexdigest()


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


def signed_in(house: House, login: str) -> tuple[str, str]:
    secret = people.sign_in(house.work, login=login, password=PASSWORD, at=house.at)["session"]
    with house.work.reading() as conn:
        found = session(conn, fingerprint(secret))
    assert found is not None
    return secret, found.csrf


@contextmanager
def opened(kept: Kept, folder: Path, **config: Any) -> Iterator[Doors]:
    """The console on a copy of that house, with the house's clock."""
    file = shutil.copy(kept.file, folder / "crisis.db")
    with lived_in(Database(f"sqlite:///{file}"), kept.house) as house:
        settings = Settings(data=folder, database=f"sqlite:///{file}", org=dict(ORG), secret="f" * 64, **config)
        app = create_app(settings, clock=lambda: house.at)
        yield Doors(app, house, kept)
        app.extensions["work"].close()


def empty_the_room(doors: Doors) -> None:
    """Nobody belongs to any room any more, and nobody holds a grant."""
    with doors.house.work.database.writer.begin() as conn:
        conn.execute(members.delete())
        conn.execute(grants.delete())


def tables() -> list[str]:
    return sorted(metadata.tables)
