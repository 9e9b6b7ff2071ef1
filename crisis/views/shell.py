"""What every page shows around its content: the reader, what they may do, the open crises, what waits for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from crisis.domain.clock import WINDOW
from crisis.domain.people import Actor
from crisis.domain.permissions import cell
from crisis.store.base import plain
from crisis.store.checklist import items
from crisis.store.crises import crises, members
from crisis.store.intake import warnings
from crisis.store.timeline import asked_of, offered_to

# What a page asks before it draws a button → the ability behind it. "O" draws it: the command asks whose it is.
RIGHTS = {
    "check": "item.check", "item": "item.add", "fact": "fact.propose", "settle": "fact.confirm", "claim": "seat.claim", "log": "entry.add",
    "level": "crisis.level", "stage": "stage.request", "confirm": "warning.confirm", "draft": "draft.edit",
    "submit": "statement.submit", "publish": "statement.publish", "inquire": "inquiry.create",
    "answer": "inquiry.answer", "record": "accountability.write", "action": "action.add", "close": "crisis.close",
    "review": "review.write", "manage": "people.manage", "import": "intake.import", "intake": "complaint.create",
    "declare": "crisis.open", "judge": "warning.dismiss", "unmask": "complaint.unmask", "update": "update.send", "comment": "comment.add",
    "attach": "attachment.add",
    "story": "entry.story", "mark": "entry.pin", "hand_over": "seat.hand_over",
    "rules": "rule.read", "series": "series.read",
}  # fmt: skip


def rights(actor: Actor) -> dict[str, bool]:
    """Which buttons this reader's pages show; the commands ask again."""
    shown = {name: cell(ability, actor.role) not in ("-", "B") for name, ability in RIGHTS.items()}
    approver = any(cell(f"statement.approve_{key}", actor.role) != "-" for key in ("legal", "gm"))
    return {**shown, "approve": approver}


def reader(actor: Actor, lang: str, zone: str, theme: str) -> dict[str, Any]:
    return {"id": actor.id or 0, "name": actor.name, "role": actor.role, "lang": lang, "zone": zone, "theme": theme}


def visible_crises(conn: Connection, actor: Actor) -> list[Row[Any]]:
    """The open rooms this reader belongs to, the gravest and oldest first."""
    if cell("crisis.read", actor.role) in ("-", "B"):
        return []
    query = select(crises).where(crises.c.state.in_(("draft", "open")))
    if actor.id is not None:
        mine = select(members.c.crisis_id).where(members.c.person_id == actor.id, members.c.removed_at.is_(None))
        query = query.where(crises.c.id.in_(mine))
    else:
        query = query.where(crises.c.restricted.is_(False))
    rank = {"I": 0, "II": 1, "III": 2, "IV": 3}
    return sorted(conn.execute(query), key=lambda row: (rank[row.level], row.t0))


def shell(conn: Connection, actor: Actor, org: str, at: datetime, room: int | None = None) -> dict[str, Any]:
    """The frame of a page."""
    rooms = visible_crises(conn, actor)
    return {
        "org": org,
        "pills": [pill(row) for row in rooms[:5]],
        "tasks": tasks(conn, actor, at, [row.id for row in rooms]),
        "room": room or (rooms[0].id if rooms else None),
        "drill": any(row.drill for row in rooms if row.id == (room or row.id)),
    }


def pill(row: Row[Any]) -> dict[str, Any]:
    """One open crisis in the top bar."""
    names = ("id", "number", "title", "level")
    return {**{n: row._mapping[n] for n in names}, "ends_at": plain(row.t0 + WINDOW)}


def tasks(conn: Connection, actor: Actor, at: datetime, rooms: list[int]) -> int:
    """How many things wait for this reader: own items due within the hour, what colleagues ask, warnings to decide."""
    mine = select(func.count()).select_from(items).where(items.c.person_id == actor.id)
    mine = mine.where(items.c.state.in_(("open", "doing")), items.c.due_at < at + timedelta(hours=1))
    waiting = conn.scalar(mine) or 0 if actor.id is not None else 0
    if actor.id is not None and rooms:
        waiting += len(asked_of(conn, actor.id, rooms)) + len(offered_to(conn, actor.id, rooms))
    if cell("warning.confirm", actor.role) == "Y":
        waiting += conn.scalar(select(func.count()).select_from(warnings).where(warnings.c.state == "waiting")) or 0
    return int(waiting)
