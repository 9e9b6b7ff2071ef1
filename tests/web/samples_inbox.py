"""Sample contexts of the complaint inbox, receipt and import."""

# fmt: off
from __future__ import annotations

from tests.web.samples import Data, at, page

ROWS: list[tuple[str, str, int, str, str, str, str | None, str | None]] = [
    ("crisis", "江城晚报：王先生高速行驶中熄火，险些酿成事故", 92, "江城晚报", "monitoring", at(15, "08:55"), "INC-0007", None),
    ("crisis", "江城电视台采访，16:00 前要回复", 84, "江城电视台", "phone", at(15, "09:20"), None, at(15, "22:54")),
    ("watch", "保养后也熄过一次火，问要不要来查", 62, "钱先生", "wechat", at(15, "13:50"), None, at(15, "21:14")),
    ("watch", "说修好了，等红灯又熄火一次", 58, "王先生", "in_person", "2026-08-26T15:40:00+08:00", "INC-0007", None),
    ("none", "看到报纸，担心自己的车，现在开着没事", 31, "周女士", "phone", at(15, "09:42"), "INC-0007", None),
    ("none", "火花塞价格一直没答复，快三周了", 28, "刘先生", "phone", at(15, "11:15"), None, "2026-08-30T20:00:00+08:00"),
    ("none", "预约保养排到下周太久", 12, "孙女士", "phone", at(15, "08:10"), None, at(16, "15:06")),
    ("none", "多媒体屏黑屏，倒车影像看不到", 10, "陈女士", "phone", "2026-08-19T11:05:00+08:00", None, None),
]


def complaints() -> list[Data]:
    names = ("level", "title", "score", "who", "channel", "received_at", "crisis_number", "response_due_at")
    return [
        {**dict(zip(names, row, strict=True)), "id": 1040 + n, "sort": f"{99 - n:04}", "closed": n == 7}
        for n, row in enumerate(ROWS)
    ]


def complaint() -> Data:
    def row(signal: str, quote: str, rule: str, points: int) -> Data:
        return {"signal": signal, "quote": quote, "rule": rule, "points": points}

    def member(n: int, who: str, when: str, title: str, counts: bool, why: str, *, here: bool = False) -> Data:
        return {"id": n, "who": who, "at": when, "title": title, "counts": counts, "why": why, "here": here, "same_person": here}

    def span(text: str, *rows: int, lowers: bool = False) -> Data:
        return {"text": text, "rows": list(rows), "lowers": lowers}

    return {
        **complaints()[2], "number": "C-1047", "relation": "车主", "product": "远帆 A5", "branch": "星河路店", "first_receiver": "李经理",
        "lang": "zh", "published_at": None, "crisis": None, "masked": False,
        "spans": [span("我"), span("八月中旬在贵店保养", 2), span("后也"), span("熄过一次火", 1), span("，"), span("在小区车库里", 6, lowers=True), span("，"), span("重新打着就好了", 5, lowers=True), span("，要不要来查")],
        "verdict": {"sentence": "距危机还差 8 分。不自动建室，由人决定。", "watch_at": 40, "crisis_at": 70, "change": "升到危机：再有 1 位独立投诉人，或行驶中熄火",
            "rows": [row("失去动力", "熄过一次火", "R7 T-NEARMISS", 25), row("保养之后、同店", "八月中旬在贵店保养", "R11", 20), row("同批次 60 天内第 2 人", "", "王先生、钱先生 T-GROUP", 15),
                     row("与在办危机同因", "", "INC-0007 保养后熄火见报", 12), row("自行恢复", "重新打着就好了", "R19", -6), row("非高风险场景", "在小区车库里", "R20", -4)]},
        "together": {"group": {"persons": 2, "needed": 3, "missing": 1, "label": "60 天内 2 / 3 人", "sentence": "还差 1 人", "rule": "同一产品与问题"},
            "members": [member(1047, "钱先生", at(15, "13:50"), "车库里熄过一次火", True, "计入", here=True), member(1011, "周女士", at(15, "09:42"), "“现在开着没事”", False, "不计入"),
                member(1004, "王先生", "2026-08-26T15:40:00+08:00", "等红灯又熄火一次", False, "同一人，不重复计"), member(1002, "王先生", "2026-08-19T10:12:00+08:00", "路上开着开着就熄火", True, "计入")],
            "all": 4, "person": {"shared": 0, "why": ""}, "acts": [{"at": at(15, "14:20"), "sentence": "李经理 归入同一事项", "reason": "同一批次"}],
            "rooms": [{"value": 7, "label": "INC-0007 保养后熄火见报"}], "in_room": False, "has_sender": True, "may_handle": True,
            "series": [{"key": "product/A5", "label": "产品 A5", "words": "本周 5 件，往常 1.0 件（0–3）", "chance": "", "above": True}],
            "past": [{"id": 3, "number": "INC-0003", "title": "A3 · 险情", "words": "II 级 · 3 人"}]},
        "warning": {"id": 31, "version": 1, "state": "waiting", "attach_to": {"id": 7, "number": "INC-0007"}},
        "record": [{"at": at(15, "14:10"), "sentence": "李经理 打开，正在研判", "more": ""}, {"at": at(15, "13:50"), "sentence": "判为关注，通知李经理", "more": "规则 v12 · 只用此刻之前的信息"}],
    }


def inbox(lang: str = "zh", theme: str = "auto") -> Data:
    return page(
        "inbox", lang, theme, complaints=complaints(), chosen=complaint(), asked=False, shown="all", older_url="?before=1040", rule_version="v12",
        counts={"all": 12, "judge": 2, "crisis": 2, "group": 1, "closed": 4}, stream="desk", seq=12,
    )


def empty_inbox(lang: str = "zh", theme: str = "auto") -> Data:
    return {**inbox(lang, theme), "complaints": [], "chosen": None, "older_url": None}


def one_complaint(lang: str = "zh", theme: str = "auto") -> Data:
    masked = {**complaint(), "masked": True, "warning": None, "crisis": {"id": 7, "number": "INC-0007"}, "published_at": at(15, "07:40")}
    return {**inbox(lang, theme), "chosen": masked, "asked": True}


def receipt(lang: str = "zh", theme: str = "auto") -> Data:
    options = [{"value": "phone", "label": "电话"}, {"value": "in_person", "label": "到店"}]
    return page("inbox", lang, theme, wish={"text": ""}, errors={"text": "请写原话。"}, channel_options=options, grade_options=[{"value": "general", "label": "一般"}])


def importing(lang: str = "zh", theme: str = "auto") -> Data:
    rows = [{"row": 14, "column": "received_at", "reason": "时间没有时区"}, {"row": 27, "column": None, "reason": "没有原话"}]
    return page("inbox", lang, theme, limit_mb=50, result={"file": "9月来诉.csv", "imported": 9986, "repeated": 12, "refused": 2, "rows": rows})
