"""Files behind the doors of a room: plain forms, scripts and programs alike, and every screen that shows the entry."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest

from crisis.store.attachments import attachments
from tests.commands.pictures import HTML, PDF, jpeg, png
from tests.commands.scenarios_attachments import laid
from tests.commands.scenarios_timeline import noted
from tests.web.desk_house import Doors, words


def uploads(*files: tuple[str, bytes]) -> list[Any]:
    return [(io.BytesIO(content), name) for name, content in files]


def files_on(doors: Doors, who: str, seq: int) -> list[dict[str, Any]]:
    return list(doors.as_(who).model(f"{doors.room}/timeline/{seq}")["entry"]["files"])


def test_a_plain_form_lays_files_over_an_entry_and_takes_one_back(open_doors: Doors) -> None:
    seq = noted(open_doors.house, "su")
    entry, wu = f"{open_doors.room}/timeline/{seq}", open_doors.as_("wu")
    assert wu.does(f"{entry}/attachments", file=uploads(("零件.jpg", jpeg(6)), ("来函.pdf", PDF))) == entry
    photo, letter = files_on(open_doors, "su", seq)
    place = f"{open_doors.room}/attachments/{photo['id']}"
    page = open_doors.as_("su").page(entry)
    assert f'<img src="{place}" alt="图片：零件.jpg" loading="lazy"' in page
    assert photo["sha256"][:16] in page and "吴桐 附上" in words(page)
    assert wu.does(f"{open_doors.room}/attachments/{letter['id']}/withdraw", reason="附错了", next=entry) == entry
    assert "吴桐 撤回：附错了" in words(open_doors.as_("su").page(entry))
    assert open_doors.as_("su").client.get(f"{open_doors.room}/attachments/{letter['id']}").status_code == 404
    timeline = open_doors.as_("lin").page(open_doors.room)
    assert f'href="{place}" download>零件.jpg</a>' in timeline and "<del>来函.pdf</del>" in timeline
    assert "<img" not in timeline, "a room fetches no photo before somebody opens its entry"
    assert "吴桐 撤回第" in words(timeline)


@pytest.mark.parametrize("by_script", [False, True])
def test_an_entry_is_typed_together_with_its_files(open_doors: Doors, by_script: bool) -> None:
    su, wish = open_doors.as_("su"), {"text": "拆下的螺栓", "pinned": "true", "file": uploads(("零件.png", png()))}
    if by_script:
        assert su.fetches(f"{open_doors.room}/log", **wish).status_code == 201
    else:
        assert su.does(f"{open_doors.room}/log", **wish) == f"{open_doors.room}#timeline"
    rows = su.model(f"{open_doors.room}/timeline")["timeline"]["rows"]
    (typed,) = [row for row in rows if row["typed"]]
    assert (typed["sentence"], typed["pinned"]) == ("苏敏 拆下的螺栓", True)
    assert [(one["name"], one["kind"], one["open"]) for one in typed["files"]] == [("零件.png", "png", True)]


def test_the_composer_without_a_file_is_a_plain_entry(open_doors: Doors) -> None:
    su = open_doors.as_("su")
    su.does(f"{open_doors.room}/log", text="没有附件", file=(io.BytesIO(b""), ""))
    assert open_doors.house.rows(attachments) == []
    assert "没有附件" in words(su.page(open_doors.room))
    assert 'enctype="multipart/form-data"' in su.page(open_doors.room)
    assert 'type="file"' not in open_doors.as_("han").page(open_doors.room)


def test_a_refused_file_says_why_on_a_page_of_its_own(open_doors: Doors) -> None:
    answer = open_doors.as_("su").sends(f"{open_doors.room}/log", text="x", file=uploads(("零件.png", HTML)))
    assert answer.status_code == 422
    assert "《零件.png》的内容不是可以附上的文件" in words(answer.text) and "先转换" in words(answer.text)


def test_programs_send_and_read_files_as_people_do(open_doors: Doors) -> None:
    seq, su = noted(open_doors.house, "su"), open_doors.as_("su")
    wish = {"name": "来函.pdf", "content": base64.b64encode(PDF).decode()}
    answer = su.fetches(f"/api/v1{open_doors.room}/timeline/{seq}/attachments", as_form=False, **wish)
    (told,) = answer.get_json()["attachments"]
    assert (answer.status_code, told["name"], told["kind"], told["size"]) == (201, "来函.pdf", "pdf", len(PDF))
    assert su.client.get(f"/api/v1{open_doors.room}/attachments/{told['id']}").data == PDF
    snapshot = su.model(f"/api/v1{open_doors.room}/snapshot")["attachments"]
    assert snapshot[str(told["id"])]["sha256"] == told["sha256"]
    bad = su.fetches(f"/api/v1{open_doors.room}/timeline/{seq}/attachments", as_form=False, name="x", content="§")
    assert bad.status_code == 422


def test_files_are_drawn_on_every_screen_and_for_whoever_catches_up(open_doors: Doors) -> None:
    house, seq = open_doors.house, noted(open_doors.house, "su")
    told = house.here("attachments.attach", "wu", seq=seq, files=[("零件.png", png())])
    drawn = open_doors.as_("he").model(f"{open_doors.room}/events?after={told['seq'] - 1}")["events"][0]
    (fragment,) = [one for one in drawn["fragments"] if one["id"] == f"event-{seq}"]
    assert (drawn["kind"], fragment["into"]) == ("attachment.added", "")
    assert "零件.png" in fragment["html"] and drawn["data"]["attachments"]
    caught_up = open_doors.as_("he").model(f"{open_doors.room}/events?after=0&limit=500")["events"]
    shown = [f["html"] for e in caught_up for f in e["fragments"] if f["id"] == f"event-{seq}"][-1]
    assert shown == fragment["html"]
    board = open_doors.as_("zheng").model(f"{open_doors.room}/events?after={told['seq'] - 1}")["events"][0]
    assert (board["kind"], board["data"], board["fragments"]) == ("hidden", {}, [])
    struck = house.here("timeline.strike", "su", seq=seq, reason="记错了")["seq"]
    after = open_doors.as_("he").model(f"{open_doors.room}/events?after={struck - 1}")["events"][0]["fragments"]
    (again,) = [one["html"] for one in after if one["id"] == f"event-{seq}"]
    assert "<del>零件.png</del>" in again and "/attachments/" not in again


def test_the_field_and_the_button_stand_only_where_they_lead_somewhere(open_doors: Doors) -> None:
    house = open_doors.house
    number = laid(house, "su")
    (row,) = house.rows(attachments, id=number)
    seen = {}
    for who in ("lin", "su", "he", "han"):
        model = open_doors.as_(who).model(f"{open_doors.room}/timeline/{row.seq}")
        seen[who] = (model["may"]["attach"], model["entry"]["files"][0]["may_withdraw"])
    assert seen == {"lin": (True, True), "su": (True, True), "he": (True, False), "han": (False, False)}
    house.here("timeline.strike", "su", seq=row.seq, reason="x")
    assert open_doors.as_("su").model(f"{open_doors.room}/timeline/{row.seq}")["may"]["attach"] is False
