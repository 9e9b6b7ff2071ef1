"""Verdicts over streams: groups, repeats, T0 and precursor, attaching and second rooms, people's decisions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.detection.streams import START, Row, hear, items, levels, org, rooms

Stream = tuple[Row, ...]


def at(hours: float) -> object:
    return START + timedelta(hours=hours)


STREAMS: dict[str, tuple[str, str, Stream, list[str], int]] = {
    "three_persons_with_one_fault_are_a_group": ("appliances", "producer", (
        (0, "a", "冰箱门封条开裂,漏冷气", {}), (30, "b", "冰箱的门封条裂了", {}), (60, "c", "门封条开裂,冰箱不冷", {})), ["none", "watch", "crisis"], 1),
    "five_posts_of_one_person_are_one_person": ("appliances", "producer", (
        (0, "a", "冰箱门封条开裂", {}), (1, "a", "封条开裂没人管", {}), (30, "a", "封条开裂,回复我", {}), (31, "a", "封条还是裂的", {})), ["none", "none", "watch", "watch"], 0),
    "linked_accounts_are_one_person": ("beverage", "producer", (
        (0, "a", "瓶里有虫,赔我八万,不然发抖音", {}), (1, "b", "我也喝出虫子,赔八万", {"attrs": {"linked_to": "a"}}),
        (2, "c", "虫子,赔钱", {"attrs": {"linked_to": "a"}})), ["watch", "watch", "watch"], 0),
    "a_group_outside_its_week_is_none": ("appliances", "producer", (
        (0, "a", "冰箱门封条开裂", {}), (24 * 9, "b", "冰箱门封条开裂", {}), (24 * 18, "c", "冰箱门封条开裂", {})), ["none", "none", "none"], 0),
    "a_service_batch_counts_whatever_the_date": ("auto_dealer", "dealer", (
        (0, "a", "喷漆的地方起泡", {"attrs": {"service_job": "喷漆", "service_date": "2026-02-10"}}),
        (24 * 9, "b", "喷漆后车门起泡", {"attrs": {"service_job": "喷漆", "service_date": "2026-02-14"}}),
        (24 * 20, "c", "二月做的喷漆起泡了", {"attrs": {"service_job": "喷漆", "service_date": "2026-03-01"}})), ["none", "watch", "crisis"], 1),
    "another_branch_and_product_is_no_group": ("appliances", "producer", (
        (0, "a", "冰箱门封条开裂", {}), (1, "b", "洗衣机门封条开裂", {"product": "B2", "branch": "二店"})), ["none", "none"], 0),
    "two_with_a_hazard_are_enough": ("appliances", "producer", (
        (0, "a", "插头发烫有焦味", {}), (5, "b", "插头很烫,一股焦味", {})), ["watch", "crisis"], 1),
    "two_ill_of_the_same_dinner": ("restaurant", "operator", (
        (0, "a", "昨晚吃完一直拉肚子", {}), (3, "b", "昨天晚饭后又吐又拉", {})), ["watch", "crisis"], 1),
    "ill_persons_five_days_apart_are_two_single_cases": ("restaurant", "operator", (
        (0, "a", "吃完拉肚子了", {}), (24 * 8, "b", "吃完肚子疼", {})), ["watch", "watch"], 0),
    "askers_do_not_count": ("auto_dealer", "dealer", (
        (0, "a", "天窗漏水", {}), (1, "b", "听说天窗会漏水,我的会不会也漏", {}), (2, "c", "看到网上说天窗漏水,请问要不要检查", {})), ["none", "none", "none"], 0),
    "the_same_said_again_raises_no_second_alarm": ("appliances", "producer", (
        (0, "a", "暖风机起火把地板烧了", {}), (2, "a", "起火的事没人联系我", {})), ["crisis", "watch"], 1),
    "the_same_person_grown_worse_is_heard": ("restaurant", "operator", (
        (0, "a", "吃完有点拉肚子", {}), (1, "b", "我们三个人吃完都吐了", {}), (5, "a", "我昨天说拉肚子的,现在住院了", {})), ["watch", "crisis", "crisis"], 1),
    "another_hazard_on_another_product_is_a_second_room": ("appliances", "producer", (
        (0, "a", "暖风机起火把地板烧了", {}), (2, "b", "搅拌机刀片飞出来把手割伤了", {"product": "B2"})), ["crisis", "crisis"], 2),
    "the_same_hazard_on_the_same_product_attaches": ("appliances", "producer", (
        (0, "a", "暖风机起火把地板烧了", {}), (2, "b", "你们的暖风机着火了", {})), ["crisis", "crisis"], 1),
    "a_report_follows_its_matter": ("appliances", "producer", (
        (0, "a", "暖风机起火把地板烧了", {}), (5, None, "晚报:青禾暖风机起火,用户质疑质量", {"kind": "media", "published": 4.5})), ["crisis", "crisis"], 1),
    "our_own_words_never_alarm": ("appliances", "producer", (
        (0, None, "已确认暖风机起火系温控器失效,两名用户受伤", {"kind": "internal"}),
        (1, None, "青禾就暖风机起火致歉", {"kind": "media", "channel": "outbound"})), ["none", "none"], 0),
    "a_threat_after_failed_repairs": ("appliances", "producer", (
        (0, "a", "洗碗机已经修了三次还漏水,再不解决就找媒体", {}),), ["crisis"], 1),
    "routine_words_on_a_service_order_stay_a_watch_at_most": ("auto_dealer", "dealer", (
        (0, "a", "换机油,交车正常", {"kind": "service_order"}), (9, "b", "检查刹车,更换刹车片,试车正常", {"kind": "service_order"})), ["none", "none"], 0),
    "a_viral_rumour_without_any_complaint": ("beverage", "producer", (
        (0, None, "网传青禾饮料里喝出蟑螂,视频疯传", {"kind": "social", "attrs": {"views": 240000, "shares": 3100}, "published": -1}),), ["crisis"], 1),
    "a_steep_rise_counts_before_the_threshold": ("beverage", "producer", (
        (0, None, "青禾饮料里有虫子,大家别买", {"kind": "social", "attrs": {"views": 8000}}),
        (0.8, None, "青禾饮料里有虫子,大家别买", {"kind": "social", "attrs": {"views": 26000}})), ["watch", "crisis"], 1),
    "praise_may_travel_as_far_as_it_likes": ("beverage", "producer", (
        (0, None, "青禾这瓶柠檬茶太好喝了,推荐给大家", {"kind": "social", "attrs": {"views": 900000, "shares": 9000}}),), ["none"], 0),
    "another_firms_event_is_not_ours": ("beverage", "producer", (
        (0, None, "某友商饮料被曝喝出玻璃渣,消费者受伤", {"kind": "media", "product": "竞品C", "branch": None}),), ["none"], 0),
    "old_and_settled": ("auto_dealer", "dealer", (
        (0, "a", "去年刹车失灵的事你们早就修好了,谢谢", {}),), ["none"], 0),
}  # fmt: skip


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_gets_the_levels_and_rooms_it_deserves(name: str) -> None:
    sector, role, rows, wanted, opened = STREAMS[name]
    _, verdicts = hear(org(sector, role), *rows)
    assert (levels(verdicts), rooms(verdicts)) == (wanted, opened)


@pytest.mark.covers("R2-60")
def test_the_clock_starts_at_publication_and_moves_back_but_never_forward() -> None:
    _, verdicts = hear(
        org(),
        (0, "a", "插头发烫有焦味", {}),
        (10, "b", "暖风机插头烧起来了,手烫伤", {}),
        (12, None, "晚报:青禾暖风机插头起火", {"kind": "media", "published": 9}),
        (14, None, "日报:青禾暖风机插头起火", {"kind": "media", "published": 13}),
    )
    assert [verdict.t0 for verdict in verdicts] == [None, at(10), at(9), at(9)]
    assert verdicts[1].precursor_at == at(0)


def test_a_forming_group_says_how_many_are_missing() -> None:
    _, verdicts = hear(org(), (0, "a", "冰箱门封条开裂", {}), (30, "b", "冰箱门封条裂了", {}))
    group = verdicts[1].group
    assert group is not None
    assert (group.persons, group.needed, group.missing, group.items) == (2, 3, 1, ("i1", "i2"))
    assert ("raise.persons", {"missing": 1}) in [(part.key, part.params) for part in verdicts[1].raise_lower]


def test_a_dismissed_matter_stays_quiet_until_it_brings_something_new() -> None:
    listener, verdicts = hear(org(), (0, "a", "暖风机起火把地板烧了", {}))
    listener.note_decision(str(verdicts[0].matter), "dismissed", START)
    again, new = (
        listener.hear(item)
        for item in items((1, "a", "起火的事还没完", {}), (2, "b", "这台暖风机的数据被泄露,我的身份证在网上", {}))
    )
    assert (again.level, again.opens) == ("watch", None)
    assert new.level == "crisis"


def test_a_closed_room_takes_no_more_items() -> None:
    listener, verdicts = hear(org(), (0, "a", "暖风机起火把地板烧了", {}))
    listener.note_decision(str(verdicts[0].matter), "closed", START)
    later = listener.hear(items((9, "b", "暖风机又起火了,烧到窗帘", {}))[0])
    assert (later.level, later.opens is not None) == ("crisis", True)


@pytest.mark.parametrize(
    ("rows", "score"),
    [
        (((0, "a", "想问发票", {}),), (0, 39)),
        (((0, "a", "插头有焦味", {}),), (40, 69)),
        (((0, "a", "插头起火", {}),), (70, 100)),
    ],
)
def test_the_points_add_up_inside_the_band_of_the_level(rows: Stream, score: tuple[int, int]) -> None:
    _, verdicts = hear(org(), *rows)
    assert score[0] <= verdicts[0].score <= score[1]
    assert verdicts[0].score == sum(part.points for part in verdicts[0].parts)


def test_evidence_counts_what_is_told() -> None:
    _, verdicts = hear(
        org("restaurant", "operator"),
        (0, "a", "我和女儿吃完都吐了", {}),
        (1, "b", "我们公司十二个人吃完拉肚子,三个人住院", {}),
        (2, None, "省台:青禾餐厅多人腹泻", {"kind": "media", "attrs": {"class": "provincial", "views": 40000}}),
    )
    evidence = verdicts[-1].evidence
    assert (evidence.ill, evidence.in_hospital, evidence.outlets, evidence.views, evidence.vulnerable_victim) == (
        12,
        3,
        frozenset({"provincial"}),
        40000,
        True,
    )
    assert verdicts[-1].persons == 2


def test_leaked_identity_numbers_weigh_more_than_leaked_phone_numbers() -> None:
    for text, sensitive in (("12万名客户的身份证号码和银行账户被泄露", 120_000), ("贵司泄露了12万名客户的手机号", 0)):
        _, heard = hear(org(), (0.0, None, text, {"kind": "media", "channel": "media"}))
        assert (heard[0].evidence.data_persons, heard[0].evidence.data_sensitive) == (120_000, sensitive)


def test_every_line_of_an_explanation_has_words_in_both_languages() -> None:
    from crisis.detection.rulebook import standard
    from crisis.language.words import known, say

    assert [rule.id for rule in standard().rules if not known(f"signal.{rule.code}.{rule.kind}")] == []
    for sector, role, rows, _, _ in STREAMS.values():
        for verdict in hear(org(sector, role), *rows)[1]:
            for part in (*verdict.parts, *verdict.raise_lower):
                assert say(part.key, "zh", **part.params) and say(part.key, "en", **part.params)


MORE: dict[str, tuple[str, str, Stream, list[str], int]] = {
    "an_airline_group_over_one_flight": ("airline", "operator", (
        (0, "a", "QH801航班行李箱轮子摔坏了", {"product": "QH801"}), (3, "b", "QH801托运的行李箱被砸裂", {"product": "QH801"}),
        (9, "c", "行李箱在QH801上摔坏,拉杆断了", {"product": "QH801"})), ["none..watch", "watch", "crisis"], 1),
    "a_bank_outage_told_by_three": ("bank", "operator", (
        (0, "a", "手机银行登录不上,一直报错", {"product": "手机银行"}), (1, "b", "app无法登录", {"product": "手机银行"}),
        (2, "c", "登录报错,转不了账", {"product": "手机银行"})), ["none", "watch", "crisis"], 1),
    "a_leak_and_a_later_injury_are_two_rooms": ("hotel", "operator", (
        (0, None, "论坛出售青禾会员数据20万条,附样本", {"kind": "social", "product": None}),
        (5, "a", "浴室玻璃门爆裂,把我脚割伤了", {"product": None})), ["crisis", "crisis"], 2),
    "a_hospital_error_and_the_journalist_after_it": ("hospital", "operator", (
        (0, "a", "护士给孩子打错针,抽搐了", {"product": None}), (4, None, "健康周刊记者,请问打错针一事是否属实", {"kind": "media_inquiry", "product": None})), ["crisis", "crisis"], 1),
    "the_regulator_follows_the_ill": ("restaurant", "operator", (
        (0, "a", "我们四个人吃完都上吐下泻", {}), (8, None, "区市场监管局来函,请就顾客腹泻情况书面说明", {"kind": "regulator"})), ["crisis", "crisis"], 1),
    "a_drill_beside_the_real_thing": ("hotel", "operator", (
        (0, None, "演练:模拟客房起火,两人受伤", {"kind": "complaint", "attrs": {"drill": "yes"}}), (1, "a", "我房间真的起火了,快来人", {})), ["none", "crisis"], 1),
    "english_toys_choking_then_another": ("toys", "producer", (
        (0, "a", "A wheel came off the toy truck, I took it away from my son in time", {"lang": "en"}),
        (30, "b", "My daughter choked on a wheel from the toy truck", {"lang": "en"})), ["none..watch", "crisis"], 1),
    "a_dealer_stall_then_motorway": ("auto_dealer", "dealer", (
        (0, "a", "车在路上熄火了一次", {}), (50, "a", "修完才两天,在高速上又熄火了", {})), ["watch", "crisis"], 1),
    "attitude_and_queues_never_add_up": ("bank", "operator", (
        (0, "a", "排队一小时", {}), (1, "b", "等了很久,态度差", {}), (2, "c", "排队太久了", {}), (3, "d", "窗口太少,等太久", {})), ["none"] * 4, 0),
    "praise_three_times": ("hotel", "operator", (
        (0, "a", "早餐很好吃", {}), (1, "b", "服务很周到", {}), (2, "c", "下次还来", {})), ["none"] * 3, 0),
    "a_competitors_recall_in_the_news": ("appliances", "producer", (
        (0, None, "竞品暖风机起火,厂家召回两万台", {"kind": "media", "product": "竞品D9", "branch": None}),
        (2, "a", "看到新闻说别的牌子暖风机起火,你们的安全吗", {})), ["none", "none"], 0),
    "a_false_account_swarm_is_one_voice": ("restaurant", "operator", (
        (0, "a", "吃出蟑螂,赔我两万", {"attrs": {"device": "D1"}}), (1, "b", "我也吃出蟑螂", {"attrs": {"device": "D1"}}),
        (2, "c", "蟑螂!差评", {"attrs": {"device": "D1"}})), ["watch", "watch", "none..watch"], 0),
    "two_ill_at_two_branches_far_apart": ("restaurant", "operator", (
        (0, "a", "吃完拉肚子", {"product": "牛肉面"}), (2, "b", "吃完吐了", {"product": "寿司", "branch": "二店"})), ["watch", "watch"], 0),
    "sarcasm_with_facts": ("airline", "operator", (
        (0, "a", "真是好服务,热汤直接浇我腿上,烫起水泡,谢谢你们啊", {}),), ["crisis"], 1),
    "a_viral_video_of_misconduct": ("hotel", "operator", (
        (0, None, "视频:青禾前台辱骂残疾客人", {"kind": "social", "attrs": {"views": 23000, "shares": 400}}),), ["crisis"], 1),
    "an_inquiry_about_nothing_grave_without_deadline": ("hotel", "operator", (
        (0, None, "周刊记者,想了解一下贵店早餐涨价的事", {"kind": "media_inquiry"}),), ["watch"], 0),
    "a_late_second_outlet_keeps_the_clock": ("beverage", "producer", (
        (0, None, "晚报:青禾果汁喝出玻璃渣,消费者嘴唇划破", {"kind": "media"}), (6, None, "日报:青禾果汁玻璃渣事件追踪", {"kind": "media"})), ["crisis", "crisis"], 1),
}  # fmt: skip


@pytest.mark.parametrize("name", MORE)
def test_a_stream_of_another_trade_is_heard_rightly(name: str) -> None:
    sector, role, rows, wanted, opened = MORE[name]
    _, verdicts = hear(org(sector, role), *rows)
    assert rooms(verdicts) == opened
    assert [
        level if level in want.split("..") else f"{level}, not {want}"
        for level, want in zip(levels(verdicts), wanted, strict=True)
    ] == levels(verdicts)
