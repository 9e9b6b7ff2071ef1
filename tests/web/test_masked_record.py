"""A record as its readers see it: words for the crisis team, the person hidden until somebody opens it for a reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crisis.store.events import events
from tests.web.desk_house import Doors

TEXT = "我叫孙嘉,电话13900001111,开着开着突然熄火,车里有老人"


@pytest.fixture
def record(open_doors: Doors) -> str:
    sent = open_doors.as_("su").fetches(
        "/api/v1/complaints", as_form=False, text=TEXT, channel="phone", customer_name="孙嘉", contact="13900001111"
    )
    assert sent.status_code == 201, sent.text
    return f"/complaints/{sent.get_json()['id']}"


@pytest.mark.covers("R0-30")
def test_the_lead_reads_the_words_and_not_who_it_is(open_doors: Doors, record: str) -> None:
    page = open_doors.as_("lin").page(record)
    assert "熄火" in page and "［电话］" in page
    assert "13900001111" not in page and "孙嘉" not in page


def test_the_desk_that_handles_it_reads_all(open_doors: Doors, record: str) -> None:
    page = open_doors.as_("su").page(record)
    assert "13900001111" in page and "孙嘉" in page


def test_opened_for_a_reason_it_is_whole_for_one_person_and_ten_minutes(open_doors: Doors, record: str) -> None:
    lin = open_doors.as_("lin")
    assert lin.does(f"{record}/unmask", reason="致电道歉") == record
    assert "13900001111" in lin.page(record)
    assert "13900001111" not in open_doors.as_("he").page(record)
    with open_doors.app.extensions["work"].reading() as conn:
        told = conn.execute(select(events.c.payload).where(events.c.kind == "complaint.unmasked")).scalars().all()
    assert len(told) == 1 and "13900001111" not in str(told)
    open_doors.house.later(minutes=10, seconds=1)
    assert "13900001111" not in lin.page(record)


def test_it_needs_a_reason_and_the_right(open_doors: Doors, record: str) -> None:
    assert open_doors.as_("lin").sends(f"{record}/unmask", reason=" ").status_code == 422
    assert open_doors.as_("he").sends(f"{record}/unmask", reason="看看").status_code == 403
