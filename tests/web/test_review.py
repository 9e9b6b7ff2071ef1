"""The review behind its doors: records, customers, actions, the review itself and the gate that keeps a crisis open."""

from __future__ import annotations

import re
from typing import Any

import pytest

from crisis.domain.closing import CODES
from crisis.store.aftermath import actions, records, settlements
from tests.web.desk_house import Browser, Doors, words


def record(browser: Browser, room: str, **more: Any) -> Any:
    wish = {
        "role": "总经理",
        "finding": "交检失察",
        "cause_node": "交检",
        "measures": ["fine", "training"],
        "currency": "CNY",
    }
    return browser.sends(f"{room}/aftermath/records", **{**wish, **more})


@pytest.mark.covers("R2-63", "R2-65")
def test_a_record_takes_the_leader_first_and_money_as_people_type_it(open_doors: Doors) -> None:
    lin, room = open_doors.as_("lin"), open_doors.room
    assert record(lin, room, tier="management").status_code == 409
    assert record(lin, room, tier="leadership", amount="2 500.505").status_code == 422
    assert record(lin, room, tier="leadership", amount="2,500.5", self_imposed="true").status_code == 303
    assert [(r.amount_cents, r.legal_check, r.self_imposed) for r in open_doors.house.rows(records)] == [
        (250050, "missing_basis", True)
    ]
    tier = open_doors.as_("zhou").model(f"{room}/review")["tiers"][0]
    assert (tier["code"], tier["rows"][0]["measures"], tier["rows"][0]["may_clear"]) == (
        "leadership",
        ["责任罚金", "培训"],
        True,
    )
    after = f"{room}/aftermath/records/1"
    zhou = open_doors.as_("zhou")
    assert zhou.does(f"{after}/clear", legal_basis="自愿声明", version=1) == f"{room}/review"
    zhou.does(f"{after}/approve", version=2)
    row = zhou.model(f"{room}/review")["tiers"][0]["rows"][0]
    assert (row["basis_state"], row["approved_by"], row["may_approve"]) == ("ok", "周衡", False)


def test_records_are_closed_to_whom_the_table_does_not_name(open_doors: Doors) -> None:
    record(open_doors.as_("lin"), open_doors.room, tier="leadership", person_id=open_doors.house.ids["su"])
    shown = {name: open_doors.as_(name).model(f"{open_doors.room}/review") for name in ("he", "wu", "su", "han")}
    told = {name: (page["may_read_records"], page["records_count"]) for name, page in shown.items()}
    assert told == {"he": (False, 0), "wu": (False, 0), "su": (True, 1), "han": (False, 0)}


def test_the_forms_of_the_review_work(open_doors: Doors) -> None:
    lin, room = open_doors.as_("lin"), open_doors.room
    after = f"{room}/aftermath"
    lin.does(f"{after}/customers", label="王先生")
    lin.does(f"{after}/customers/1", state="contacted", note="已通话", version=1)
    lin.does(f"{after}/customers/1/greeting", greeting_at="2026-03-05T10:00")
    lin.does(f"{after}/customers/1", state="listed", version=3)
    lin.does(
        f"{after}/actions", problem="交检漏检", action="加一道复核", type="prevent", owner="吴桐",
        verifier="林岚", due_at="2026-03-09T18:00", metric="抽查二十单无漏",
    )  # fmt: skip
    lin.does(f"{after}/actions/1/verify", result="二十单无漏", version=1)
    lin.does(f"{after}/review", summary="两次返修未查到。", root_cause="交检没有这一项。")
    version = lin.model(f"{room}/review")["review"]["version"]
    lin.does(
        f"{after}/review", summary="三次返修未查到。", root_cause="交检没有这一项。", truth_note="", version=version
    )
    lin.does(f"{after}/review/approve", version=version + 1)
    lin.does(f"{after}/archive", number="2026-07")
    page = lin.model(f"{room}/review")
    assert page["review"]["summary"] == "三次返修未查到。"
    assert (page["review"]["state"], page["gate"]["archive_number"]) == ("approved", "2026-07")
    assert (page["settlements"][0]["state"], page["settlements"][0]["greeting_at"]) == (
        "listed",
        "2026-03-05T02:00:00Z",
    )
    assert open_doors.house.rows(settlements)[0].state == "open"
    assert [row.state for row in open_doors.house.rows(actions)] == ["verified"]
    met = {one["code"]: one["met"] for one in page["gate"]["conditions"]}
    assert (met["aar"], met["archive"], met["greeting"], met["stage_quiet"]) == (True, True, True, False)


@pytest.mark.covers("R2-60")
def test_a_refused_closing_names_every_gate_that_blocks(open_doors: Doors) -> None:
    lin, room = open_doors.as_("lin", "en"), open_doors.room
    conditions = lin.model(f"{room}/review")["gate"]["conditions"]
    assert [one["code"] for one in conditions] == list(CODES)
    figures = {one["code"]: one["figure"] for one in conditions}
    assert re.fullmatch(r"0 / [1-9]\d*", figures["checklist"])
    assert (figures["accountability"], figures["aar"]) == ("0 / 3", "not started")
    blocked = {one["code"] for one in conditions if not one["met"]}
    version = lin.model(f"{room}/review")["crisis"]["version"]
    refused = lin.fetches(f"{room}/close", version=version)
    assert refused.status_code == 409
    assert {gate["code"] for gate in refused.get_json()["gates"]} == blocked
    page = words(lin.sends(f"{room}/close", version=version).text)
    assert "after-action review not approved" in page
    assert re.search(r"still in stage \d; stage 4 has to last 7 quiet days", page)
