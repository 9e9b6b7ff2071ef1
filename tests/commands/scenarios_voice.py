"""Facts, statements and inquiries."""

from __future__ import annotations

from typing import Any

from crisis.store import voice
from tests.commands.cast import HOUR, House
from tests.commands.scenario import Wish, scenario
from tests.commands.scenarios_crisis import in_room

BODY = "我们已收到客户反映的情况，正在核实。我们将在今天20时前公布进展。"


def fact(house: House, value: str = "3", key: str = "affected_count") -> int:
    told = house.here("facts.enter_fact", "wu", key=key, value=value, source="检测单")
    return int(told["id"])


def published_fact(house: House) -> int:
    known = fact(house)
    house.here("facts.settle_fact", "lin", fact_id=known, status="confirmed", may_publish=True)
    return known


@scenario("facts.enter_fact", "wu", "fact.propose")
def the_first_of_its_key(house: House) -> Wish:
    return in_room(house, key="place", value="一号车间", unit="", scope="全厂", as_of=house.at - HOUR)


@scenario("facts.enter_fact", "wu", "fact.propose")
def in_place_of_a_published_one(house: House) -> Wish:
    known = published_fact(house)
    submitted(house, facts=[known])
    return in_room(house, key="affected_count", value="5", supersedes=known)


@scenario("facts.settle_fact", "lin", "fact.confirm")
def confirmed_and_released(house: House) -> Wish:
    return in_room(house, fact_id=fact(house), status="confirmed", may_publish=True)


@scenario("facts.settle_fact", "wu", "fact.confirm")
def refuted_after_release(house: House) -> Wish:
    known = published_fact(house)
    return in_room(house, fact_id=known, status="refuted", source="复检")


@scenario("facts.settle_fact", "lin", "fact.confirm")
def looked_at_again(house: House) -> Wish:
    known = fact(house)
    house.here("facts.settle_fact", "lin", fact_id=known, status="refuted", source="复检")
    return in_room(house, fact_id=known, status="unconfirmed")


def draft(house: House, **more: Any) -> dict[str, Any]:
    values = {"kind": "HOLDING", "lang": "zh", "title": "初步说明", "body": BODY, **more}
    return house.here("statements.draft", "he", **values)


def submitted(house: House, **more: Any) -> tuple[int, str]:
    """A revision that waits for its two keys: the statement's id and the hash of the words."""
    begun = draft(house, **more)
    told = house.here("statements.submit", "he", statement_id=begun["id"], warning_reason="已逐条核对")
    return int(begun["id"]), str(told["sha256"])


def approved(house: House) -> tuple[int, str]:
    statement, sha256 = submitted(house)
    house.here("statements.approve", "zhou", statement_id=statement, role="legal", sha256=sha256)
    house.here("statements.approve", "lin", statement_id=statement, role="gm", sha256=sha256)
    return statement, sha256


def published(house: House) -> tuple[int, str]:
    statement, sha256 = approved(house)
    house.here("statements.publish", "he", statement_id=statement, sha256=sha256, channel="微博")
    return statement, sha256


@scenario("statements.draft", "he", "draft.edit")
def on_two_facts(house: House) -> Wish:
    return in_room(
        house, kind="PRESS", lang="zh", title="说明", body=BODY, facts=[fact(house), fact(house, "一号", "place")]
    )


@scenario("statements.edit", "zhou", "draft.edit")
def of_a_draft(house: House) -> Wish:
    begun = draft(house)
    return in_room(
        house, statement_id=begun["id"], version=begun["version"], body=BODY + "谢谢。", title="更新", facts=[]
    )


@scenario("statements.edit", "he", "draft.edit")
def of_an_approved_text(house: House) -> Wish:
    statement, _ = approved(house)
    version = house.rows(voice.statements, id=statement)[0].version
    return in_room(house, statement_id=statement, version=version, body=BODY + "谢谢。")


@scenario("statements.submit", "he", "statement.submit")
def for_two_keys(house: House) -> Wish:
    return in_room(house, statement_id=draft(house)["id"], warning_reason="已逐条核对")


@scenario("statements.approve", "zhou", "statement.approve_legal")
def as_the_lawyer(house: House) -> Wish:
    statement, sha256 = submitted(house)
    return in_room(house, statement_id=statement, role="legal", sha256=sha256)


@scenario("statements.approve", "lin", "statement.approve_gm")
def with_the_second_key(house: House) -> Wish:
    statement, sha256 = submitted(house)
    house.here("statements.approve", "zhou", statement_id=statement, role="legal", sha256=sha256)
    return in_room(house, statement_id=statement, role="gm", sha256=sha256)


@scenario("statements.publish", "he", "statement.publish")
def the_approved_words(house: House) -> Wish:
    statement, sha256 = approved(house)
    return in_room(house, statement_id=statement, sha256=sha256, channel="官网", link="https://example.com/1")


@scenario("statements.publish", "he", "statement.publish")
def in_a_second_channel(house: House) -> Wish:
    statement, sha256 = published(house)
    return in_room(house, statement_id=statement, sha256=sha256, channel="官网")


@scenario("statements.withdraw", "lin", "statement.withdraw")
def the_first_asks(house: House) -> Wish:
    return in_room(house, statement_id=published(house)[0], reason="数字有误")


@scenario("statements.withdraw", "zhou", "statement.withdraw")
def the_second_agrees(house: House) -> Wish:
    statement, _ = published(house)
    house.here("statements.withdraw", "lin", statement_id=statement, reason="数字有误")
    return in_room(house, statement_id=statement, reason="")


@scenario("inquiries.log_inquiry", "he", "inquiry.create")
def from_a_paper(house: House) -> Wish:
    return in_room(
        house, outlet="晚报", question="几人受伤？", reporter="丁一", contact="021-1", deadline_at=house.at + HOUR
    )


@scenario("inquiries.answer_inquiry", "he", "inquiry.answer")
def in_approved_words(house: House) -> Wish:
    published(house)
    asked = house.here("inquiries.log_inquiry", "he", outlet="晚报", question="几人受伤？")
    return in_room(house, inquiry_id=asked["id"], answer="我们已收到客户反映的情况，正在核实。")
