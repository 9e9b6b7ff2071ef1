"""Sample contexts of the statement desk and the media desk."""

# fmt: off
from __future__ import annotations

from typing import Any

from tests.web.samples import Data, at, crisis, page


def statements() -> list[Data]:
    def one(n: int, title: str, revision: int, state: str, who: str, legal: bool, gm: bool, **more: Any) -> Data:
        return {"id": n, "title": title, "revision": revision, "state": state, "who": who, "legal_given": legal, "lead_given": gm, "keys_given": int(legal) + int(gm), "stale": False, "sort": f"{n:03}", **more}

    return [
        one(4, "媒体稿件", 3, "draft", "李经理、法律顾问", False, False), one(5, "热线话术", 2, "draft", "站长", False, False, stale=True), one(6, "客户函 · 王先生", 1, "draft", "服务经理", False, False),
        one(7, "内部通知", 2, "submitted", "站长", True, False), one(3, "第 2 次进展通报", 1, "published", "09-15 21:48", True, True), one(1, "初步声明", 1, "withdrawn", "09-15 09:40", True, True),
    ]


def statement(state: str = "draft") -> Data:
    def part(kind: str, text: str, ref: str = "") -> Data:
        return {"kind": kind, "text": text, "ref": ref}

    parts = [
        part("plain", "经查，我店在 15000 公里保养中"), part("agrees", "拆装电脑搭铁线后未按规定拧紧螺栓且交检未发现", "#1"), part("plain", "，"), part("agrees", "责任在我店", "#2"), part("plain", "。我们向王先生诚恳致歉，"),
        part("agrees", "退还保养费用、承担拖车费、提供代步车并延长保修 24 个月", "#5"), part("plain", "。\n\n我们将加大管理力度，"), part("warn", "杜绝类似情况的再次发生", "1"), part("plain", "。"), part("block", "每次交检由第二人用扭矩扳手复核", "2"),
    ]
    keys = {
        "draft": [{"role": "legal", "person": "法律顾问", "state": "voided", "at": at(15, "14:02"), "revision": 2, "fingerprint": ""}, {"role": "gm", "person": "总经理", "state": "empty", "at": None, "revision": None, "fingerprint": ""}],
        "submitted": [{"role": "legal", "person": "法律顾问", "state": "given", "at": at(15, "14:18"), "revision": 3, "fingerprint": "9f3c…a71e"}, {"role": "gm", "person": "您", "state": "yours", "at": None, "revision": None, "fingerprint": ""}],
    }
    given = keys["submitted"][0]
    keys["approved"] = keys["published"] = [given, {**given, "role": "gm", "person": "总经理"}]
    return {
        **statements()[0], "state": state, "lang": "zh", "version": 9, "sha256": "9f3c" * 16, "updated_at": at(15, "14:05"), "checked_at": at(15, "14:05"), "length": 179, "limit": 800,
        "body": "".join(p["text"] for p in parts), "parts": parts, "previous": 2, "difference": [part("plain", "我们"), part("removed", "表示遗憾"), part("added", "深表歉意")],
        "elements": [{"label": label, "met": label != "有日期的措施"} for label in ("含我方过失的事实", "原因", "补偿", "有日期的措施", "公开联系方式")],
        "slots": keys[state], "blocks": 1 if state == "draft" else 0, "warns": 1, "agreements": 6,
        "findings": [
            {"severity": "block", "title": "与热线话术 v2，数量", "reason": "本稿 38 辆，话术 83 辆。", "code": "NUMBER", "ref": "", "suggestion": ""},
            {"severity": "block", "title": "未上事实板：“第二人复核”", "reason": "措施尚未核实，须有负责人与日期。", "code": "F14", "ref": "2", "suggestion": ""},
            {"severity": "warn", "title": "绝对承诺：“杜绝…再次发生”", "reason": "须关联整改项，或改写。", "code": "F3", "ref": "1", "suggestion": "我们已列出四项整改，9 月 30 日前完成。"}],
        "publications": [{"channel": "微博", "at": at(15, "19:56"), "link": "https://example.org/1"}] if state == "published" else [],
        "history": [{"at": at(15, "14:05"), "sentence": "李经理 修改，v2 批准作废", "fingerprint": ""}, {"at": at(15, "14:02"), "sentence": "法律顾问 批准 v2", "fingerprint": "9f3c…a71e"}],
    }


def desk(lang: str = "zh", theme: str = "auto", state: str = "draft", mode: str = "check") -> Data:
    return page(
        "statements", lang, theme, crisis=crisis(), statements=statements(), chosen=statement(state), new=False, mode=mode,
        publish_channels=["微博", "官网"], kinds=[{"value": "HOLDING", "label": "初步声明"}], stream="crisis:7", seq=52,
    )


def media(lang: str = "zh", theme: str = "auto", chosen: int = 0) -> Data:
    def inquiry(n: int, outlet: str, reporter: str, question: str, due: str, state: str, **more: Any) -> Data:
        base = {"contact": "", "received_at": at(15, "18:30"), "deadline_at": None, "answered_at": None, "answered_by": "", "answer": "", "link": "", "handler": "李经理", "version": 1, "sort": f"{n:03}"}
        return {"id": n, "outlet": outlet, "reporter": reporter, "question": question, "due_at": due, "state": state, **base, **more}

    rows = [
        inquiry(1, "江城电视台", "周记者", "能否采访总经理？是否还有别的车？", at(15, "22:30"), "open"),
        inquiry(2, "江城晚报", "", "是否召回？", at(15, "20:54"), "open", handler=None),
        inquiry(3, "江城晚报", "陈记者", "报道所说是否属实？", at(15, "10:20"), "answered", answered_at=at(15, "10:05"), answered_by="李经理", answer="我们注意到报道，服务经理正在联系王先生。", link="https://example.org/2"),
    ]
    approved = [{"revision_id": 11, "title": "第 1 次进展通报 v1", "at": at(15, "19:56"), "text": "技术人员正在逐张核对维修记录，今晚 22:00 前公布进展。"}]
    return page(
        "media", lang, theme, crisis=crisis(), inquiries=rows, chosen=rows[chosen], approved=approved, counts={"all": 3, "open": 2, "overdue": 1},
        channels=[{"value": "phone", "label": "电话"}], stream="crisis:7", seq=52,
    )
