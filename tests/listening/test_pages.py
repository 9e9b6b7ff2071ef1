"""The pages of listening behind their doors: read, tried, saved, tuned, put right; for whom and in which words."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from crisis.jobs.backtests import run_next
from crisis.store.firm import FirmFile
from crisis.store.intake import intake, verdicts
from tests.commands.cast import CRASH
from tests.commands.scenarios_desk import came
from tests.commands.scenarios_listening import FIRM, HOT, OWN, WHY
from tests.web.desk_house import Doors, words

ABOUT = {"product": "Q3", "branch": "东门店"}


def two(doors: Doors) -> tuple[int, int]:
    first = came(doors.house, HOT, customer_key="A1", customer_name="赵一", **ABOUT)["id"]
    doors.house.later(minutes=20)
    return first, came(doors.house, "空调坏了，不制冷。", customer_key="B2", customer_name="钱二", **ABOUT)["id"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_stands_on_the_page_with_examples_and_figures(open_doors: Doors, lang: str) -> None:
    came(open_doors.house, CRASH, customer_key="A1")
    browser = open_doors.as_("lin", lang)
    model = browser.model("/rules")
    rows = [row for group in model["groups"] for row in group["rows"]]
    assert len([row for row in rows if row["fires"]]) == model["rules"] > 50
    fired = {signal["rule"] for (row,) in [open_doors.house.rows(verdicts)] for signal in row.verdict["signals"]}
    assert {row["id"]: row["fired"] for row in rows if row["fired"]} == dict.fromkeys(fired, 1)
    page = words(browser.page("/rules"))
    assert all(row["fires"][0] in page and row["silent"][0] in page for row in rows if row["fires"])


def test_a_file_is_tried_before_it_is_saved_and_a_mistake_names_its_line(open_doors: Doors) -> None:
    house, lin = open_doors.house, open_doors.as_("lin")
    wrong = lin.sends("/rules/try", rules=OWN.replace("42", "many"))
    assert wrong.status_code == 422
    assert "第 7 行，points：应为 1 到 99 的整数" in words(wrong.text)
    assert lin.does("/rules/try", rules=OWN.replace("\n", "\r\n")) == "/rules"  # as a plain form sends it
    assert lin.fetches("/api/v1/rules", as_form=False, rules=OWN, reason="门店常见的说法").status_code == 409
    waiting = lin.page("/rules")
    assert 'data-trial="/rules/trials/1"' in waiting and "已重听 0 / … 条来件" in words(waiting)
    assert run_next(open_doors.app.extensions["work"], lambda: house.at)
    told = lin.model("/rules/trials/1")
    assert (told["state"], told["live"], told["heard"], told["whole"]) == ("done", False, 0, True)
    assert "重听全部 0 条来件" in words(lin.page("/rules"))
    assert lin.does("/rules", rules=OWN, reason="门店常见的说法") == "/rules"
    model = lin.model("/rules")
    newest = model["files"][0]
    assert (model["own_rules"], newest["by_name"], newest["note"]) == (1, "林岚", "门店常见的说法")
    assert model["trial"] is None


def test_a_trial_of_rules_that_changed_since_is_not_offered_to_be_saved(open_doors: Doors) -> None:
    house, lin = open_doors.house, open_doors.as_("lin")
    lin.does("/rules/try", rules=OWN)
    run_next(open_doors.app.extensions["work"], lambda: house.at)
    house.do("own_rules.save_rules", "shen", rules=OWN.replace("42", "44"), reason="先保存了另一份", untried=True)
    page = lin.page("/rules")
    assert "试跑之后规则已经变动" in words(page)
    assert lin.sends("/rules", rules=OWN, reason="门店常见的说法").status_code == 409
    assert 'name="untried"' in page.split('action="/rules"')[1]
    assert lin.does("/rules", rules=OWN, reason="谣言正在传开", untried="true") == "/rules"
    assert lin.model("/rules")["files"][0]["note"] == "谣言正在传开"


def test_who_may_not_edit_rules_sees_them_without_a_form(open_doors: Doors) -> None:
    he = open_doors.as_("he")
    assert 'action="/rules' not in he.page("/rules")
    assert he.sends("/rules/try", rules=OWN).status_code == 403


def test_a_series_is_drawn_with_its_band_and_tuned(open_doors: Doors) -> None:
    for week in range(14):
        came(open_doors.house, f"{HOT}第{week}次", customer_key=f"W{week}", **ABOUT)
        open_doors.house.at += timedelta(days=1 if week > 12 else 7)
    lin = open_doors.as_("lin")
    open_doors.house.at -= timedelta(days=92)
    model = lin.model("/series?key=product/Q3")
    chosen = model["chosen"]
    assert (chosen["label"], chosen["size"], len(chosen["rows"])) == ("产品 Q3", "M", 14)
    assert sum(row["n"] for row in chosen["rows"]) == 14
    assert all(row["low"] <= row["expected"] <= row["high"] for row in chosen["rows"])
    assert len(chosen["band"].split()) == 2 * len(chosen["line"].split()) == 28
    assert lin.does("/series/tune", series="product/Q3", size="L") == "/series?key=product/Q3"
    assert lin.model("/series?key=product/Q3")["chosen"]["size"] == "L"
    assert open_doors.as_("he").sends("/series/tune", series="product/Q3", size="S").status_code == 403


def test_the_complaint_page_shows_the_forming_group_and_what_is_missing(open_doors: Doors) -> None:
    first, second = two(open_doors)
    su = open_doors.as_("su")
    together = su.model(f"/complaints/{second}")["chosen"]["together"]
    assert (together["group"]["label"], together["group"]["missing"]) == ("7 天内独立投诉人 2 / 3", 1)
    assert [(m["id"], m["why"]) for m in together["members"]] == [(second, "计入"), (first, "计入")]
    su.does(f"/complaints/{second}/same-person", other=f"C-{first}", reason=WHY)
    together = su.model(f"/complaints/{second}")["chosen"]["together"]
    assert together["group"] is None and together["person"]["shared"] == 1
    assert [act["reason"] for act in together["acts"]] == [WHY]
    su.does(f"/complaints/{second}/other-person", reason="是邻居，不是本人")
    assert su.model(f"/complaints/{second}")["chosen"]["together"]["group"]["persons"] == 2
    su.does(f"/complaints/{second}/detach", reason="另一件事")
    rows = {row.id: row.matter for row in open_doors.house.rows(intake)}
    assert rows[first] != rows[second]
    su.does(f"/complaints/{second}/attach", other=str(first), reason="其实是同一件事")
    assert su.model(f"/complaints/{second}")["chosen"]["together"]["group"]["persons"] == 2
    assert "其实是同一件事" in words(su.page(f"/complaints/{second}"))


def test_the_inbox_counts_and_shows_the_records_of_groups(open_doors: Doors) -> None:
    first, second = two(open_doors)
    model = open_doors.as_("su").model("/complaints?show=group")
    assert (model["counts"]["group"], model["counts"]["all"]) == (1, 2)
    assert [row["id"] for row in model["complaints"]] == [second] != [first]


def test_who_may_not_handle_a_record_finds_no_form_for_it(open_doors: Doors) -> None:
    _, second = two(open_doors)
    page = open_doors.as_("han").page(f"/complaints/{second}")
    assert f"/complaints/{second}/detach" not in page


def test_the_firm_is_told_on_a_page_and_known_at_once(open_doors: Doors) -> None:
    shen = open_doors.as_("shen")
    lists = {"branches": "东门店\n西门店\n\n东门店", "aliases": "青禾", "products": "Q3"}
    sent = {**FIRM, **lists, "jurisdictions": ["CN", "EU"], "timezone": "Europe/Berlin"}
    assert shen.does("/settings", **sent) == "/settings"
    file = open_doors.app.config["SETTINGS"].data / "org.json"
    kept = json.loads(file.read_text("utf-8"))
    assert (kept["name"], kept["branches"], kept["timezone"]) == ("青禾出行", ["东门店", "西门店"], "Europe/Berlin")
    assert [one.name for one in file.parent.iterdir() if one.name.startswith(".org-")] == []
    assert "青禾出行" in words(shen.page("/people"))
    assert open_doors.app.extensions["work"].desk.firm().aliases == ("青禾",)
    kept["name"] = "青禾集团"
    file.write_text(json.dumps(kept), "utf-8")
    assert "青禾集团" in words(shen.page("/people"))


@pytest.mark.parametrize(("field", "value"), [("timezone", "Mars/Base"), ("name", ""), ("jurisdictions", [])])
def test_a_firm_that_cannot_be_is_refused_beside_its_field(open_doors: Doors, field: str, value: object) -> None:
    shen = open_doors.as_("shen")
    answer = shen.sends("/settings", **{**FIRM, field: value})
    assert answer.status_code == 422
    assert not (open_doors.app.config["SETTINGS"].data / "org.json").exists()


def test_only_the_admin_may_say_who_the_firm_is(open_doors: Doors) -> None:
    lin = open_doors.as_("lin")
    assert lin.client.get("/settings").status_code == 403
    assert lin.sends("/settings", **FIRM).status_code == 403


def test_a_file_that_cannot_be_written_changes_nothing(open_doors: Doors) -> None:
    desk = open_doors.app.extensions["work"].desk
    before = dict(desk.org)
    assert isinstance(desk.file, FirmFile)
    desk.file.path = desk.file.path / "no" / "org.json"
    answer = open_doors.as_("shen").fetches("/settings", as_form=False, **FIRM)
    assert answer.status_code >= 500
    assert dict(desk.org) == before
