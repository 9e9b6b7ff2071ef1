"""Statement desk and media desk behind their doors: every page draws and every form of them works."""

from __future__ import annotations

import re

import pytest

from crisis.store.crises import grants
from crisis.store.voice import inquiries, revisions, statements
from tests.commands.cast import PASSWORD
from tests.web.desk_house import Doors, forms, words

TEXT = (
    "我们对车主的担心深表歉意。技术人员正在检查车辆。下次更新时间：今晚20:00。联系电话：400-820-0000。截至3月2日9时。"
)
LATER = TEXT.replace("20:00", "21:00")


def drafted(house: Doors, body: str = TEXT, **more: str) -> str:
    """The address of a new draft of the press officer."""
    return house.as_("he").does(
        f"{house.room}/statements", kind="HOLDING", lang="zh", title="初步声明", body=body, **more
    )


def submitted(house: Doors) -> tuple[str, str]:
    """Address and hash of a statement that waits for its keys."""
    place = drafted(house)
    he = house.as_("he")
    he.does(f"{place}/submit", version=he.model(place)["chosen"]["version"], warning_reason="钟点已口头确认")
    return place, he.model(place)["chosen"]["sha256"]


def approved(house: Doors) -> tuple[str, str]:
    place, sha256 = submitted(house)
    house.as_("zhou").does(f"{place}/approve", role="legal", sha256=sha256)
    house.as_("zheng").does(f"{place}/approve", role="gm", sha256=sha256, password=PASSWORD)
    return place, sha256


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_page_draws_for_each_reader_of_the_room(open_doors: Doors, lang: str) -> None:
    place, sha256 = approved(open_doors)
    house = open_doors.house
    house.here("statements.publish", "he", statement_id=1, sha256=sha256, channel="官网", link="https://example.org/1")
    house.here("inquiries.log_inquiry", "he", outlet="江城晚报", question="是否召回？")
    house.here("accountability.write_record", "lin", tier="leadership", role="总经理", measures=["self_criticism"])
    house.here("aftermath.add_settlement", "su", label="王先生")
    seen = {}
    for name in ("lin", "he", "zhou", "wu", "su", "han"):
        browser = open_doors.as_(name, lang)
        for page in ("statements", "statements?new=1", "statements/1", "media", "media/1", "review"):
            seen[name, page] = words(browser.page(f"{open_doors.room}/{page}"))
    for mode in ("edit", "check", "compare"):
        open_doors.as_("he", lang).page(f"{place}?mode={mode}")
    titles = {page: seen["lin", page].split(" · ")[0] for page in ("statements", "media", "review")}
    expected = {"zh": ["声明", "媒体台", "复盘"], "en": ["Statements", "Media desk", "After-action review"]}[lang]
    assert list(titles.values()) == expected


def test_the_clock_says_the_same_to_all_whatever_else_they_may_read(open_doors: Doors) -> None:
    _, sha256 = approved(open_doors)
    house = open_doors.house
    house.here("statements.publish", "he", statement_id=1, sha256=sha256, channel="官网", link="https://example.org/1")
    cause = house.here("facts.enter_fact", "wu", key="cause", value="螺栓未按规定力矩拧紧", source="复检单")["id"]
    house.here("facts.settle_fact", "lin", fact_id=cause, status="confirmed")
    seen = {}
    for name in ("lin", "he", "zhou", "wu", "su", "han", "zheng"):
        page = open_doors.as_(name).page(open_doors.room)
        seen[name] = re.findall(r'data-gate-state="(\w+)"', page)
        assert ("螺栓" in page) == (name != "zheng")
    assert seen == dict.fromkeys(seen, ["open", "met", "met", "mark", "open"])


def test_a_draft_without_words_starts_from_its_template_and_the_public_facts(open_doors: Doors) -> None:
    house = open_doors.house
    for key, value, public in (("public_contact", "400-820-0000", True), ("place", "星河路店", False)):
        fact = house.here("facts.enter_fact", "wu", key=key, value=value)["id"]
        house.here("facts.settle_fact", "lin", fact_id=fact, status="confirmed", source="站长", may_publish=public)
    place = drafted(open_doors, body="")
    chosen = open_doors.as_("he").model(place)["chosen"]
    assert "联系方式：400-820-0000。" in chosen["body"]
    assert "发生与" in chosen["body"]
    assert "星河路店" not in chosen["body"]
    assert [row.facts for row in house.rows(statements)] == [[1]]
    assert [part["ref"] for part in chosen["parts"] if part["kind"] == "agrees"] == ["#1"]
    assert chosen["blocks"] == 1
    assert "".join(part["text"] for part in chosen["parts"]) == chosen["body"]


def test_the_title_of_a_draft_is_that_of_its_kind_when_nobody_gave_one(open_doors: Doors) -> None:
    answer = open_doors.as_("he").fetches(f"{open_doors.room}/statements", as_form=False, kind="QA", lang="en")
    assert answer.status_code == 201
    assert answer.get_json()["go"] == f"{open_doors.room}/statements/1"
    assert open_doors.house.rows(statements)[0].title == "Questions and answers"


def test_a_forbidden_word_is_marked_and_keeps_the_draft_from_being_submitted(open_doors: Doors) -> None:
    place = drafted(open_doors, body=TEXT + "其余无可奉告。")
    he = open_doors.as_("he")
    chosen = he.model(place)["chosen"]
    assert [part["text"] for part in chosen["parts"] if part["kind"] == "block"] == ["无可奉告"]
    assert f"{place}/submit" not in forms(he.page(place))
    refused = he.sends(f"{place}/submit", version=1)
    assert refused.status_code == 409
    assert open_doors.house.rows(revisions) == []


def test_remarks_ask_for_a_written_reason(open_doors: Doors) -> None:
    place = drafted(open_doors, body=TEXT.replace("联系电话：400-820-0000。", ""))
    he = open_doors.as_("he")
    assert he.model(place)["chosen"]["warns"] > 0
    assert he.sends(f"{place}/submit", version=1).status_code == 422
    assert he.does(f"{place}/submit", version=1, warning_reason="先发事实，慰问另行登门") == place


def test_an_edit_voids_the_keys_and_shows_what_changed(open_doors: Doors) -> None:
    place, _ = approved(open_doors)
    he = open_doors.as_("he")
    version = he.model(place)["chosen"]["version"]
    assert he.does(f"{place}/edit", version=version, title="初步声明", body=LATER) == f"{place}?mode=check"
    chosen = he.model(place)["chosen"]
    assert [(slot["state"], slot["revision"]) for slot in chosen["slots"]] == [("voided", 1), ("voided", 1)]
    assert (chosen["state"], chosen["revision"], chosen["previous"], chosen["sha256"]) == ("draft", 2, 1, "")
    changed = [(piece["kind"], piece["text"]) for piece in chosen["difference"] if piece["kind"] != "plain"]
    assert changed == [("removed", "20"), ("added", "21")]


def test_an_edit_of_an_older_version_is_refused_with_both_texts(open_doors: Doors) -> None:
    place = drafted(open_doors)
    he = open_doors.as_("he")
    he.does(f"{place}/edit", version=1, title="初步声明", body=LATER)
    refused = he.fetches(f"{place}/edit", version=1, title="初步声明", body=TEXT)
    assert refused.status_code == 409
    assert refused.get_json()["theirs"]["body"] == LATER


def test_only_the_approved_bytes_are_published(open_doors: Doors) -> None:
    place, sha256 = approved(open_doors)
    he = open_doors.as_("he")
    wish = {"channel": "官网", "link": "https://example.org/1"}
    assert he.sends(f"{place}/publish", sha256="0" * 64, **wish).status_code == 409
    assert he.sends(f"{place}/publish", sha256=sha256, channel="官网", link="javascript:alert(1)").status_code == 422
    assert he.does(f"{place}/publish", sha256=sha256, **wish) == place
    chosen = he.model(place)["chosen"]
    assert (chosen["state"], [one["channel"] for one in chosen["publications"]]) == ("published", ["官网"])


def test_two_persons_take_a_published_text_back(open_doors: Doors) -> None:
    place, sha256 = approved(open_doors)
    open_doors.as_("he").does(f"{place}/publish", sha256=sha256, channel="官网")
    open_doors.house.later(minutes=6)
    for name in ("lin", "zhou"):
        browser = open_doors.as_(name)
        assert f"{place}/withdraw" in forms(browser.page(place))
        browser.does(f"{place}/withdraw", reason="数字有误", password=PASSWORD, version=9)
    assert open_doors.house.rows(statements)[0].state == "withdrawn"


def test_an_executive_with_the_grant_reads_and_approves_and_another_reader_without_it_does_not(
    open_doors: Doors,
) -> None:
    place, sha256 = submitted(open_doors)
    zheng = open_doors.as_("zheng")
    assert TEXT in zheng.model(place)["chosen"]["body"]
    assert f"{place}/approve" in forms(zheng.page(place))
    given = open_doors.house.rows(grants, person_id=open_doors.house.ids["zheng"])
    open_doors.house.here("seats.withdraw_grant", "lin", grant_id=given[0].id)
    assert zheng.client.get(place).status_code == 403
    listed = zheng.model(f"{open_doors.room}/statements")["statements"]
    assert [(row["title"], row["state"]) for row in listed] == [("初步声明", "submitted")]
    assert zheng.sends(f"{place}/approve", role="gm", sha256=sha256).status_code == 403


@pytest.mark.parametrize("page", ["statements", "media", "review"])
def test_who_is_not_in_the_room_is_told_that_there_is_none(open_doors: Doors, page: str) -> None:
    assert open_doors.as_("mo").client.get(f"{open_doors.room}/{page}").status_code == 404


def test_an_inquiry_is_answered_with_approved_sentences_alone(open_doors: Doors) -> None:
    he = open_doors.as_("he")
    place = he.does(
        f"{open_doors.room}/inquiries",
        outlet="江城晚报",
        question="是否召回？",
        channel="phone",
        deadline_at="2026-03-02T10:30",
    )
    assert he.model(place)["approved"] == []
    assert he.model(place)["chosen"]["due_at"] == "2026-03-02T02:00:00Z"
    approved(open_doors)
    assert [one["text"] for one in he.model(place)["approved"]] == [TEXT]
    answer = f"{open_doors.room}/inquiries/1/answer"
    refused = he.sends(answer, answer="技术人员正在检查车辆。我们保证没有问题。", version=1)
    assert refused.status_code == 409
    assert "我们保证没有问题。" in words(refused.text)
    assert he.fetches(answer, answer="没有问题。").get_json()["title"].endswith("“没有问题。”")
    assert he.sends(answer, answer=TEXT, link="javascript:alert(1)").status_code == 422
    assert he.does(answer, answer="技术人员正在检查车辆。", version=1, link="") == place
    assert he.model(place)["counts"] == {"all": 1, "open": 0, "overdue": 0}
    assert open_doors.house.rows(inquiries)[0].revision_id == 1


def test_programs_use_the_same_doors_under_the_api(open_doors: Doors) -> None:
    he, room = open_doors.as_("he"), open_doors.room
    made = he.fetches(f"/api/v1{room}/statements", as_form=False, kind="SOCIAL", lang="zh", title="短帖", body=TEXT)
    assert (made.status_code, "go" in made.get_json()) == (201, False)
    unknown = he.fetches(f"/api/v1{room}/statements", as_form=False, kind="SOCIAL", lang="zh", author="he")
    assert unknown.status_code == 422
    customer = open_doors.as_("lin").fetches(f"/api/v1{room}/aftermath/customers", as_form=False, label="王先生")
    assert customer.status_code == 201
