"""What thirty people do in a room: each kind of act, who may do it, how often, and a body that fits the room as it stands.

A maker gets the snapshot and a die and gives (path below the room, body), or None when there is nothing to do it to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.live.faults.room import PASSWORD

Snapshot = dict[str, Any]
Wish = tuple[str, dict[str, Any]] | None
Maker = Callable[[Snapshot, Random], Wish]
ALL = "lead pr legal technical customer"


@dataclass(frozen=True)
class Kind:
    """`often`: its share among the acts of those who may."""

    by: str
    often: float
    make: Maker


def one(snapshot: Snapshot, of: str, dice: Random, **having: Any) -> tuple[str, dict[str, Any]] | None:
    """Some row of a collection that has these values."""
    rows = [
        (key, row)
        for key, row in sorted(snapshot.get(of, {}).items())
        if all(row.get(name) == value for name, value in having.items())
    ]
    return dice.choice(rows) if rows else None


def on(of: str, path: str, body: Callable[[dict[str, Any], Random], dict[str, Any]], **having: Any) -> Maker:
    """An act on some row of a collection."""

    def make(snapshot: Snapshot, dice: Random) -> Wish:
        found = one(snapshot, of, dice, **having)
        return (f"/{path.format(found[0])}", body(found[1], dice)) if found else None

    return make


def new(path: str, body: Callable[[Random], dict[str, Any]], most: int = 10**9, of: str = "") -> Maker:
    """Something new, until there are `most` rows in the collection `of`."""

    def make(snapshot: Snapshot, dice: Random) -> Wish:
        return (f"/{path}", body(dice)) if len(snapshot.get(of, {})) < most else None

    return make


def entry(path: str, body: Callable[[Random], dict[str, Any]]) -> Maker:
    """An act on one of the newest entries of the timeline."""

    def make(snapshot: Snapshot, dice: Random) -> Wish:
        newest = range(max(1, snapshot["seq"] - 150), snapshot["seq"] + 1)
        return f"/timeline/{dice.choice(newest)}/{path}", body(dice)

    return make


def words(dice: Random) -> str:
    subject = dice.choice(("客户", "记者", "技师", "店长", "律师", "客服主管"))
    verb = dice.choice(("来电询问进展", "提供了新的照片", "要求今天答复", "确认了到店时间", "对说法有疑问"))
    return f"{subject}{verb}，编号{dice.randrange(10_000)}"


def seen(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The body of an act on a row that was seen in this version."""
    return {"version": row.get("version"), **more}


def later() -> str:
    """Ahead of any clock of this run."""
    return (datetime.now(UTC) + timedelta(days=3)).isoformat()


def edit(snapshot: Snapshot, dice: Random) -> Wish:
    found = one(snapshot, "statements", dice, state="draft")
    body = "。".join(words(dice) for _ in range(6)) + "。"
    return (f"/statements/{found[0]}/edit", {"body": body, "version": found[1]["version"]}) if found else None


def snooze(snapshot: Snapshot, dice: Random) -> Wish:
    due = next(iter(snapshot["crisis"].values())).get("next_update_at")
    until = datetime.fromisoformat(due) + timedelta(hours=dice.randrange(3, 9)) if due else None
    return ("/updates/snooze", {"until": until.isoformat(), "reason": "等检测"}) if until else None


def approve(snapshot: Snapshot, dice: Random) -> Wish:
    found = one(snapshot, "statements", dice, state="submitted")
    texts = [row for row in snapshot["revisions"].values() if found and str(row["statement_id"]) == found[0]]
    if not found or not texts:
        return None
    newest = max(texts, key=lambda row: int(row["number"]))
    return f"/statements/{found[0]}/approve", {"role": "legal", "sha256": newest["sha256"], "password": PASSWORD}


KINDS = {
    "entry": Kind(ALL, 30, new("log", lambda d: {"text": words(d)})),
    "comment": Kind(ALL, 12, entry("comments", lambda d: {"text": f"@lead-0 {words(d)}"})),
    "resolve": Kind("lead", 6, on("comments", "comments/{}/resolve", lambda r, d: {}, resolved_at=None)),
    "pin": Kind("lead", 4, entry("pin", lambda d: {"on": d.random() < 0.8})),
    "story": Kind("lead pr", 3, entry("story", lambda d: {"on": d.random() < 0.7})),
    "retitle": Kind("lead", 1, entry("title", lambda d: {"title": words(d)})),
    "strike": Kind("lead", 1, entry("strike", lambda d: {"reason": "记错了"})),
    "start": Kind("lead", 5, on("items", "items/{}/start", lambda r, d: seen(r), state="open")),
    "check": Kind("lead", 12, on("items", "items/{}/check", lambda r, d: seen(r, evidence=words(d)))),
    "reopen": Kind("lead", 9, on("items", "items/{}/reopen", lambda r, d: seen(r), state="done")),
    "skip": Kind("lead", 1, on("items", "items/{}/skip", lambda r, d: seen(r, reason="不适用"), state="open")),
    "assign": Kind("lead", 3, on("items", "items/{}/assign", lambda r, d: seen(r, person_id=d.randrange(1, 11)))),
    "item": Kind("lead", 1, new("items", lambda d: {"title": words(d)}, 120, "items")),
    "fact": Kind(ALL, 3, new("facts", lambda d: {"key": d.choice(("place", "time")), "value": words(d)}, 80, "facts")),
    "settle": Kind(
        "lead legal",
        3,
        on("facts", "facts/{}/settle", lambda r, d: seen(r, status=d.choice(("confirmed", "refuted")), source="现场记录")),
    ),
    "draft": Kind(
        "pr", 1, new("statements", lambda d: {"kind": "HOLDING", "title": "说明", "body": words(d)}, 12, "statements")
    ),
    "edit": Kind("pr lead", 6, edit),
    "submit": Kind("pr", 2, on("statements", "statements/{}/submit", lambda r, d: seen(r, reason="已核对"), state="draft")),
    "approve": Kind("legal", 3, approve),
    "inquiry": Kind("pr", 3, new("inquiries", lambda d: {"outlet": "晚报", "question": words(d)}, 80, "inquiries")),
    "position": Kind("lead", 1, new("position", lambda d: {"text": words(d)})),
    "title": Kind("lead", 1.5, new("title", lambda d: {"title": words(d)})),
    "level": Kind("lead", 1.5, new("level", lambda d: {"level": d.choice(("I", "II", "III")), "reason": words(d)})),
    "report": Kind("lead", 2, new("updates", lambda d: {"note": words(d)})),
    "snooze": Kind("lead", 1.5, snooze),
    "claim": Kind(ALL, 1, on("seats", "seats/{}/claim", lambda r, d: seen(r), person_id=None)),
    "leave": Kind("lead", 1, on("seats", "seats/{}/leave", lambda r, d: seen(r))),
    "hand over": Kind(
        "lead",
        2,
        on("seats", "hand-overs", lambda r, d: {"seat_id": r["id"], "person_id": d.randrange(1, 7), "brief": words(d)}),
    ),
    "accept": Kind("lead", 5, on("hand_overs", "hand-overs/{}/accept", lambda r, d: {}, state="offered")),
    "action": Kind(
        "technical lead",
        0.5,
        new(
            "aftermath/actions",
            lambda d: {
                "problem": words(d),
                "action": words(d),
                "type": "prevent",
                "owner": "服务部",
                "due_at": later(),
                "metric": "0 起",
                "verifier": "质量部",
            },
            20,
            "actions",
        ),
    ),
    "customer": Kind("customer", 2, new("aftermath/customers", lambda d: {"label": f"客户{d.randrange(99)}"}, 40, "settlements")),
    "review": Kind("lead", 1, new("aftermath/review", lambda d: {"summary": words(d)})),
    "seen": Kind(ALL, 10, lambda snapshot, d: ("/seen", {"seq": snapshot["seq"]})),
}  # fmt: skip


def choose(role: str, snapshot: Snapshot, dice: Random) -> tuple[str, str, dict[str, Any]] | None:
    """(kind, path below the room, body)"""
    names = [name for name, kind in KINDS.items() if role in kind.by.split()]
    name = dice.choices(names, [KINDS[name].often for name in names])[0] if names else ""
    wish = KINDS[name].make(snapshot, dice) if name else None
    return (name, *wish) if wish else None
