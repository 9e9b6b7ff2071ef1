"""The house of `tests/commands/cast.py` behind its doors: people who sign in, read pages and send forms."""

from __future__ import annotations

import html
import itertools
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.test import TestResponse

from crisis.app import create_app
from crisis.commands import people
from crisis.config import Settings
from crisis.store.database import Database
from tests.commands.cast import ORG, House, lived_in, move_in
from tests.commands.houses import signed_in

MARKS = itertools.count(1)


@dataclass
class Browser:
    """One signed-in person. Pages must draw without an unknown name; a form is followed to the page it leads to."""

    app: Flask
    house: House
    name: str
    secret: str
    csrf: str
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.client.set_cookie("sid", self.secret)

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-400:])
        return str(answer.text)

    def model(self, path: str) -> Any:
        answer = self.client.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 200, (path, answer.text[-400:])
        return answer.get_json()

    def sends(self, path: str, **fields: Any) -> TestResponse:
        """A plain form, as a browser without scripts sends it."""
        answer: TestResponse = self.client.post(path, data={"csrf": self.csrf, **fields})
        return answer

    def does(self, path: str, **fields: Any) -> str:
        """A plain form that is carried out; the address it leads to."""
        answer = self.sends(path, **fields)
        assert answer.status_code == 303, (path, answer.status_code, words(answer.text))
        return str(answer.headers["Location"])

    def fetches(self, path: str, as_form: bool = True, **fields: Any) -> TestResponse:
        """The same by script: as our own pages send it, or as JSON."""
        head = {"Accept": "application/json", "X-CSRF": self.csrf, "Idempotency-Key": f"desk-{next(MARKS):06d}"}
        sent: dict[str, Any] = {"data": fields} if as_form else {"json": fields}
        answer: TestResponse = self.client.post(path, headers=head, **sent)
        return answer


@dataclass(frozen=True)
class Kept:
    """A house that is closed and kept in `folder`, with everybody's session: secret and form token by name."""

    house: House
    folder: Path
    sessions: dict[str, tuple[str, str]]


@dataclass
class Doors:
    """`room` is the address of the open room; `as_(name)` the browser of a person of the house."""

    app: Flask
    house: House
    kept: Kept

    @property
    def room(self) -> str:
        return f"/crises/{self.house.room}"

    def as_(self, name: str, lang: str = "zh") -> Browser:
        browser = Browser(self.app, self.house, name, *self.kept.sessions[name])
        if lang != "zh":
            people.choose(self.app.extensions["work"], self.house.who(name), lang=lang, at=self.house.at)
        return browser


def built(folder: Path) -> Kept:
    """People, signed in a moment ago, and one open room in which the lead and an executive approve as GM."""
    house = move_in(Database(f"sqlite:///{folder / 'crisis.db'}"))
    for name in ("lin", "zheng"):
        house.here("seats.grant", "lin", person_id=house.ids[name], ability="statement.approve_gm")
    sessions = {name: signed_in(house, name) for name in house.ids}
    house.work.close()
    return Kept(house, folder, sessions)


@contextmanager
def copied(kept: Kept, folder: Path) -> Iterator[Doors]:
    """The console on a copy of that house, with the house's clock."""
    file = shutil.copy(kept.folder / "crisis.db", folder / "crisis.db")
    with lived_in(Database(f"sqlite:///{file}"), kept.house) as house:
        settings = Settings(data=folder, database=f"sqlite:///{file}", org=dict(ORG))
        app = create_app(settings, clock=lambda: house.at)
        app.jinja_env.undefined = StrictUndefined
        yield Doors(app, house, kept)
        app.extensions["work"].close()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return built(tmp_path_factory.mktemp("desks"))


@pytest.fixture
def open_doors(kept: Kept, tmp_path: Path) -> Iterator[Doors]:
    with copied(kept, tmp_path) as opened:
        yield opened


def words(markup: str) -> str:
    """What a reader sees of a page, on one line."""
    body = re.sub(r"<(script|style|template)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def forms(markup: str) -> list[str]:
    """The addresses of the forms of a page, in order."""
    return re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', markup)
