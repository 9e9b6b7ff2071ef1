"""Sample contexts of the executive board."""

# fmt: off
from __future__ import annotations

from tests.web.samples import Data, at, page


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
        "events": [{"at": at(15, clock), "icon": icon, "sentence": text, "actor": who, "pinned": False} for clock, icon, text, who in events],
    }
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
    }
    return page(
        "board", lang, theme, crises=[one], volume=volume, quiet_days=None, stream="desk", seq=12,
        headline={"sentence": "1 起 II 级危机在办，已有指挥，2 项等您决定。", "more": "原因已查明：搭铁线螺栓未拧紧，限 1 辆车。无人受伤。1 项任务逾期，1 处口径冲突待更正。"},
        decisions=[
            {"state": "waiting", "title": "批准第 2 次进展通报", "detail": "李经理提交，法律顾问已批准", "due_at": at(15, "22:00"), "url": "/crises/7/statements/3", "act": "审阅并批准"},
            {"state": "undecided", "title": "8 月同项目保养车辆是否全部主动联系？", "detail": "站长提请，法律顾问赞成", "due_at": at(16, "07:40"), "url": "/crises/7", "act": "查看依据"}],
        watch=[{"url": "/complaints/1047", "title": "1 位车主：保养后也熄过一次火", "base": "同因 2 / 3 人"}, {"url": "/complaints/1013", "title": "微博转发 130 次，浏览 1.2 万", "base": "门槛 1,000 次"}],
        closed=[{"id": 6, "title": "机油消耗", "closed_at": "2026-07-02T10:00:00+08:00"}],
    )


def quiet_board(lang: str = "zh", theme: str = "auto") -> Data:
    return {**board(lang, theme), "crises": [], "decisions": [], "volume": None, "watch": [], "closed": [], "quiet_days": 23}
