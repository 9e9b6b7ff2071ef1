"""Which records are one matter: kin topics of one thing, open rooms first, strangers and good news kept out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.detection.streams import hear, levels, org, rooms

KITCHEN: dict[str, Any] = {"product": None, "branch": "一店"}


def media(branch: str | None = None) -> dict[str, Any]:
    return {"kind": "media", "product": None, "branch": branch, "attrs": {"outlet": "江城晚报"}}


def test_a_swollen_pack_and_a_fire_of_one_product_are_one_matter() -> None:
    _, (watch, fire, other) = hear(
        org(),
        (0.0, "a", "电池鼓包了，没敢再充", {"branch": "一店"}),
        (9.0, "b", "放在客厅突然起火，地板烧了一片", {"branch": "二店"}),
        (9.5, "c", "电池鼓包了", {"product": "B7", "branch": "二店"}),
    )
    assert (watch.level, fire.level) == ("watch", "crisis")
    assert fire.matter == watch.matter
    assert other.matter != fire.matter


@pytest.mark.parametrize(("branch", "same"), [("一店", True), ("二店", False)])
def test_ill_guests_and_a_dirty_kitchen_are_one_matter_at_one_place(branch: str, same: bool) -> None:
    _, (first, _, video) = hear(
        org("restaurant_chain", "operator"),
        (0.0, "a", "中午吃完凉菜全家都在吐，孩子送医住院了", KITCHEN),
        (1.0, "b", "我也吃吐了，去了急诊", KITCHEN),
        (
            9.0,
            None,
            "后厨拖把和菜放一个池子里洗，太恶心",
            {**KITCHEN, "branch": branch, "kind": "social", "attrs": {"views": 150000}},
        ),
    )
    assert first.level == "crisis"
    assert (video.matter == first.matter) is same


def test_who_only_asks_from_elsewhere_does_not_carry_the_matter_there() -> None:
    listener, heard = hear(
        org("restaurant_chain", "operator"),
        (0.0, "a", "中午吃完凉菜全家都在吐，孩子送医住院了", {"product": "寿宴", "branch": "一店"}),
        (5.0, "b", "看到视频了，二店的寿宴能不能改期", {"product": "寿宴", "branch": "二店"}),
    )
    assert listener.matters.all[heard[0].matter or ""].branches == {"一店"}


def test_good_news_in_which_somebody_was_rescued_is_no_report_of_harm() -> None:
    _, verdicts = hear(
        org(),
        (0.0, None, "青禾员工下班路上救起溺水男孩，家长送来锦旗", media("一店")),
        (1.0, None, "青禾一店起火，三人被救出，居民送来锦旗", media("一店")),
    )
    assert levels(verdicts) == ["none", "crisis"]


def test_a_post_that_names_another_firm_is_not_about_us() -> None:
    post = {"kind": "social", "product": None, "branch": None, "attrs": {"views": 400}}
    _, verdicts = hear(
        org("restaurant_chain", "operator"),
        (0.0, None, "听说江南鱼庄上周把客人吃进医院", post),
        (1.0, None, "这家酒楼吃完全家都在吐", post),
    )
    assert levels(verdicts) == ["none", "crisis"]


def test_a_report_of_another_subject_does_not_join_the_only_room() -> None:
    _, verdicts = hear(
        org(),
        (0.0, "a", "暖风机起火把地板烧了，孩子的手也烧伤了", {}),
        (30.0, None, "青禾收了定金不发货，多名顾客维权要求退款", media()),
        (31.0, None, "青禾回应：正在核查此事", media()),
    )
    assert rooms(verdicts) == 2
    assert verdicts[1].opens is not None
    assert verdicts[2].matter is not None


@pytest.mark.parametrize(
    ("attrs", "level", "code"),
    [
        ({"ill": 1}, "watch", "T-FOOD"),
        ({"ill": 4}, "crisis", "T-FOOD"),
        ({"injured": 1}, "crisis", "T-SAFETY"),
        ({"dead": 1}, "crisis", "T-SAFETY"),
        ({"ill": "?"}, "none", ""),
        ({"injured": 0}, "none", ""),
    ],
)
def test_what_the_fields_of_a_record_state_is_heard_without_words(attrs: dict[str, Any], level: str, code: str) -> None:
    _, (verdict,) = hear(
        org("restaurant_chain", "operator"), (0.0, "a", "昨天的事你们打算怎么办", {**KITCHEN, "attrs": attrs})
    )
    assert (verdict.level, "".join(verdict.codes)) == (level, code)


def test_mine_too_joins_the_room_of_the_same_thing_and_counts() -> None:
    _, verdicts = hear(
        org(),
        (0.0, "a", "暖风机起火把地板烧了", {}),
        (4.0, "b", "我家这台也是这样，你们管不管", {}),
        (5.0, "c", "我家这台也是这样，你们管不管", {"product": "B7"}),
    )
    assert [verdict.attaches for verdict in verdicts] == [None, verdicts[0].matter, None]
