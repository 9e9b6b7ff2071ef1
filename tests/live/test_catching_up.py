"""A page of the log ends where live frames would have ended: the same rows, drawn once, and packed on the way."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Response
from jinja2 import DictLoader, Environment
from werkzeug.test import TestResponse

from crisis.live.standing import Audience
from crisis.store.checklist import items
from crisis.web import packing
from crisis.web.drawn import KEPT, TEMPLATE, DrawnEntries
from tests.commands.crowd import crowd
from tests.commands.scenarios_voice import published_fact
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


@pytest.mark.covers("T22")
@pytest.mark.parametrize("door", ["", "/api/v1"])
def test_a_page_that_is_kept_is_none_for_who_lost_the_room(open_doors: Doors, door: str) -> None:
    wu, lin, page = open_doors.as_("wu"), open_doors.as_("lin"), f"{door}{open_doors.room}/events?after=0"
    assert [wu.client.get(page).status_code for _ in range(2)] == [200, 200]
    open_doors.house.here("seats.remove_member", "lin", person_id=open_doors.house.ids["wu"])
    assert [browser.client.get(page).status_code for browser in (wu, lin)] == [404, 200]


@pytest.mark.covers("T22")
@pytest.mark.parametrize("door", ["", "/api/v1"])
def test_who_is_given_another_part_reads_by_it_at_once_though_both_pages_are_kept(open_doors: Doors, door: str) -> None:
    house, page = open_doors.house, f"{door}{open_doors.room}/events?after=0&limit=500"
    house.here("log.add_entry", "su", entry="canary-entry")
    wu, zheng = open_doors.as_("wu"), open_doors.as_("zheng")
    whole, summary = wu.client.get(page).text, zheng.client.get(page).text
    assert ("canary-entry" in whole, "canary-entry" in summary) == (True, False)
    house.do("people.change_person", "shell", person_id=house.ids["wu"], role="executive")
    assert wu.client.get(page).text == summary


def test_readers_who_come_back_at_once_share_a_drawing_until_there_is_more_to_draw(open_doors: Doors) -> None:
    lin, page = open_doors.as_("lin"), f"{open_doors.room}/events?after=2"
    first = lin.client.get(page).data
    open_doors.house.later(seconds=30)  # the hour moves every clock on the page
    assert lin.client.get(page).data == first
    assert open_doors.as_("zheng").client.get(page).data != first
    assert lin.model(f"{open_doors.room}/events?after=3") != lin.model(page)
    open_doors.house.here("log.add_entry", "su", entry="canary-entry")
    assert lin.model(page)["events"][-1]["data"]["timeline"].popitem()[1]["sentence"].endswith("canary-entry")


def test_what_is_told_in_company_is_what_would_be_told_alone(open_doors: Doors) -> None:
    """A live frame is drawn for one audience after the other; a copy of the event is drawn from nothing."""
    open_doors.house.here("log.add_entry", "su", entry="canary-entry")
    doors = open_doors.app.extensions["live"].doors
    events = doors.read(open_doors.room.replace("/crises/", "crisis:"), 0, 500)
    audiences = [Audience(role, lang) for role in ("lead", "pr", "legal", "executive") for lang in ("zh", "en")]
    kinds = {event.kind: event for event in events}
    for event in kinds.values():
        together, alone = [event], [doors.envelopes([replace(event)], audience) for audience in audiences]
        assert [doors.envelopes(together, audience) for audience in audiences] == alone, event.kind
    note = [kinds["log.note"]]
    shared = [doors.envelopes(note, audience)[0] for audience in audiences]
    assert shared[0] is shared[2] is shared[4] and shared[0] != shared[1] and shared[6]["kind"] == "hidden"
    assert "canary-entry" not in str(shared[6:])


def test_what_is_told_together_leaves_the_screen_that_one_frame_for_each_event_leaves(open_doors: Doors) -> None:
    item, other = (open_doors.house.rows(items)[place].id for place in (0, 7))
    for name, wish in (("check", {"item_id": item, "evidence": "照片"}), ("reopen", {"item_id": item})):
        open_doors.house.here(f"checklist.{name}_item", "lin", **wish)
    open_doors.house.here("log.add_entry", "su", entry="canary-entry")
    open_doors.house.here("checklist.start_item", "lin", item_id=other)
    open_doors.house.here("log.add_entry", "su", entry="the last word")
    doors = open_doors.app.extensions["live"].doors
    events = doors.read(open_doors.room.replace("/crises/", "crisis:"), 0, 500)[-5:]
    for audience in (Audience("lead", "zh"), Audience("pr", "en"), Audience("executive", "zh")):
        together = doors.envelopes(events, audience)
        assert after_all(together) == after_all([one for event in events for one in doors.envelopes([event], audience)])
        drawn = [fragment["id"] for one in together for fragment in one["fragments"]]
        assert len(drawn) == len(set(drawn))
        assert "room-head" in [fragment["id"] for fragment in together[3]["fragments"]]


def test_a_shared_drawing_is_packed_for_those_who_take_it(open_doors: Doors) -> None:
    lin, page = open_doors.as_("lin"), f"{open_doors.room}/events?after=0"
    plain, packed = (lin.client.get(page, headers={"Accept-Encoding": takes}) for takes in ("", "gzip"))
    assert [answer.headers.get("Content-Encoding") for answer in (plain, packed)] == [None, "gzip"]
    assert gzip.decompress(packed.data) == plain.data
    assert [answer.vary.as_set() for answer in (plain, packed)] == [{"accept-encoding", "cookie"}] * 2


def test_the_board_that_catches_up_is_told_of_a_released_fact_that_it_was_taken_back(open_doors: Doors) -> None:
    known, zheng = published_fact(open_doors.house), open_doors.as_("zheng")
    page = f"{open_doors.room}/events?after=0&limit=500"
    assert f"fact-{known}" in after_all(zheng.model(page)["events"])
    open_doors.house.here("facts.settle_fact", "lin", fact_id=known, status="refuted", source="复测")
    told = zheng.model(page)["events"]
    assert told[-1]["data"]["facts"] == {str(known): None}
    assert f"fact-{known}" not in after_all(told)


def test_a_program_may_ask_for_the_whole_log_and_a_screen_for_pages(open_doors: Doors) -> None:
    lin = open_doors.as_("lin")
    crowd(open_doors.house, 600)
    whole = lin.model(f"/api/v1{open_doors.room}/events?after=0&limit=20000")
    assert [event["seq"] for event in whole["events"]] == list(range(1, whole["head"] + 1))
    assert len(lin.model(f"{open_doors.room}/events?after=0&limit=20000")["events"]) == 500
    assert [
        (event["seq"], event["sentence"])
        for event in lin.model(f"{open_doors.room}/events?after=500&limit=3")["events"]
    ] == [(event["seq"], event["sentence"]) for event in whole["events"][500:503]]


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
