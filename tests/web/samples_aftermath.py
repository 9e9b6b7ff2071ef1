"""Sample contexts of the after-action review."""

# fmt: off
from __future__ import annotations

from typing import Any

from tests.web.samples import Data, at, crisis, page


def review(lang: str = "zh", theme: str = "auto") -> Data:
    def record(n: int, role: str, finding: str, measures: list[str], amount: int, basis: str, approved: bool, **more: Any) -> Data:
        base = {"self_imposed": False, "may_approve": False, "may_clear": False, "version": 1, "basis_state": "ok"}
        return {"id": n, "role": role, "finding": finding, "measures": measures, "amount_cents": amount, "legal_basis": basis, "approved_by": "总经理" if approved else "", "approved_at": at(22, "11:05") if approved else None, "appeal_until": at(29, "23:59") if approved else None, **base, **more}

    fine = ["罚金", "公开检查"]
    tiers = [
        {"code": "leadership", "rows": [record(1, "总经理", "交检管理失察", ["检讨", "罚金"], 250000, "自愿声明已签", True, self_imposed=True)]},
        {"code": "management", "rows": [record(2, "站长", "两次返修未上报", fine, 150000, "制度 6.2，未超 20%", True), record(3, "技术总监", "返修未查到根因", fine, 100000, "制度 6.2，未超 20%", False, may_approve=True)]},
        {"code": "direct", "rows": [record(4, "维修工", "螺栓未按力矩拧紧", fine, 50000, "", False, basis_state="pending", may_clear=True), record(5, "质检", "交检未发现", ["培训"], 0, "", False, basis_state="none")]},
    ]

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
    )
