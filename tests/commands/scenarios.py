"""Each command carried out legitimately once or more: who does it, from which prepared room, with which wish.

`SCENARIOS` maps "<command>: <case>" to a `Scenario`. Its `wish(house)` prepares and answers with the wish itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crisis.commands.people import sign_in
from crisis.domain.permissions import cell
from crisis.store import checklist, voice
from crisis.store.crises import crises, grants, seats
from crisis.store.unit_of_work import Op
from crisis.views.standing import fingerprint
from tests.commands.cast import CRASH, HOUR, NAMES, PASSWORD, THANKS, THREAT, House

Wish = dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """`ability`: the row of the matrix that is asked ("" where everybody may). `closed`: what becomes of the act when
    the crisis is closed: refused, done, silent, or "" for an act outside a room. `empty`: begins before anybody is there."""

    name: str
    command: str
    by: str
    ability: str
    wish: Callable[[House], Wish]
    closed: str
    empty: bool

    def refuses(self) -> list[str]:
        """Of the cast, one of each role, those whom the matrix refuses this act."""
        return [who for who in [*NAMES, "shop"] if who != self.by and self.ability and not self._may(who)]

    def _may(self, who: str) -> bool:
        return cell(self.ability, NAMES[who][1] if who in NAMES else "intake") not in ("-", "O", "own", "G", "B")


SCENARIOS: dict[str, Scenario] = {}


def scenario(
    command: str, by: str, ability: str = "", *, closed: str = "refused", empty: bool = False
) -> Callable[[Callable[[House], Wish]], Callable[[House], Wish]]:
    def add(wish: Callable[[House], Wish]) -> Callable[[House], Wish]:
        case = wish.__name__.replace("_", " ")
        name = f"{command}: {case}"
        SCENARIOS[name] = Scenario(name, command, by, ability, wish, closed, empty)
        return wish

    return add


# --- the desk --------------------------------------------------------------------------------------------------


def came(house: House, text: str, **more: Any) -> dict[str, Any]:
    """One record taken in; the result of it."""
    record = {"text": text, "customer_name": "钱安", "customer_key": "K-1", "contact": "13800001111", **more}
    result: dict[str, Any] = house.do("intake.receive", "shop", records=[record])["results"][0]
    return result


def watch(house: House) -> int:
    warning = came(house, THREAT)["warning_id"]
    assert warning is not None
    return int(warning)


def drafted(house: House) -> dict[str, Any]:
    """A record grave enough to open a draft room."""
    result = came(house, CRASH)
    assert result["crisis_id"] is not None and result["warning_id"] is not None
    return result


@scenario("intake.receive", "shop", "complaint.create", closed="")
def a_crash_opens_a_draft_room(_: House) -> Wish:
    return {"records": [{"text": CRASH, "customer_name": "钱安", "customer_key": "K-1"}]}


@scenario("intake.receive", "su", "complaint.create", closed="")
def a_threat_waits_on_the_desk(_: House) -> Wish:
    return {"records": [{"text": THREAT}, {"text": THANKS}, {"text": ""}]}


@scenario("intake.receive", "shop", "complaint.create", closed="")
def a_second_voice_joins_the_room(house: House) -> Wish:
    drafted(house)
    house.later(hours=1)
    return {"records": [{"text": CRASH + "行车记录仪录下来了。", "customer_name": "钱安", "customer_key": "K-1"}]}


@scenario("warnings.confirm", "he", "warning.confirm", closed="")
def the_draft_becomes_the_room(house: House) -> Wish:
    return {"warning_id": drafted(house)["warning_id"]}


@scenario("warnings.confirm", "lin", "warning.confirm", closed="")
def a_watch_gets_a_room(house: House) -> Wish:
    return {"warning_id": watch(house)}


@scenario("warnings.confirm", "su", "warning.confirm", closed="refused")
def a_watch_goes_into_an_open_room(house: House) -> Wish:
    return {"warning_id": watch(house), "crisis_id": house.room}


@scenario("warnings.dismiss", "su", "warning.dismiss", closed="")
def a_watch_was_nothing(house: House) -> Wish:
    return {"warning_id": watch(house), "reason": "同一客户已经和解"}


@scenario("warnings.dismiss", "lin", "crisis.dismiss", closed="")
def a_draft_room_goes_with_its_warning(house: House) -> Wish:
    return {"warning_id": drafted(house)["warning_id"], "reason": "演练内容误录"}


@scenario("warnings.raise_warning", "wu", "warning.raise", closed="")
def by_hand(house: House) -> Wish:
    return {"intake_id": came(house, THANKS)["id"]}


@scenario("unmasking.unmask", "su", "complaint.unmask", closed="")
def a_record_read_whole(house: House) -> Wish:
    return {"intake_id": came(house, THANKS)["id"], "reason": "回电核实"}


# --- the crisis ------------------------------------------------------------------------------------------------


@scenario("crises.declare", "su", "crisis.open", closed="")
def with_two_playbooks(house: House) -> Wish:
    return {"title": "群体投诉", "playbooks": ["PB-SERVICE", "PB-GROUP"], "t0": house.at - HOUR, "level": "II"}


@scenario("crises.confirm_crisis", "lin", "crisis.confirm")
def from_inside(house: House) -> Wish:
    return {"crisis_id": drafted(house)["crisis_id"]}


@scenario("crises.dismiss_crisis", "lin", "crisis.dismiss")
def off_the_board(house: House) -> Wish:
    return {"crisis_id": drafted(house)["crisis_id"], "reason": "误报"}


def in_room(house: House, **wish: Any) -> Wish:
    return {"crisis_id": house.room, **wish}


@scenario("crises.change_level", "lin", "crisis.level")
def raised(house: House) -> Wish:
    return in_room(house, level="II", reason="媒体开始转载")


@scenario("crises.change_level", "lin", "crisis.level")
def lowered(house: House) -> Wish:
    house.here("crises.change_level", "lin", level="I", reason="媒体开始转载")
    house.later(hours=2)
    return in_room(house, level="III", reason="转载停止")


@scenario("crises.request_stage", "lin", "stage.request")
def to_subsiding(house: House) -> Wish:
    house.later(hours=3)
    return in_room(house, stage=4, reason="无新来件", grounds=["remedy_agreed", "truth_published"])


@scenario("crises.correct_t0", "lin", "crisis.t0")
def an_earlier_post_was_found(house: House) -> Wish:
    return in_room(house, t0=house.at - 3 * HOUR, reason="凌晨已有视频")


@scenario("crises.state_position", "lin", "crisis.level")
def one_line(house: House) -> Wish:
    return in_room(house, position="先救人，后查因")


@scenario("crises.find_responsibility", "lin", "crisis.level")
def it_was_ours(house: House) -> Wish:
    return in_room(house, finding="company", basis="检测报告")


@scenario("crises.retitle", "lin", "crisis.level")
def in_better_words(house: House) -> Wish:
    return in_room(house, title="刹车事件")


@scenario("crises.schedule_update", "he", "entry.add")
def in_an_hour(house: House) -> Wish:
    return in_room(house, next_at=house.at + HOUR)


@scenario("crises.join_playbook", "lin", "crisis.level")
def a_second_one(house: House) -> Wish:
    return in_room(house, playbook="PB-GROUP")


@scenario("crises.tick", "console", closed="silent")
def two_days_later(house: House) -> Wish:
    house.later(hours=49)
    return in_room(house)


@scenario("log.add_entry", "su", "entry.add")
def a_call_an_hour_ago(house: House) -> Wish:
    return in_room(house, entry="客户同意明早面谈", kind="call", occurred_at=house.at - HOUR, pinned=True)


# --- seats and members -----------------------------------------------------------------------------------------


def seat(house: House, role: str) -> int:
    return int(house.rows(seats, crisis_id=house.room, role=role)[0].id)


@scenario("seats.take_seat", "he", "seat.claim")
def for_oneself(house: House) -> Wish:
    return in_room(house, seat_id=seat(house, "MEDIA"))


@scenario("seats.take_seat", "lin", "seat.assign")
def for_another(house: House) -> Wish:
    return in_room(house, seat_id=seat(house, "TECH"), person_id=house.ids["zheng"])


@scenario("seats.leave_seat", "he", "seat.release")
def ones_own(house: House) -> Wish:
    house.here("seats.take_seat", "he", seat_id=seat(house, "MEDIA"))
    return in_room(house, seat_id=seat(house, "MEDIA"))


@scenario("seats.add_member", "zhou", "member.manage")
def somebody_new(house: House) -> Wish:
    return in_room(house, person_id=house.ids["mo"])


@scenario("seats.add_member", "lin", "member.manage")
def somebody_again(house: House) -> Wish:
    house.here("seats.remove_member", "lin", person_id=house.ids["wu"])
    return in_room(house, person_id=house.ids["wu"])


@scenario("seats.remove_member", "lin", "member.manage")
def out_of_room_and_seat(house: House) -> Wish:
    house.here("seats.take_seat", "wu", seat_id=seat(house, "TECH"))
    return in_room(house, person_id=house.ids["wu"])


@scenario("seats.grant", "lin", "member.manage")
def the_engineer_may_write(house: House) -> Wish:
    return in_room(house, person_id=house.ids["wu"], ability="draft.edit")


@scenario("seats.withdraw_grant", "zhou", "member.manage")
def the_key_of_the_lead(house: House) -> Wish:
    return in_room(house, grant_id=house.rows(grants, crisis_id=house.room)[0].id)


# --- the checklist ---------------------------------------------------------------------------------------------


def item(house: House) -> int:
    """An open item that asks for no proof and no visit."""
    rows = house.rows(checklist.items, crisis_id=house.room, state="open")
    return int(next(r.id for r in rows if "STD" not in r.principles and not r.needs_visit))


@scenario("checklist.start_item", "lin", "item.check")
def somebody_is_on_it(house: House) -> Wish:
    return in_room(house, item_id=item(house))


@scenario("checklist.check_item", "lin", "item.check")
def with_evidence(house: House) -> Wish:
    return in_room(house, item_id=item(house), evidence="录音 3 号", visited=True)


@scenario("checklist.check_item", "su", "item.check")
def by_the_one_it_was_given_to(house: House) -> Wish:
    mine = item(house)
    house.here("checklist.assign_item", "lin", item_id=mine, person_id=house.ids["su"])
    return in_room(house, item_id=mine, evidence="已完成")


@scenario("checklist.skip_item", "lin", "item.skip")
def not_applicable(house: House) -> Wish:
    return in_room(house, item_id=item(house), reason="无人受伤")


@scenario("checklist.reopen_item", "lin", "item.check")
def it_was_not_done(house: House) -> Wish:
    todo = item(house)
    house.here("checklist.check_item", "lin", item_id=todo, evidence="录音")
    return in_room(house, item_id=todo)


@scenario("checklist.assign_item", "lin", "item.assign")
def to_the_engineer(house: House) -> Wish:
    return in_room(house, item_id=item(house), person_id=house.ids["wu"])


@scenario("checklist.add_item", "lin", "item.add")
def with_a_due_time(house: House) -> Wish:
    return in_room(house, title="联系拖车", owner="SVC", due_at=house.at + HOUR, person_id=house.ids["su"])


@scenario("duty_rows.fulfil_duty", "zhou", "duty.file")
def reported(house: House) -> Wish:
    return in_room(house, duty_id=duty(house), proof="回执 12 号")


def duty(house: House) -> int:
    """A duty that runs."""
    values = {"code": "D-TEST", "duty_zh": "报告", "duty_en": "Report", "owed_by": "dealer", "jurisdiction": "CN"}
    with house.work(house.who("console"), f"crisis:{house.room}", Op(None), house.at) as change:
        row = change.insert(
            checklist.duties, crisis_id=house.room, start_at=house.at, due_at=house.at + HOUR, confidence="law",
            source="letter 1", **values,
        )  # fmt: skip
        change.record("duty.started", duty={"zh": "报告", "en": "Report"}, due={"time": (house.at + HOUR).isoformat()})
    return int(row.id)


# --- facts, statements, inquiries ------------------------------------------------------------------------------

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
    return in_room(house, kind="PRESS", lang="zh", title="说明", body=BODY, facts=[fact(house), fact(house, "一号", "place")])


@scenario("statements.edit", "zhou", "draft.edit")
def of_a_draft(house: House) -> Wish:
    begun = draft(house)
    return in_room(house, statement_id=begun["id"], version=begun["version"], body=BODY + "谢谢。", title="更新", facts=[])


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
    return in_room(house, outlet="晚报", question="几人受伤？", reporter="丁一", contact="021-1", deadline_at=house.at + HOUR)


@scenario("inquiries.answer_inquiry", "he", "inquiry.answer")
def in_approved_words(house: House) -> Wish:
    published(house)
    asked = house.here("inquiries.log_inquiry", "he", outlet="晚报", question="几人受伤？")
    return in_room(house, inquiry_id=asked["id"], answer="我们已收到客户反映的情况，正在核实。")


# --- what remains ----------------------------------------------------------------------------------------------


def record(house: House, tier: str = "leadership", **more: Any) -> int:
    values = {"tier": tier, "role": f"{tier} 负责人", "measures": ["检讨"], "finding": "巡检缺失", **more}
    return int(house.here("accountability.write_record", "lin", **values)["id"])


def action(house: House) -> int:
    told = house.here(
        "aftermath.add_action", "lin", problem="刹车油路老化", action="更换全部油管", type="prevent", owner="吴桐",
        due_at=house.at + timedelta(days=3), metric="返修率降到 0", verifier="苏敏",
    )  # fmt: skip
    return int(told["id"])


def customer(house: House) -> int:
    return int(house.here("aftermath.add_settlement", "su", label="客户甲")["id"])


@scenario("accountability.write_record", "zhou", "accountability.write", closed="done")
def the_leader_first(house: House) -> Wish:
    return in_room(
        house, tier="leadership", role="总经理", measures=["检讨", "罚款"], finding="巡检缺失", amount_cents=5_000_000_000,
        currency="cny", legal_basis="规章第五条", person_name="赵某",
    )  # fmt: skip


@scenario("accountability.approve_record", "zhou", "accountability.approve", closed="done")
def by_somebody_else(house: House) -> Wish:
    return in_room(house, record_id=record(house))


@scenario("accountability.clear_record", "zhou", "accountability.clear", closed="done")
def with_a_basis(house: House) -> Wish:
    fined = record(house, measures=["罚款"], amount_cents=100_000, currency="CNY")
    return in_room(house, record_id=fined, legal_basis="规章第五条")


@scenario("aftermath.add_action", "wu", "action.add")
def that_can_be_measured(house: House) -> Wish:
    return in_room(
        house, problem="刹车油路老化", action="更换全部油管", type="prevent", owner="吴桐",
        due_at=house.at + timedelta(days=3), metric="返修率降到 0", verifier="苏敏",
    )  # fmt: skip


@scenario("aftermath.verify_action", "su", "action.verify")
def by_another_than_the_owner(house: House) -> Wish:
    return in_room(house, action_id=action(house), result="抽检 50 台合格")


@scenario("aftermath.add_settlement", "su", "customer.contact")
def one_customer(house: House) -> Wish:
    return in_room(house, label="客户甲", intake_id=came(house, THANKS)["id"])


@scenario("aftermath.move_settlement", "su", "customer.contact")
def to_agreed(house: House) -> Wish:
    return in_room(house, settlement_id=customer(house), state="agreed", note="双方签字")


@scenario("aftermath.plan_greeting", "su", "customer.contact")
def in_a_month(house: House) -> Wish:
    return in_room(house, settlement_id=customer(house), greeting_at=house.at + timedelta(days=30))


@scenario("aftermath.write_review", "wu", "review.write")
def summary_and_cause(house: House) -> Wish:
    return in_room(house, summary="经过", root_cause="油管老化", truth_note="已当面说明")


@scenario("aftermath.approve_review", "lin", "review.approve")
def a_complete_one(house: House) -> Wish:
    house.here("aftermath.write_review", "wu", summary="经过", root_cause="油管老化")
    return in_room(house)


@scenario("closing.file_archive", "lin", "review.approve", closed="done")
def with_a_number(house: House) -> Wish:
    house.here("aftermath.write_review", "wu", summary="经过", root_cause="油管老化")
    return in_room(house, number="A-2026-7")


def worked_through(house: House) -> None:
    """All that the gates ask for, and a quiet week."""
    house.later(hours=3)
    house.here("crises.request_stage", "lin", stage=4, reason="平息", grounds=["remedy_agreed", "truth_published"])
    for row in house.rows(checklist.items, crisis_id=house.room):
        house.here("checklist.skip_item", "lin", item_id=row.id, reason="不适用")
    served = customer(house)
    house.here("aftermath.move_settlement", "su", settlement_id=served, state="performed")
    house.here("aftermath.plan_greeting", "su", settlement_id=served, greeting_at=house.at + timedelta(days=30))
    for tier in ("leadership", "management", "direct"):
        house.here("accountability.approve_record", "zhou", record_id=record(house, tier))
    action(house)
    house.here("aftermath.write_review", "wu", summary="经过", root_cause="油管老化", truth_note="已当面说明")
    house.here("aftermath.approve_review", "lin")
    house.here("closing.file_archive", "lin", number="A-2026-7")
    house.later(days=8)


@scenario("closing.close_crisis", "lin", "crisis.close")
def when_every_gate_is_passed(house: House) -> Wish:
    worked_through(house)
    return in_room(house)


@scenario("closing.reopen_crisis", "lin", "crisis.reopen", closed="done")
def under_the_same_number(house: House) -> Wish:
    worked_through(house)
    house.here("closing.close_crisis", "lin")
    assert house.rows(crises, id=house.room)[0].state == "closed"
    return in_room(house, reason="新的投诉")


# --- the house -------------------------------------------------------------------------------------------------

SECRET = "a-secret-of-the-first-run"


@scenario("people.offer_setup", "shell", closed="", empty=True)
def a_link_for_the_first_admin(_: House) -> Wish:
    return {"secret": SECRET}


@scenario("people.set_up", "shell", closed="", empty=True)
def the_first_admin(house: House) -> Wish:
    house.do("people.offer_setup", "shell", secret=SECRET)
    return {"secret": SECRET, "login": "First", "name": "沈默", "password": PASSWORD}


@scenario("people.add_person", "shen", "people.manage", closed="")
def a_colleague(_: House) -> Wish:
    return {"login": "xu", "name": "许言", "role": "pr", "password": PASSWORD}


@scenario("people.change_person", "shen", "people.role", closed="")
def another_role(house: House) -> Wish:
    return {"person_id": house.ids["wu"], "role": "customer"}


@scenario("people.change_person", "shen", "people.role", closed="")
def switched_off(house: House) -> Wish:
    sign_in(house.work, login="wu", password=PASSWORD, at=house.at)
    return {"person_id": house.ids["wu"], "active": False}


@scenario("people.choose", "wu", closed="")
def language_and_theme(_: House) -> Wish:
    return {"lang": "en", "theme": "dark"}


def session(house: House, login: str) -> str:
    return fingerprint(sign_in(house.work, login=login, password=PASSWORD, at=house.at)["session"])


@scenario("people.step_up", "lin", closed="")
def with_the_password(house: House) -> Wish:
    secret = session(house, "lin")
    house.later(hours=1)
    return {"session": secret, "password": PASSWORD}


@scenario("people.sign_out", "lin", closed="")
def one_session(house: House) -> Wish:
    return {"session": session(house, "lin")}


@scenario("tokens.add_token", "shen", "token.manage", closed="")
def for_the_shop(_: House) -> Wish:
    return {"name": "门店", "scope": "intake"}


@scenario("tokens.revoke_token", "shen", "token.manage", closed="")
def of_the_shop(house: House) -> Wish:
    return {"token_id": house.do("tokens.add_token", "shen", name="门店", scope="intake")["id"]}


# --- over the timeline: scenarios of a file of their own --------------------------------------------------------
from tests.commands import scenarios_listening, scenarios_timeline  # noqa: E402, F401
