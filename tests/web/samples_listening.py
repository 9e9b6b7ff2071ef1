"""Sample contexts of the rules with a back-test on its way or done, of series of complaints, and of the firm's page."""

# fmt: off
from __future__ import annotations

from typing import Any

from tests.web.samples import Data, at, page

OWN = 'version: "3"\nwords:\n  own_wash: {zh: 洗车液, en: wash}\nrules: []\n'


def trial(state: str = "done") -> Data:
    row = {"id": 1047, "at": at(15, "13:50"), "title": "洗完车漆面花了一道道", "was": "none", "now": "watch", "rules": ["OWN-1"], "decided": "missed"}
    result = {"records": 50_000, "rooms": {"before": 3, "after": 3}, "appear": {"n": 72, "rows": [row]}, "vanish": {"n": 0, "rows": []}, "lessons": {"kept": 4, "learned": 1, "unlearned": 1}}
    live = state in ("queued", "running")
    return {"id": 5, "text": OWN, "by": "李经理", "at": at(15, "20:50"), "state": state, "live": live, "heard": 12_400 if live else 50_000, "total": 50_000, "held": 61_300,
            "whole": False, "since": at(10, "08:00"), "stale": False, "result": result if state == "done" else None}


def rules(lang: str = "zh", theme: str = "auto", **changes: Any) -> Data:
    row = {"id": "S01", "level": "crisis", "points": 82, "what": "起火", "fires": ["插头起火，手烫伤了"], "silent": ["没有起火"], "file": "safety.yaml", "file_version": "2026.11.1", "fired": 4, "decided": 2, "dismissed": 1}
    counts = {**row, "id": "X08", "fires": [], "silent": [], "what": "群体投诉", "fired": 0, "decided": 0}
    return page(
        "people", lang, theme, version="2026.11.1", rules=63, own_rules=1, capped=10_000, may_edit=True, mistaken=None, trial=None,
        own={"name": "own.yaml", "text": OWN, "by": "李经理", "at": at(15, "09:00")},
        files=[{"id": 1, "rule_version": "3", "rules": 1, "note": "门店常见的说法", "by_name": "李经理", "sha256": "0a1b2c3d", "at": at(15, "09:00")}],
        groups=[{"code": "T-SAFETY", "label": "安全", "fired": 4, "rows": [row]}, {"code": "T-GROUP", "label": "群体", "fired": 0, "rows": [counts]}],
    ) | changes


def series(lang: str = "zh", theme: str = "auto", **changes: Any) -> Data:
    row = {"key": "product/A5", "label": "产品 A5", "count": 9, "expected": 1.7, "low": 0, "high": 5, "years": "120", "state": "alarm", "last_alarm": "2026-09-14", "size": "M", "version": 1, "tuned_by": "李经理"}
    usual = {**row, "key": "branch/星河路店", "label": "网点 星河路店", "count": 2, "years": "", "state": "usual", "last_alarm": None, "version": None, "tuned_by": ""}
    week = {"week": "2026-09-14", "n": 9, "expected": 1.7, "low": 0, "high": 5, "mark": "watch", "open": True}
    drawing = {"band": "36,20 736,20 736,220 36,220", "expected_line": "36,180 736,180", "line": "36,200 736,20", "last": {"x": 736, "y": 20, "label": "9"}, "marks": [{"x": 736, "y": 20}],
               "grid": [{"y": 220, "label": "0"}, {"y": 20, "label": "9"}], "ticks": [{"x": 736, "label": "09-14"}], "rows": [week, {**week, "week": "2026-09-07", "n": 2, "mark": "", "open": False}], "summary": "2 周，最多 9 件，报警 1 次"}
    sizes = [{"value": code, "label": label, "years": years} for code, label, years in (("S", "低", "1000"), ("M", "中", "100"), ("L", "高", "10"))]
    return page("series", lang, theme, series=[row, usual], chosen={**row, **drawing}, sizes=sizes, may_tune=True) | changes


def firm(lang: str = "zh", theme: str = "auto", **errors: str) -> Data:
    told = {"name": "青禾出行", "sector": "auto_dealer", "role": "dealer", "timezone": "Asia/Shanghai", "jurisdictions": ["CN"], "branches": "东门店\n西门店", "aliases": "青禾", "products": "Q3"}
    return page(
        "people", lang, theme, firm=told, errors={**dict.fromkeys(told, ""), **errors}, zones=["Asia/Shanghai", "Europe/Berlin"], sector_options=[{"value": "auto_dealer", "label": "汽车经销"}],
        role_options=[{"value": "dealer", "label": "经销商"}], jurisdiction_options=[{"value": "CN", "label": "中国"}, {"value": "EU", "label": "欧盟"}],
    )
