"""Samples of the pages over the timeline: a page of it, one entry, the story, the records, a hand-over."""

# fmt: off
from __future__ import annotations

from typing import Any

from tests.web.samples import at, page, timeline as entries

Data = dict[str, Any]
ROOM = {"id": 7, "number": "INC-2026-0007", "title": "保养后熄火见报", "state": "open"}
NOTE = {"id": 3, "role": "SPOX", "giver_name": "李经理", "taker_name": "总经理", "brief": "电视台 22:30 前要答复。", "state": "offered",
        "version": 1, "offered_at": at(15, "20:40"), "accepted_at": None, "tasks": [{"id": 15, "title": "答复江城电视台"}]}
FILE = {"id": 5, "name": "搭铁线螺栓.jpg", "kind": "jpeg", "size": 2_400_000, "sha256": "b7" * 32, "person_id": 4, "person_name": "技术主管",
        "at": at(15, "15:05"), "picture": True, "gone": None, "open": True, "may_withdraw": True}
LETTER = {**FILE, "id": 6, "name": "来函.pdf", "kind": "pdf", "size": 81_000, "picture": False}
FILES = [FILE, LETTER, {**LETTER, "id": 7, "gone": {"who": "李经理", "why": "附错了客户"}, "open": False, "may_withdraw": False}]


def timeline(lang: str = "zh", theme: str = "auto") -> Data:
    return page("room", lang, theme, crisis=ROOM, timeline=entries(), beyond=True)


def entry(lang: str = "zh", theme: str = "auto") -> Data:
    said = {"id": 1, "person_id": 2, "person_name": "李经理", "text": "@站长 谁陪同？", "mentions": [5], "at": at(15, "15:20"), "version": 1}
    comments = [{**said, "resolved_at": None, "may_resolve": True}, {**said, "id": 2, "resolved_at": at(15, "15:40"), "resolved_by": "站长", "may_resolve": False}]
    shown = {**entries()["rows"][8], "comments": comments, "hash": "a3" * 32, "own_id": 3, "files": FILES}
    may = {"mark": True, "retitle": True, "story": True, "comment": True, "attach": True}
    return page("room", lang, theme, crisis=ROOM, entry=shown, members=["站长", "李经理"], may=may, limits={"mb": 10, "files": 10})


def story(lang: str = "zh", theme: str = "auto") -> Data:
    return page("room", lang, theme, crisis=ROOM, story=entries()["rows"][:3])


def linked(lang: str = "zh", theme: str = "auto") -> Data:
    row = {"id": 1047, "level": "watch", "title": "保养后也熄过一次火", "who": "钱*", "received_at": at(15, "13:50")}
    return page("room", lang, theme, crisis=ROOM, complaints=[row], older_url="?before=1047")


def hand_over(lang: str = "zh", theme: str = "auto") -> Data:
    chosen = {"id": 1, "role": "LEAD", "person_name": "总经理", "since": at(15, "08:00"), "tasks": [{"id": 22, "title": "责任认定"}]}
    earlier = [NOTE, {**NOTE, "id": 2, "state": "accepted", "accepted_at": at(15, "12:00")}, {**NOTE, "id": 1, "state": "replaced"}]
    return page(
        "room", lang, theme, crisis=ROOM, seats=[{"id": 1, "role": "LEAD"}, {"id": 2, "role": "SPOX"}], chosen=chosen, offered=[NOTE],
        earlier=earlier, takers=[{"value": 2, "label": "李经理"}],
    )
