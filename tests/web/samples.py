"""Sample contexts for every template: the dealer's story as plain dicts, in the shapes of templates/CONTEXT.md."""

# fmt: off
from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def at(day: int, clock: str) -> str:
    """A moment of September 2026 in the branch's zone, as ISO text."""
    return f"2026-09-{day:02}T{clock}:00+08:00"


NOW = "2026-09-15T21:06:12+08:00"
EVERY_RIGHT = (
    "check item fact settle claim log level stage confirm draft submit approve publish inquire answer record action close "
    "review manage import intake declare judge unmask update comment story mark hand_over attach rules series"
).split()


def reader(lang: str = "zh", theme: str = "auto") -> Data:
    name = "总经理" if lang == "zh" else "Wang Lei"
    return {"id": 1, "name": name, "role": "lead", "lang": lang, "zone": "Asia/Shanghai", "theme": theme}


def page(place: str, lang: str = "zh", theme: str = "auto", **more: Any) -> Data:
    """What every page gets."""
    pill = {"id": 7, "number": "INC-0007", "title": "保养后熄火", "level": "II", "ends_at": at(17, "07:40")}
    return {
        "reader": reader(lang, theme),
        "now": NOW,
        "csrf": "sample-token",
        "path": "/",
        "place": place,
        "shell": {"org": "远帆品牌星河路4S店", "pills": [pill], "tasks": 3, "room": 7, "drill": False},
        "can": dict.fromkeys(EVERY_RIGHT, True),
        **more,
    }


def crisis(state: str = "open") -> Data:
    draft = {
        "warning_id": 31,
        "version": 1,
        "sentence": "江城晚报刊发：高速上再度熄火，险些酿成事故。",
        "url": "/complaints/1009",
    }
    return {
        "id": 7, "number": "INC-2026-0007", "title": "保养后熄火见报", "state": state, "level": "II", "stage": 3, "version": 4,
        "draft": draft if state == "draft" else None,
    }


def clock() -> Data:
    def gate(code: str, hours: int | None, when: str, state: str, **more: Any) -> Data:
        return {"code": code, "hours": hours, "at": when, "state": state, "result_at": None, "late_seconds": 0, **more}

    return {
        "t0": at(15, "07:40"), "ends_at": at(17, "07:40"), "calendar_at": at(17, "00:00"),
        "next_update_at": at(15, "22:00"), "update_every_hours": 2, "t0_label": "江城晚报刊发", "t0_url": "/complaints/1009",
        "last_update_at": at(15, "19:56"), "snoozed": 1, "snooze_to": at(15, "23:00"),
        "gates": [
            gate("contact", 1, at(15, "08:40"), "late", result_at=at(15, "14:18"), late_seconds=20280),
            gate("holding", 2, at(15, "09:40"), "met", result_at=at(15, "09:40")),
            gate("cause", 24, at(16, "07:40"), "open"),
            gate("calendar", None, at(17, "00:00"), "mark"),
            gate("truth", 48, at(17, "07:40"), "open"),
        ],
    }


def seats() -> list[Data]:
    filled = [("LEAD", 1, "总经理"), ("SPOX", 2, "李经理"), ("CUST", 3, "服务经理"), ("TECH", 4, "技术总监"), ("STN", 5, "站长"), ("LEGAL", 6, "法律顾问")]
    rows: list[Data] = [
        {"id": n, "role": role, "person": {"id": who, "name": name}, "note": "外勤" if role == "CUST" else "",
         "vacant_since": None, "version": 1, "sort": f"{n:02}"}
        for n, (role, who, name) in enumerate(filled, 1)
    ]
    vacant = {"id": 7, "role": "SCRIBE", "person": None, "note": "", "vacant_since": at(15, "19:40"), "version": 1, "sort": "07"}
    return [*rows, vacant]


def facts() -> list[Data]:
    def fact(n: int, statement: str, status: str, settled: str | None, **more: Any) -> Data:
        base = {"scope": "", "signers": 0, "may_publish": False, "note": "", "version": 1, "sort": f"{n:03}"}
        return {"id": 40 + n, "number": n, "statement": statement, "status": status, "settled_at": settled, **base, **more}

    return [
        fact(1, "搭铁线螺栓未拧紧", "confirmed", at(15, "20:50"), scope="王先生车辆", signers=3),
        fact(2, "伤亡：无", "confirmed", at(15, "18:40")),
        fact(3, "客服专线 400-000-0188", "confirmed", at(15, "09:00"), may_publish=True),
        fact(4, "同批次保养车辆数", "unconfirmed", None, note="站长核对中，24:00 前"),
        fact(5, "责任归属", "unconfirmed", None),
        fact(6, "油品问题", "refuted", at(15, "20:50")),
    ]


def item(n: int, title: str, owner: str, due: str | None, state: str = "open", **more: Any) -> Data:
    base: Data = {
        "soon_at": None, "evidence": "", "evidence_wanted": "", "person_id": 4, "decided_at": None,
        "late_seconds": 0, "note": "", "source": "MEDIA-15", "five_s": "STD", "late_start": False,
        "updated_by": "总经理", "updated_at": at(15, "18:26"), "version": 1, "sort": f"{n:03}",
    }
    return {"id": n, "title": title, "owner": owner, "due_at": due, "state": state, **base, **more}


def periods() -> list[Data]:
    def period(code: str, done: int, rows: list[Data], late: int = 0, every: int | None = None) -> Data:
        total = len(rows) if every is None else every
        return {"code": code, "done": done, "all": total, "late_starts": late, "folded": done == total, "rows": rows}

    finished = {"state": "done", "decided_at": at(15, "09:10")}
    return [
        period("0-1", 7, [item(1, "总经理表态", "总经理", at(15, "08:40"), **finished)], late=2, every=7),
        period("1-4", 6, [item(2, "初步声明", "李经理", at(15, "09:40"), **finished)], every=6),
        period("4-24", 2, [
            item(11, "排查同类：8 月同项目保养车辆", "技术总监", at(15, "19:40"), evidence_wanted="查询与计数"),
            item(12, "发布第 2 次进展通报（含初步原因）", "李经理", at(15, "22:00"), soon_at=at(15, "21:00"), evidence="稿 v3 待批"),
            item(13, "初步原因上事实板", "技术总监", at(16, "07:40"), "waiting", evidence="3 人已签"),
            item(14, "原因树：操作、交检、返修三个节点", "技术总监", at(16, "07:40"), "doing", evidence="2 / 3 节点"),
            item(15, "答复江城电视台追踪提问", "李经理", at(15, "22:30")),
            item(16, "回复周女士、钱先生：安排免费检查", "站长", at(15, "22:00")),
            item(17, "登门面谈王先生，听取诉求", "服务经理", at(15, "19:40"), "done", decided_at=at(15, "20:12"), evidence="面谈记录"),
            item(18, "法务核查：义务与措辞", "法律顾问", at(15, "13:40"), "done", decided_at=at(15, "13:22"), evidence="意见书"),
        ]),
        period("24-48", 0, [
            item(21, "第三方证实：委托检测或专家意见", "技术总监", at(16, "19:40"), evidence_wanted="委托单"),
            item(22, "责任认定", "总经理", at(16, "19:40")),
            item(23, "组稿公布真相：原因、补偿、措施", "李经理", at(17, "07:40")),
            item(24, "兑现补偿", "服务经理", at(17, "07:40"), "skipped"),
            item(25, "全员会议追责", "总经理", None),
        ]),
    ]


def event(seq: int, when: str, icon: str, group: str, actor: str, sentence: str, **more: Any) -> Data:
    base: Data = {
        "occurred_at": None, "happened_at": when, "meta": [], "struck": None, "rule": False, "sort": f"{seq:08}", "crisis_id": 7,
        "original": "", "titled_by": "", "pinned": False, "story": False, "typed": group == "log", "talk": {"all": 0, "last": None}, "files": [],
    }
    return {"seq": seq, "at": when, "icon": icon, "group": group, "actor": actor, "sentence": sentence, **base, **more}


def link(text: str, url: str | None = None) -> Data:
    return {"text": text, "url": url}


def timeline() -> Data:
    rows = [
        event(52, at(15, "21:04"), "call", "log", "服务经理", "服务经理 王先生同意明早 09:00 到店，见证拆检。"),
        event(51, at(15, "20:58"), "system", "system", "", "“原因正在调查”已过期：声明 v1 引用的事实有变。", meta=[link("查看 1 处冲突", "#"), link("规则 STATUS")]),
        event(50, at(15, "20:52"), "decision", "decision", "总经理", "总经理 决定：按已核实原因准备公开说明，不回避。", meta=[link("依据：事实 #1", "#"), link("决定 4")]),
        event(49, at(15, "20:50"), "fact", "fact", "技术总监", "技术总监 三张维修单已逐张核对：搭铁线螺栓未按力矩拧紧，交检未发现。", meta=[link("技术总监、服务经理、李经理 签字")]),
        event(48, at(15, "20:12"), "visit", "log", "服务经理", "服务经理 登门面谈完成，听取诉求 3 项。", occurred_at=at(15, "18:30"), meta=[link("面谈记录", "#")]),
        event(47, at(15, "19:56"), "sent", "outward", "李经理", "李经理 发布第 1 次进展通报：微博、官网。", meta=[link("回执 2", "#"), link("审批 法律顾问、总经理")]),
        event(46, at(15, "18:20"), "system", "decision", "", "爆发 → 持续", rule=True),
        event(45, at(15, "18:20"), "system", "system", "", "第二家媒体加入：江城电视台晚间新闻。", meta=[link("依据 T-MEDIA", "#"), link("播放 6 万")]),
        event(44, at(15, "15:10"), "call", "log", "服务经理", "服务经理 已与王先生约定今日 18:30 登门面谈。", pinned=True, talk={"all": 2, "last": {"person_name": "李经理", "text": "@站长 谁陪同？"}}),
        event(43, at(15, "13:50"), "inbox", "system", "", "钱先生来诉：8 月中旬保养后也熄过一次火。", struck={"who": "李经理", "why": "填写有误"}),
    ]
    pins = [row for row in rows if row["pinned"]]
    return {"rows": rows, "pins": pins, "filter": "all", "order": "recorded", "older_url": "?before=43#timeline", "older": 43}


def mine() -> Data:
    """What concerns the reader alone."""
    digest = {"since": at(15, "18:00"), "parts": ["3 项决定", "2 条事实"], "next": {"id": 12, "title": "发布通报", "due_at": at(15, "22:00")}, "seq": 52}
    return {
        "digest": digest,
        "shifts": [{"seat_id": 1, "role": "LEAD", "since": at(15, "08:00")}],
        "offered": [{"id": 1, "role": "SPOX", "who": "李经理"}],
        "asked": [{"seq": 44, "who": "李经理", "text": "@总经理 谁陪同？"}],
    }


def room(lang: str = "zh", theme: str = "auto", state: str = "open") -> Data:
    goals = [("22:00 前发布含初步原因的进展通报", "李经理"), ("24:00 前列全 8 月同项目保养车辆，逐一联系车主", "站长"), ("明早 07:40 前两人签字确认初步原因", "技术总监")]
    people = [{"id": seat["person"]["id"], "name": seat["person"]["name"]} for seat in seats() if seat["person"]]
    return page(
        "room", lang, theme,
        stream="crisis:7", seq=52, crisis=crisis(state), clock=clock(), seats=seats(), facts=facts(), periods=periods(),
        timeline=timeline(), mine=mine(), people=people,
        owner_options=[{"value": p["id"], "label": p["name"]} for p in people],
        fact_keys=[{"value": "cause", "label": "原因"}, {"value": "affected_count", "label": "受影响数量"}],
        counts={"done": 15, "all": 30, "overdue": 1, "soon": 1, "complaints": 5},
        five_s=[{"code": code, "done": done, "all": all_} for code, done, all_ in (("SHO", 1, 6), ("SIN", 3, 7), ("SPE", 3, 3), ("SYS", 5, 7), ("STD", 3, 7))],
        goals={"starts_at": at(15, "18:00"), "ends_at": at(16, "00:00"), "by": "总经理", "at": at(15, "18:26"),
               "rows": [{"text": text, "owner": owner} for text, owner in goals]},
    )
