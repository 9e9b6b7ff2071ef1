"""The timeline behind its doors: every page draws in both languages, every form works, and programs get the same."""

from __future__ import annotations

import re

import pytest

from crisis.store.crises import seats
from tests.commands.cast import THREAT
from tests.commands.scenarios_timeline import noted, seat
from tests.web.desk_house import Doors, words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_the_timeline_draws(open_doors: Doors, lang: str) -> None:
    house = open_doors.house
    seq = noted(house, "su")
    house.here("timeline.retitle_entry", "lin", seq=seq, title="客户接受")
    house.here("timeline.pin", "lin", seq=seq)
    house.here("timeline.tell", "lin", seq=seq)
    house.here("comments.comment", "he", seq=seq, words="@林岚 谁去？")
    house.here("seats.take_seat", "lin", seat_id=seat(house, "LEAD"))
    house.later(hours=2)
    reader = open_doors.as_("lin", lang)
    for part in (
        "",
        "?order=occurred",
        "/timeline",
        "/timeline?only=decision",
        f"/timeline/{seq}",
        "/story",
        "/complaints",
        "/hand-over",
    ):
        assert f"/crises/{house.room}" in reader.page(open_doors.room + part)
    assert f"/timeline/{seq}" in reader.page("/")


def test_the_forms_of_an_entry_work_without_scripts(open_doors: Doors) -> None:
    seq = noted(open_doors.house, "su")
    entry = f"{open_doors.room}/timeline/{seq}"
    su, wu = open_doors.as_("su"), open_doors.as_("wu")
    assert su.does(f"{entry}/pin", on="true") == entry
    su.does(f"{entry}/title", title="客户接受明日到店")
    su.does(f"{entry}/comments", text="@吴桐 请核对")
    assert "请核对" in words(wu.page("/"))
    (said,) = su.model(entry)["entry"]["comments"]
    wu.does(f"{open_doors.room}/comments/{said['id']}/resolve", version=said["version"])
    su.does(f"{entry}/strike", reason="记错了客户")
    open_doors.as_("he").does(f"{entry}/story", on="true")
    told = words(wu.page(entry))
    assert all(
        part in told
        for part in ("客户接受明日到店", "原记录：苏敏 已与客户通话", "苏敏 划去：记错了客户", "吴桐 已解决")
    )
    assert "客户接受明日到店" in words(wu.page(f"{open_doors.room}/story"))
    assert wu.sends(f"{entry}/pin", on="false").status_code == 403


def test_buttons_stand_only_where_they_lead_somewhere(open_doors: Doors) -> None:
    seq = noted(open_doors.house, "su")
    shown = {
        name: open_doors.as_(name).model(f"{open_doors.room}/timeline/{seq}")["may"] for name in ("su", "he", "han")
    }
    assert shown == {
        "su": {"mark": True, "retitle": True, "story": False, "comment": True, "attach": True},
        "he": {"mark": False, "retitle": False, "story": True, "comment": True, "attach": True},
        "han": {"mark": False, "retitle": False, "story": False, "comment": False, "attach": False},
    }


@pytest.mark.parametrize("before", ["x", "0", "-1", "1.5", "9" * 30, "²"])
def test_a_page_from_nowhere_is_refused_in_words(open_doors: Doors, before: str) -> None:
    answer = open_doors.as_("lin").client.get(f"{open_doors.room}/timeline", query_string={"before": before})
    assert answer.status_code == 422


def test_older_pages_are_the_same_for_programs(open_doors: Doors) -> None:
    house = open_doors.house
    for n in range(60):
        house.here("log.add_entry", "su", entry=f"第{n}条")
    reader = open_doors.as_("lin")
    first = reader.model(f"/api/v1{open_doors.room}/timeline")["timeline"]
    second = reader.model(f"/api/v1{open_doors.room}/timeline?before={first['older']}")["timeline"]
    seqs = [row["seq"] for row in (*first["rows"], *second["rows"])]
    assert len(first["rows"]) == 50 and seqs == sorted(set(seqs), reverse=True)
    assert len(re.findall(r'<li [^>]*id="event-\d+"', reader.page(open_doors.room))) == 25


def test_the_records_of_a_room_name_nobody_who_must_not_be_named(open_doors: Doors) -> None:
    house = open_doors.house
    record = {"text": THREAT, "customer_name": "钱安然", "customer_key": "K-1", "contact": "13800001111"}
    told = house.do("intake.receive", "shop", records=[record])["results"][0]
    house.do("warnings.confirm", "su", warning_id=told["warning_id"], crisis_id=house.room)
    place = f"{open_doors.room}/complaints"
    assert "钱安然" in open_doors.as_("su").page(place)
    masked = open_doors.as_("wu").page(place)
    assert "钱安然" not in masked and f"/complaints/{told['id']}" in masked
    assert open_doors.as_("zheng").client.get(place).status_code == 404
    assert open_doors.as_("mo").client.get(place).status_code == 404


def test_a_seat_is_handed_over_through_the_doors(open_doors: Doors) -> None:
    house = open_doors.house
    house.here("seats.take_seat", "wu", seat_id=seat(house, "TECH"))
    wu, su = open_doors.as_("wu"), open_doors.as_("su")
    wish = {"seat_id": seat(house, "TECH"), "person_id": house.ids["su"], "brief": "拆检明早九点"}
    assert wu.does(f"{open_doors.room}/hand-overs", **wish) == f"{open_doors.room}#people"
    page = su.page(f"{open_doors.room}/hand-over")
    assert "拆检明早九点" in page and "接收" in words(su.page("/"))
    (offered,) = su.model(f"{open_doors.room}/hand-over")["offered"]
    su.does(f"{open_doors.room}/hand-overs/{offered['id']}/accept", version=offered["version"])
    assert house.rows(seats, crisis_id=house.room, role="TECH")[0].person_name == "苏敏"


def test_the_cadence_is_kept_through_the_doors(open_doors: Doors) -> None:
    he = open_doors.as_("he")
    he.does(f"{open_doors.room}/updates", note="第 1 次通报")
    he.does(f"{open_doors.room}/updates/snooze", until="2026-03-02T12:00")
    clock = he.model(open_doors.room)["clock"]
    assert (clock["next_update_at"], clock["last_update_at"], clock["snoozed"]) == (
        "2026-03-02T04:00:00Z", "2026-03-02T01:30:00Z", 1,
    )  # fmt: skip
    board = open_doors.as_("zheng").model(open_doors.room)["clock"]
    assert (board["next_update_at"], board["last_update_at"], board["snoozed"]) == ("2026-03-02T04:00:00Z", None, 0)


def test_how_far_a_person_has_seen_the_room_is_remembered(open_doors: Doors) -> None:
    lin = open_doors.as_("lin")
    assert lin.model(open_doors.room)["mine"]["digest"]["since"] is None
    answer = lin.fetches(f"{open_doors.room}/seen", seq="5")
    assert (answer.status_code, answer.get_json()) == (200, {"seen": 5})
    assert lin.model(open_doors.room)["mine"]["digest"] is None
    assert [lin.fetches(f"{open_doors.room}/seen", seq=bad).status_code for bad in ("-1", "x", str(2**40), "")] == [
        422
    ] * 4
    assert open_doors.as_("mo").fetches(f"{open_doors.room}/seen", seq="5").status_code == 404


def test_what_is_laid_over_an_entry_is_drawn_anew_on_every_screen(open_doors: Doors) -> None:
    house = open_doors.house
    seq = noted(house, "su")
    after = house.here("timeline.pin", "lin", seq=seq)["seq"] - 1
    house.here("comments.comment", "he", seq=seq, words="@吴桐 请核对")
    told = open_doors.as_("wu").model(f"{open_doors.room}/events?after={after}")["events"]
    drawn = {f["id"]: f for event in told for f in event["fragments"]}
    assert (drawn[f"event-{seq}"]["into"], drawn[f"pin-{seq}"]["into"]) == ("", "pins")
    assert "请核对" in drawn[f"event-{seq}"]["html"]
    house.here("timeline.pin", "lin", seq=seq, on=False)
    last = open_doors.as_("wu").model(f"{open_doors.room}/events?after={after + 2}")["events"]
    assert [f["html"] for event in last for f in event["fragments"] if f["id"] == f"pin-{seq}"] == [""]
    board = open_doors.as_("zheng").model(f"{open_doors.room}/events?after={after}")["events"]
    assert [event["kind"] for event in board] == ["hidden"] * 3
    assert [f for event in board for f in event["fragments"]] == []
