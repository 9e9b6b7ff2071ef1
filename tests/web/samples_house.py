"""Sample contexts of today, people, playbooks, declaring and the signed-out pages."""

# fmt: off
from __future__ import annotations

from typing import Any

from tests.web.samples import Data, at, item, page
from tests.web.samples_board import board


def today(lang: str = "zh", theme: str = "auto") -> Data:
    tasks = [{**item(n, title, "总经理", due, state), "soon_at": soon, "url": f"/crises/7?item={n}#item-{n}", "crisis": "保养后熄火见报"} for n, title, due, state, soon in (
        (11, "排查同类：8 月同项目保养车辆", at(15, "19:40"), "open", None), (12, "发布第 2 次进展通报", at(15, "22:00"), "doing", at(15, "21:00")), (25, "全员会议追责", None, "open", None))]
    return page(
        "today", lang, theme, approvals=board()["decisions"], tasks=tasks, stream="desk", seq=12, inbox={"judge": 2, "today": 12},
        warnings=[{"level": "watch", "url": "/complaints/1047", "title": "保养后也熄过一次火", "reasons": "T-NEARMISS · T-GROUP", "raised_at": at(15, "13:50")}],
        asked=[{"title": "@总经理 谁陪同？", "who": "李经理", "url": "/crises/7/timeline/44", "crisis": "INC-0007", "at": at(15, "15:20")}],
        clocks=[{"id": 7, "title": "保养后熄火见报", "level": "II", "t0": at(15, "07:40"), "ends_at": at(17, "07:40")}],
    )


def people(lang: str = "zh", theme: str = "auto") -> Data:
    def person(n: int, name: str, login: str, role: str, active: bool = True) -> Data:
        return {"id": n, "name": name, "login": login, "role": role, "lang": "zh", "last_seen_at": at(15, "20:50"), "active": active, "version": 1}

    roles = ["lead", "pr", "legal", "technical", "customer", "executive", "auditor", "admin"]
    return page(
        "people", lang, theme, people=[person(1, "总经理", "gm", "lead"), person(2, "李经理", "li", "pr"), person(6, "法律顾问", "fawu", "legal"), person(9, "Anna Berg", "anna", "executive", False)],
        roles=roles, role_options=[{"value": role, "label": role} for role in roles], secret={"kind": "token", "text": "shown-once-sample"},
        tokens=[{"id": 1, "name": "热线系统", "scope": "intake", "expires_at": "2027-09-15T00:00:00+08:00", "by": "总经理", "revoked_at": None, "version": 1}, {"id": 2, "name": "大屏", "scope": "read", "expires_at": "2027-09-15T00:00:00+08:00", "by": "总经理", "revoked_at": at(15, "10:00"), "version": 1}],
    )


def account(lang: str = "zh", theme: str = "auto", alone: bool = False, done: str = "") -> Data:
    def one(mark: str, device: str, clock: str, here: bool = False) -> Data:
        return {"mark": mark, "device": device, "since": at(15, clock), "seen_at": at(15, "20:50"), "here": here}

    sessions = [one("a1", "Windows上的Edge", "20:10", True), one("b2", "iPhone上的微信", "09:00"), one("c3", "未知设备", "08:00")]
    return page("account", lang, theme, login="li", sessions=sessions[:1] if alone else sessions, done=done)


def playbooks(lang: str = "zh", theme: str = "auto") -> Data:
    rows = [{"code": "PB-MEDIA", "name": "媒体曝光", "when": "媒体刊发点名的负面报道", "item_count": 23}, {"code": "PB-SERVICE", "name": "服务与维修", "when": "返修不成或险情", "item_count": 20}]
    return page("playbooks", lang, theme, playbooks=rows, apply_to={"id": 7, "title": "保养后熄火见报", "playbooks": ["PB-MEDIA"]})


def playbook(lang: str = "zh", theme: str = "auto") -> Data:
    rows = [
        {"ref": "MEDIA-01", "title": "存证原文：报道、刊发时间、覆盖面", "owner": "MEDIA", "due": "T+30m", "track": "media", "evidence": "链接与指纹", "principle": "SPE", "prevents": "M1"},
        {"ref": "MEDIA-23", "title": "全员会议追责", "owner": "LEAD", "due": "S+7d", "track": "internal", "evidence": "", "principle": "", "prevents": ""},
    ]
    return page("playbooks", lang, theme, playbook={"code": "PB-MEDIA", "name": "媒体曝光", "when": "媒体刊发点名的负面报道", "rows": rows})


def declare(lang: str = "zh", theme: str = "auto") -> Data:
    return page(
        "room", lang, theme, errors={"title": "请写标题。"}, level_options=[{"value": "II", "label": "II 重大"}], playbook_options=[{"value": "PB-MEDIA", "label": "媒体曝光"}, {"value": "PB-SERVICE", "label": "服务与维修"}],
        source_options=[{"value": "OTHER", "label": "其他"}],
        wish={"title": "", "t0": at(15, "07:40"), "level": "II", "playbooks": ["PB-MEDIA"], "source_class": "OTHER", "complaint_id": 1009, "complaint_title": "江城晚报：高速上熄火"},
    )


def crises(lang: str = "zh", theme: str = "auto") -> Data:
    rows = [{"id": 7, "number": "INC-2026-0007", "title": "保养后熄火见报", "level": "II", "stage": 3, "t0": at(15, "07:40"), "lead": "总经理", "state": "open"}]
    return page("room", lang, theme, crises=rows)


def signed_out(lang: str = "zh", theme: str = "auto", **more: Any) -> Data:
    whole = page("", lang, theme)
    return {"reader": {**whole["reader"], "id": 0, "name": "", "role": ""}, "csrf": "sample-token", "path": "/signin", "now": whole["now"], **more}


def signin(lang: str = "zh", theme: str = "auto") -> Data:
    return signed_out(lang, theme, next="/board", problem={"title": "账号或密码不对。", "detail": "", "status": 401, "type": "urn:crisis:signin"})


def setup(lang: str = "zh", theme: str = "auto") -> Data:
    return signed_out(lang, theme, token="once", problem=None)


def step_up(lang: str = "zh", theme: str = "auto") -> Data:
    return signed_out(lang, theme, action="/crises/7/statements/4/publish", kept=[("channel", "官网")], problem=None)


def error(lang: str = "zh", theme: str = "auto") -> Data:
    problem = {"status": 409, "title": "别人刚改过同一项。", "detail": "两份内容都在下面，核对后再保存。", "type": "urn:crisis:stale", "mine": "我的", "theirs": "现在的"}
    return signed_out(lang, theme, problem=problem)
