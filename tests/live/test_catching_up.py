"""A page of the log ends where live frames would have ended: the same rows, drawn once, and packed on the way."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from flask import Flask, Response
from jinja2 import DictLoader, Environment
from werkzeug.test import TestResponse

from crisis.web import packing
from crisis.web.drawn import KEPT, TEMPLATE, DrawnEntries
from tests.web.desk_house import Doors


def after_all(pages: list[dict[str, Any]]) -> dict[str, str]:
    """What stands on a screen that placed all fragments of these envelopes in order."""
    screen: dict[str, str] = {}
    for envelope in pages:
        for fragment in envelope["fragments"]:
            screen[fragment["id"]] = fragment["html"]
    return {id: html for id, html in screen.items() if html}


@pytest.mark.parametrize("who", ["he", "zhou", "zheng"])
def test_a_screen_that_catches_up_by_pages_shows_what_one_that_was_there_shows(open_doors: Doors, who: str) -> None:
    reader = open_doors.as_(who)
    by_one, by_page = [], reader.model(f"{open_doors.room}/events?after=0&limit=500")["events"]
    for number in range(len(by_page)):
        by_one += reader.model(f"{open_doors.room}/events?after={number}&limit=1")["events"]
    assert len(by_page) > 10
    assert [{**one, "fragments": 0} for one in by_one] == [{**one, "fragments": 0} for one in by_page]
    assert after_all(by_page) == after_all(by_one)


def entries() -> tuple[DrawnEntries, dict[str, Any]]:
    env = Environment(loader=DictLoader({TEMPLATE: "<li>{{ event.text }} {{ now[:10] }}</li>"}), autoescape=True)
    return DrawnEntries(env), {"reader": {"lang": "zh", "zone": "Asia/Shanghai"}, "now": "2026-11-21T10:00:00+00:00"}


def test_an_entry_is_drawn_again_when_it_the_reader_or_the_day_is_another() -> None:
    drawn, context = entries()
    first = drawn.draw(context, {"text": "a<b"})
    assert str(first) == "<li>a&lt;b 2026-11-21</li>"
    assert drawn.draw({**context, "now": "2026-11-21T11:00:00+00:00"}, {"text": "a<b"}) is first
    assert drawn.draw({**context, "now": "2026-11-21T16:00:00+00:00"}, {"text": "a<b"}) is not first
    assert drawn.draw({**context, "reader": {"lang": "en", "zone": "Asia/Shanghai"}}, {"text": "a<b"}) is not first
    assert str(drawn.draw(context, {"text": "c"})) == "<li>c 2026-11-21</li>"


def test_no_more_than_so_many_drawn_entries_are_kept() -> None:
    drawn, context = entries()
    for number in range(KEPT + 5):
        drawn.draw(context, {"text": str(number)})
    assert len(drawn._kept) == KEPT


def answered(body: str, kind: str, takes: str) -> TestResponse:
    app = Flask("packed")
    packing.install(app)
    app.add_url_rule("/", view_func=lambda: Response(body, mimetype=kind))
    return app.test_client().get("/", headers={"Accept-Encoding": takes})


@pytest.mark.parametrize(
    ("size", "kind", "takes", "packed"),
    [
        (5000, "text/html", "gzip, br", True),
        (5000, "application/json", "gzip", True),
        (5000, "text/html", "", False),
        (5000, "text/html", "gzip;q=0", False),
        (500, "text/html", "gzip", False),
        (5000, "image/png", "gzip", False),
    ],
)
def test_pages_are_packed_for_those_who_take_it(size: int, kind: str, takes: str, packed: bool) -> None:
    answer = answered("x" * size, kind, takes)
    assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert (gzip.decompress(answer.data) if packed else answer.data) == b"x" * size
