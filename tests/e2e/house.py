"""A served console with people and one room in it, as browser tests need it: made through commands and the API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.request import Request

from playwright.sync_api import Page

from crisis import config
from crisis.cli.accounts import TERMINAL
from crisis.cli.home import open_work
from crisis.commands.people import add_person
from crisis.commands.tokens import add_token
from tests.stack.console import DIRECT, Console

PASSWORD = "correct horse battery staple"
PEOPLE = ("lead", "pr", "legal", "technical", "customer", "executive", "auditor", "admin")
REPORT = {
    "external_id": "press-1",
    "kind": "media",
    "channel": "monitoring",
    "text": "本报讯：车主反映其轿车在北湾店保养后多次熄火，先后维修三次仍未解决，近日在高速公路上再度熄火，险些酿成事故。",
    "product": "远帆A5",
    "branch": "北湾店",
    "attrs": {"outlet": "都市早报", "class": "local", "views": 20000},
}


@dataclass
class House:
    """`token` may do what a crisis lead may; people sign in with their role as name and PASSWORD."""

    console: Console
    token: str

    def post(self, path: str, body: Any) -> Any:
        """A call of the API with the machine's token; the answer's JSON."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = json.dumps(body, ensure_ascii=False).encode()
        request = Request(f"{self.console.url}/api/v1{path}", data=data, headers=headers, method="POST")
        with DIRECT.open(request, timeout=20) as answer:
            return json.load(answer)

    def get(self, path: str) -> Any:
        request = Request(f"{self.console.url}/api/v1{path}", headers={"Authorization": f"Bearer {self.token}"})
        with DIRECT.open(request, timeout=20) as answer:
            return json.load(answer)

    def sign_in(self, page: Page, who: str) -> None:
        page.goto(f"{self.console.url}/signin")
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", PASSWORD)
        page.click('form[action="/signin"] button')
        page.wait_for_url(f"{self.console.url}/")


ORG = {"name": "远帆品牌北湾4S店", "sector": "auto_dealer", "role": "dealer", "jurisdictions": ["CN"],
       "timezone": "Asia/Shanghai", "branches": ["北湾店"]}  # fmt: skip


def people(console: Console) -> str:
    """One person per role and a machine token, in the data folder before the console is served; the token."""
    work = open_work(config.read(str(console.data)))
    at = datetime.now(UTC)
    for role in PEOPLE:
        add_person(work, TERMINAL, login=role, name=role, role=role, password=PASSWORD, at=at)
    token: str = add_token(work, TERMINAL, name="test", scope="lead", at=at)["token"]
    work.close()
    return token


def build(console: Console) -> House:
    """The firm, its people, a machine token, and a served console."""
    console.data.mkdir(parents=True, exist_ok=True)
    (console.data / "org.json").write_text(json.dumps(ORG, ensure_ascii=False), encoding="utf-8")
    token = people(console)
    console.start()
    return House(console, token)
