"""On the desk: what comes in, and warnings."""

from __future__ import annotations

from typing import Any

from tests.commands.cast import CRASH, THANKS, THREAT, House
from tests.commands.scenario import Wish, scenario


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
