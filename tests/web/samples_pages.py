"""Sample contexts of all pages but the war-room: the same story, in the shapes of templates/CONTEXT.md."""

from __future__ import annotations

from typing import Any

from samples import Data, at, crisis, item, page, room


def board(lang: str = "zh", theme: str = "auto") -> Data:
    events = [
        ("20:52", "decision", "决定：按已核实原因准备公开说明，不回避。", "总经理"),
        ("20:50", "fact", "原因核实：搭铁线螺栓未按力矩拧紧，交检未发现。", "3 人签字"),
        ("20:12", "visit", "登门面谈完成，车主提出诉求 3 项。", "服务经理"),
        ("18:20", "system", "第二家媒体加入，阶段转为持续。", "规则 T-MEDIA"),
    ]
    one = {
        "id": 7, "number": "INC-2026-0007", "title": "保养后熄火见报", "level": "II", "state": "open", "t0": at(15, "07:40"),
        "ends_at": at(17, "07:40"), "stage": 3, "stage_since": at(15, "18:20"), "lead": "总经理", "done": 15, "all": 30, "overdue": 1,
        "overdue_owner": "技术总监，1:26",
        "figures": [{"code": code, "value": value, "base": base} for code, value, base in (
            ("affected", "1", "同批次待核"), ("injured", "0", "18:40 核实"), ("complainants", "2", "9 件来诉中"), ("on_time", "80%", "12 / 15 项，另计迟到启动"))],
        "voice": [{"label": label, "text": text, "state": state} for label, text, state in (
            ("上一份", "第 1 次进展通报 · 19:56 已发布", ""), ("下一份", "第 2 次进展通报 · 22:00 前", ""),
            ("口径冲突", "1 处，“原因正在调查”已过期", "remark"), ("媒体问询", "2 家 · 1 家待答复，22:30 前", ""))],
        "duties": [{"label": label, "text": text, "state": state} for label, text, state in (
            ("报厂方", "10:22 已报（门槛 2 h）", "done"), ("召回义务", "属生产者，本店不适用", ""), ("次日 24:00", "距 26:53:48", ""), ("法务核对", "法律顾问 13:22 确认", ""))],
        "events": [{"at": at(15, clock), "icon": icon, "sentence": text, "actor": who} for clock, icon, text, who in events],
    }  # fmt: skip
    hours = [0, 0, 6, 9, 14, 22, 18, 13, 11, 9, 8, 10, 21, 34, 26]
    points = [(24 + n * 33, 178 - value * 4) for n, value in enumerate(hours)]
    volume = {
        "label": "今日", "summary": "每小时声量，峰 34，现在 26",
        "grid": [{"y": 18, "label": "40"}, {"y": 98, "label": "20"}, {"y": 178, "label": "0"}],
        "band": "24,150 500,140 500,178 24,178", "line": " ".join(f"{x},{y}" for x, y in points),
        "marks": [{"x": 50, "label": "晚报刊发"}, {"x": 400, "label": "电视台播出"}],
        "last": {"x": points[-1][0], "y": points[-1][1], "label": "26"},
        "ticks": [{"x": 40, "label": "07:00"}, {"x": 190, "label": "12:00"}, {"x": 387, "label": "18:00"}],
        "rows": [{"label": f"{7 + n:02}:00", "n": value} for n, value in enumerate(hours)],
    }  # fmt: skip
    return page(
        "board", lang, theme, crises=[one], volume=volume, quiet_days=None, stream="desk", seq=12,
        headline={"sentence": "1 起 II 级危机在办，已有指挥，2 项等您决定。", "more": "原因已查明：搭铁线螺栓未拧紧，限 1 辆车。无人受伤。1 项任务逾期，1 处口径冲突待更正。"},
        decisions=[
            {"state": "waiting", "title": "批准第 2 次进展通报", "detail": "李经理提交，法律顾问已批准", "due_at": at(15, "22:00"), "url": "/crises/7/statements/3", "act": "审阅并批准"},
            {"state": "undecided", "title": "8 月同项目保养车辆是否全部主动联系？", "detail": "站长提请，法律顾问赞成", "due_at": at(16, "07:40"), "url": "/crises/7", "act": "查看依据"}],
        watch=[{"url": "/complaints/1047", "title": "1 位车主：保养后也熄过一次火", "base": "同因 2 / 3 人"}, {"url": "/complaints/1013", "title": "微博转发 130 次，浏览 1.2 万", "base": "门槛 1,000 次"}],
        closed=[{"id": 6, "title": "机油消耗", "closed_at": "2026-07-02T10:00:00+08:00"}],
    )  # fmt: skip


def quiet_board(lang: str = "zh", theme: str = "auto") -> Data:
    return {**board(lang, theme), "crises": [], "decisions": [], "volume": None, "watch": [], "closed": [], "quiet_days": 23}


ROWS: list[tuple[str, str, int, str, str, str, str | None, str | None]] = [
    ("crisis", "江城晚报：王先生高速行驶中熄火，险些酿成事故", 92, "江城晚报", "monitoring", at(15, "08:55"), "INC-0007", None),
    ("crisis", "江城电视台采访，16:00 前要回复", 84, "江城电视台", "phone", at(15, "09:20"), None, at(15, "22:54")),
    ("watch", "保养后也熄过一次火，问要不要来查", 62, "钱先生", "wechat", at(15, "13:50"), None, at(15, "21:14")),
    ("watch", "说修好了，等红灯又熄火一次", 58, "王先生", "in_person", "2026-08-26T15:40:00+08:00", "INC-0007", None),
    ("none", "看到报纸，担心自己的车，现在开着没事", 31, "周女士", "phone", at(15, "09:42"), "INC-0007", None),
    ("none", "火花塞价格一直没答复，快三周了", 28, "刘先生", "phone", at(15, "11:15"), None, "2026-08-30T20:00:00+08:00"),
    ("none", "预约保养排到下周太久", 12, "孙女士", "phone", at(15, "08:10"), None, at(16, "15:06")),
    ("none", "多媒体屏黑屏，倒车影像看不到", 10, "陈女士", "phone", "2026-08-19T11:05:00+08:00", None, None),
]  # fmt: skip


def complaints() -> list[Data]:
    names = ("level", "title", "score", "who", "channel", "received_at", "crisis_number", "response_due_at")
    return [
        {**dict(zip(names, row, strict=True)), "id": 1040 + n, "sort": f"{99 - n:04}", "closed": n == 7}
        for n, row in enumerate(ROWS)
    ]


def complaint() -> Data:
    def row(signal: str, quote: str, rule: str, points: int) -> Data:
        return {"signal": signal, "quote": quote, "rule": rule, "points": points}

    def member(n: int, who: str, when: str, title: str, counts: bool, why: str) -> Data:
        return {"id": n, "who": who, "at": when, "title": title, "counts": counts, "why": why}

    def span(text: str, *rows: int, lowers: bool = False) -> Data:
        return {"text": text, "rows": list(rows), "lowers": lowers}

    return {
        **complaints()[2], "number": "C-1047", "relation": "车主", "product": "远帆 A5", "branch": "星河路店", "first_receiver": "李经理",
        "lang": "zh", "published_at": None, "crisis": None,
        "spans": [span("我"), span("八月中旬在贵店保养", 2), span("后也"), span("熄过一次火", 1), span("，"), span("在小区车库里", 6, lowers=True), span("，"), span("重新打着就好了", 5, lowers=True), span("，要不要来查")],
        "verdict": {"sentence": "距危机还差 8 分。不自动建室，由人决定。", "watch_at": 40, "crisis_at": 70, "change": "升到危机：再有 1 位独立投诉人，或行驶中熄火",
            "rows": [row("失去动力", "熄过一次火", "R7 T-NEARMISS", 25), row("保养之后、同店", "八月中旬在贵店保养", "R11", 20), row("同批次 60 天内第 2 人", "", "王先生、钱先生 T-GROUP", 15),
                     row("与在办危机同因", "", "INC-0007 保养后熄火见报", 12), row("自行恢复", "重新打着就好了", "R19", -6), row("非高风险场景", "在小区车库里", "R20", -4)]},
        "group": {"label": "保养后熄火 · 星河路店 · 8 月", "counted": 3, "persons": 2, "threshold": 3, "members": [
            member(1002, "王先生", "2026-08-19T10:12:00+08:00", "路上开着开着就熄火", True, "计入"), member(1004, "王先生", "2026-08-26T15:40:00+08:00", "等红灯又熄火一次", True, "计入，同一人不重复计"),
            member(1047, "钱先生", at(15, "13:50"), "车库里熄过一次火", True, "计入，第 2 人"), member(1011, "周女士", at(15, "09:42"), "“现在开着没事”", False, "不计入：否定"), member(1005, "刘先生", "2026-08-27T10:20:00+08:00", "“火花塞换得太贵”", False, "不计入：词中之词")]},
        "warning": {"id": 31, "version": 1, "state": "waiting", "attach_to": {"id": 7, "number": "INC-0007"}},
        "record": [{"at": at(15, "14:10"), "sentence": "李经理 打开，正在研判", "more": ""}, {"at": at(15, "13:50"), "sentence": "判为关注，通知李经理", "more": "规则 v12 · 只用此刻之前的信息"}],
    }  # fmt: skip


def inbox(lang: str = "zh", theme: str = "auto") -> Data:
    return page(
        "inbox", lang, theme, complaints=complaints(), chosen=complaint(), shown="all", older_url="?before=1040", rule_version="v12",
        counts={"all": 12, "judge": 2, "crisis": 2, "group": 1, "closed": 4}, stream="desk", seq=12,
    )  # fmt: skip


def empty_inbox(lang: str = "zh", theme: str = "auto") -> Data:
    return {**inbox(lang, theme), "complaints": [], "chosen": None, "older_url": None}


def one_complaint(lang: str = "zh", theme: str = "auto") -> Data:
    masked = {**complaint(), "spans": None, "warning": None, "group": None, "crisis": {"id": 7, "number": "INC-0007"}, "published_at": at(15, "07:40")}
    return page("inbox", lang, theme, complaint=masked)


def receipt(lang: str = "zh", theme: str = "auto") -> Data:
    options = [{"value": "phone", "label": "电话"}, {"value": "in_person", "label": "到店"}]
    return page("inbox", lang, theme, wish={"text": ""}, errors={"text": "请写原话。"}, channel_options=options, grade_options=[{"value": "general", "label": "一般"}])


def importing(lang: str = "zh", theme: str = "auto") -> Data:
    rows = [{"row": 14, "column": "received_at", "reason": "时间没有时区"}, {"row": 27, "column": None, "reason": "没有原话"}]
    return page("inbox", lang, theme, limit_mb=50, result={"file": "9月来诉.csv", "imported": 9986, "repeated": 12, "refused": 2, "rows": rows})


def statements() -> list[Data]:
    def one(n: int, title: str, revision: int, state: str, who: str, legal: bool, gm: bool, **more: Any) -> Data:
        return {"id": n, "title": title, "revision": revision, "state": state, "who": who, "legal_given": legal, "lead_given": gm, "keys_given": int(legal) + int(gm), "stale": False, "sort": f"{n:03}", **more}

    return [
        one(4, "媒体稿件", 3, "draft", "李经理、法律顾问", False, False), one(5, "热线话术", 2, "draft", "站长", False, False, stale=True), one(6, "客户函 · 王先生", 1, "draft", "服务经理", False, False),
        one(7, "内部通知", 2, "submitted", "站长", True, False), one(3, "第 2 次进展通报", 1, "published", "09-15 21:48", True, True), one(1, "初步声明", 1, "withdrawn", "09-15 09:40", True, True),
    ]  # fmt: skip


def statement(state: str = "draft") -> Data:
    def part(kind: str, text: str, ref: str = "") -> Data:
        return {"kind": kind, "text": text, "ref": ref}

    parts = [
        part("plain", "经查，我店在 15000 公里保养中"), part("agrees", "拆装电脑搭铁线后未按规定拧紧螺栓且交检未发现", "#1"), part("plain", "，"), part("agrees", "责任在我店", "#2"), part("plain", "。我们向王先生诚恳致歉，"),
        part("agrees", "退还保养费用、承担拖车费、提供代步车并延长保修 24 个月", "#5"), part("plain", "。\n\n我们将加大管理力度，"), part("warn", "杜绝类似情况的再次发生", "1"), part("plain", "。"), part("block", "每次交检由第二人用扭矩扳手复核", "2"),
    ]  # fmt: skip
    keys = {
        "draft": [{"role": "legal", "person": "法律顾问", "state": "voided", "at": at(15, "14:02"), "revision": 2, "fingerprint": ""}, {"role": "gm", "person": "总经理", "state": "empty", "at": None, "revision": None, "fingerprint": ""}],
        "submitted": [{"role": "legal", "person": "法律顾问", "state": "given", "at": at(15, "14:18"), "revision": 3, "fingerprint": "9f3c…a71e"}, {"role": "gm", "person": "您", "state": "yours", "at": None, "revision": None, "fingerprint": ""}],
    }  # fmt: skip
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
    }  # fmt: skip


def desk(lang: str = "zh", theme: str = "auto", state: str = "draft", mode: str = "check", stepped_up: bool = False) -> Data:
    return page(
        "statements", lang, theme, crisis=crisis(), statements=statements(), chosen=statement(state), new=False, mode=mode, stepped_up=stepped_up,
        publish_channels=["微博", "官网"], kinds=[{"value": "HOLDING", "label": "初步声明"}], stream="crisis:7", seq=52,
    )  # fmt: skip


def media(lang: str = "zh", theme: str = "auto", chosen: int = 0) -> Data:
    def inquiry(n: int, outlet: str, reporter: str, question: str, due: str, state: str, **more: Any) -> Data:
        base = {"contact": "", "received_at": at(15, "18:30"), "deadline_at": None, "answered_at": None, "answered_by": "", "answer": "", "link": "", "handler": "李经理", "version": 1, "sort": f"{n:03}"}
        return {"id": n, "outlet": outlet, "reporter": reporter, "question": question, "due_at": due, "state": state, **base, **more}

    rows = [
        inquiry(1, "江城电视台", "周记者", "能否采访总经理？是否还有别的车？", at(15, "22:30"), "open"),
        inquiry(2, "江城晚报", "", "是否召回？", at(15, "20:54"), "open", handler=None),
        inquiry(3, "江城晚报", "陈记者", "报道所说是否属实？", at(15, "10:20"), "answered", answered_at=at(15, "10:05"), answered_by="李经理", answer="我们注意到报道，服务经理正在联系王先生。", link="https://example.org/2"),
    ]  # fmt: skip
    approved = [{"revision_id": 11, "title": "第 1 次进展通报 v1", "at": at(15, "19:56"), "text": "技术人员正在逐张核对维修记录，今晚 22:00 前公布进展。"}]
    return page(
        "media", lang, theme, crisis=crisis(), inquiries=rows, chosen=rows[chosen], approved=approved, counts={"all": 3, "open": 2, "overdue": 1},
        channels=[{"value": "phone", "label": "电话"}], stream="crisis:7", seq=52,
    )  # fmt: skip


def review(lang: str = "zh", theme: str = "auto") -> Data:
    def record(n: int, role: str, finding: str, measures: list[str], amount: int, basis: str, approved: bool, **more: Any) -> Data:
        base = {"self_imposed": False, "may_approve": False, "may_clear": False, "version": 1, "basis_state": "ok"}
        return {"id": n, "role": role, "finding": finding, "measures": measures, "amount_cents": amount, "legal_basis": basis, "approved_by": "总经理" if approved else "", "approved_at": at(22, "11:05") if approved else None, **base, **more}

    fine = ["罚金", "公开检查"]
    tiers = [
        {"code": "leadership", "rows": [record(1, "总经理", "交检管理失察", ["检讨", "罚金"], 250000, "自愿声明已签", True, self_imposed=True)]},
        {"code": "management", "rows": [record(2, "站长", "两次返修未上报", fine, 150000, "制度 6.2，未超 20%", True), record(3, "技术总监", "返修未查到根因", fine, 100000, "制度 6.2，未超 20%", False, may_approve=True)]},
        {"code": "direct", "rows": [record(4, "维修工", "螺栓未按力矩拧紧", fine, 50000, "", False, basis_state="pending", may_clear=True), record(5, "质检", "交检未发现", ["培训"], 0, "", False, basis_state="none")]},
    ]  # fmt: skip

    def action(n: int, what: str, kind: str, owner: str, due: str, metric: str, verifier: str, state: str) -> Data:
        return {"id": n, "action": what, "problem": "交检未发现松动", "type": kind, "owner": owner, "due_at": due, "metric": metric, "verifier": verifier, "state": state, "version": 1}

    def condition(title: str, figure: str, met: bool, state: str = "blocked", missing: str = "") -> Data:
        return {"title": title, "figure": figure, "met": met, "state": state, "missing": missing}

    options = [{"value": "fine", "label": "责任罚金"}, {"value": "training", "label": "培训"}]
    return page(
        "review", lang, theme, crisis={**crisis(), "stage": 4}, tiers=tiers, records_count=5, may_read_records=True, stream="crisis:7", seq=60,
        review={"state": "draft", "version": 1, "summary": "8 月保养后三次熄火，返修未查到根因，见报后 48 小时内查明并公布。", "root_cause": "搭铁线螺栓未按力矩拧紧；交检没有这一项。", "truth_note": ""},
        durations=[{"code": "detect", "seconds": 4500}, {"code": "statement", "seconds": 7200}, {"code": "truth", "seconds": 112800}],
        stages=[{"stage": 2, "from_at": at(15, "07:40"), "reason": "首次满足危机条件", "by": "指挥台"}, {"stage": 3, "from_at": at(15, "18:20"), "reason": "又有媒体加入：江城电视台", "by": "指挥台"}],
        settlements=[{"id": 1, "label": "王先生", "state": "performed", "note": "退费、拖车、代步车", "greeting_at": at(23, "10:00"), "greeted_at": None, "version": 1}, {"id": 2, "label": "钱先生", "state": "listed", "note": "", "greeting_at": None, "greeted_at": None, "version": 1}],
        actions=[action(1, "38 辆同批次车辆免费复检", "contain", "站长", at(30, "18:00"), "38 / 38 辆", "技术总监", "open"), action(2, "交检增加力矩第二人复核", "prevent", "技术总监", at(17, "18:00"), "抽查 20 单无漏", "站长", "open"), action(3, "搭铁线螺栓力矩培训", "correct", "技术总监", at(14, "18:00"), "12 人考核通过", "站长", "verified")],
        gate={"earliest_at": at(27, "20:00"), "archive_number": None, "conditions": [
            condition("三级责任齐备", "1 项未核", False, missing="维修工罚金的上限待核准"), condition("整改项有主有期，止损已验证", "1 / 3", False, missing="复检 26 / 38 辆"), condition("回访已安排", "1 / 2", False, "soon", "钱先生未安排"),
            condition("平息满 7 天", "第 2 天", False, "doing", "9月20日 20:00 起，无新声量"), condition("复盘批准", "草稿", False, "waiting"), condition("清单全部完成或不适用", "30 / 30", True), condition("真相已公布", "09-16 15:00", True)]},
        tier_options=[{"value": "leadership", "label": "领导责任"}], person_options=[{"value": 5, "label": "站长"}], measure_options=options,
    )  # fmt: skip


def today(lang: str = "zh", theme: str = "auto") -> Data:
    tasks = [{**item(n, title, "总经理", due, state), "soon_at": soon, "url": f"/crises/7?item={n}#item-{n}", "crisis": "保养后熄火见报"} for n, title, due, state, soon in (
        (11, "排查同类：8 月同项目保养车辆", at(15, "19:40"), "open", None), (12, "发布第 2 次进展通报", at(15, "22:00"), "doing", at(15, "21:00")), (25, "全员会议追责", None, "open", None))]  # fmt: skip
    return page(
        "today", lang, theme, approvals=board()["decisions"], tasks=tasks, stream="desk", seq=12, inbox={"judge": 2, "today": 12},
        warnings=[{"level": "watch", "url": "/complaints/1047", "title": "保养后也熄过一次火", "reasons": "T-NEARMISS · T-GROUP", "raised_at": at(15, "13:50")}],
        clocks=[{"id": 7, "title": "保养后熄火见报", "level": "II", "t0": at(15, "07:40"), "ends_at": at(17, "07:40")}],
    )  # fmt: skip


def people(lang: str = "zh", theme: str = "auto") -> Data:
    def person(n: int, name: str, login: str, role: str, active: bool = True) -> Data:
        return {"id": n, "name": name, "login": login, "role": role, "lang": "zh", "last_seen_at": at(15, "20:50"), "active": active, "version": 1}

    roles = ["lead", "pr", "legal", "technical", "customer", "executive", "auditor", "admin"]
    return page(
        "people", lang, theme, people=[person(1, "总经理", "gm", "lead"), person(2, "李经理", "li", "pr"), person(6, "法律顾问", "fawu", "legal"), person(9, "Anna Berg", "anna", "executive", False)],
        roles=roles, role_options=[{"value": role, "label": role} for role in roles], secret={"kind": "token", "text": "shown-once-sample"},
        tokens=[{"id": 1, "name": "热线系统", "scope": "intake", "expires_at": "2027-09-15T00:00:00+08:00", "by": "总经理", "revoked_at": None, "version": 1}, {"id": 2, "name": "大屏", "scope": "read", "expires_at": "2027-09-15T00:00:00+08:00", "by": "总经理", "revoked_at": at(15, "10:00"), "version": 1}],
    )  # fmt: skip


def playbooks(lang: str = "zh", theme: str = "auto") -> Data:
    rows = [{"code": "PB-MEDIA", "name": "媒体曝光", "when": "媒体刊发点名的负面报道", "item_count": 23}, {"code": "PB-SERVICE", "name": "服务与维修", "when": "返修不成或险情", "item_count": 20}]
    return page("playbooks", lang, theme, playbooks=rows, apply_to={"id": 7, "title": "保养后熄火见报", "playbooks": ["PB-MEDIA"]})


def playbook(lang: str = "zh", theme: str = "auto") -> Data:
    rows = [
        {"ref": "MEDIA-01", "title": "存证原文：报道、刊发时间、覆盖面", "owner": "MEDIA", "due": "T+30m", "track": "media", "evidence": "链接与指纹", "principle": "SPE", "prevents": "M1"},
        {"ref": "MEDIA-23", "title": "全员会议追责", "owner": "LEAD", "due": "S+7d", "track": "internal", "evidence": "", "principle": "", "prevents": ""},
    ]  # fmt: skip
    return page("playbooks", lang, theme, playbook={"code": "PB-MEDIA", "name": "媒体曝光", "when": "媒体刊发点名的负面报道", "rows": rows})


def declare(lang: str = "zh", theme: str = "auto") -> Data:
    return page(
        "room", lang, theme, errors={"title": "请写标题。"}, level_options=[{"value": "II", "label": "II 重大"}], playbook_options=[{"value": "PB-MEDIA", "label": "媒体曝光"}, {"value": "PB-SERVICE", "label": "服务与维修"}],
        source_options=[{"value": "OTHER", "label": "其他"}],
        wish={"title": "", "t0": at(15, "07:40"), "level": "II", "playbooks": ["PB-MEDIA"], "source_class": "OTHER", "complaint_id": 1009, "complaint_title": "江城晚报：高速上熄火"},
    )  # fmt: skip


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
    return signed_out(lang, theme, next="/crises/7/statements/4", problem=None)


def error(lang: str = "zh", theme: str = "auto") -> Data:
    problem = {"status": 409, "title": "别人刚改过同一项。", "detail": "两份内容都在下面，核对后再保存。", "type": "urn:crisis:stale", "mine": "我的", "theirs": "现在的"}
    return signed_out(lang, theme, problem=problem)


PAGES: dict[str, tuple[str, Any]] = {
    "room": ("crises/room.html", room),
    "draft-room": ("crises/room.html", lambda lang="zh", theme="auto": room(lang, theme, "draft")),
    "board": ("board/index.html", board),
    "quiet-board": ("board/index.html", quiet_board),
    "inbox": ("complaints/inbox.html", inbox),
    "empty-inbox": ("complaints/inbox.html", empty_inbox),
    "complaint": ("complaints/detail.html", one_complaint),
    "receipt": ("complaints/new.html", receipt),
    "import": ("complaints/import.html", importing),
    "desk": ("statements/desk.html", desk),
    "desk-edit": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, mode="edit")),
    "desk-compare": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, "submitted", "compare")),
    "desk-keys": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, "submitted", stepped_up=True)),
    "desk-publish": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, "approved", stepped_up=True)),
    "desk-published": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, "published")),
    "desk-new": ("statements/desk.html", lambda lang="zh", theme="auto": {**desk(lang, theme), "chosen": None, "new": True}),
    "desk-empty": ("statements/desk.html", lambda lang="zh", theme="auto": {**desk(lang, theme), "chosen": None, "statements": []}),
    "media": ("media/index.html", media),
    "media-answered": ("media/index.html", lambda lang="zh", theme="auto": media(lang, theme, 2)),
    "review": ("aftermath/index.html", review),
    "today": ("today/index.html", today),
    "people": ("people/index.html", people),
    "playbooks": ("playbooks/index.html", playbooks),
    "playbook": ("playbooks/show.html", playbook),
    "declare": ("crises/declare.html", declare),
    "crises": ("crises/list.html", crises),
    "signin": ("signin.html", signin),
    "setup": ("setup.html", setup),
    "stepup": ("stepup.html", step_up),
    "error": ("error.html", error),
}  # fmt: skip
