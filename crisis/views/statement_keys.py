"""The two keys of a statement: who turned which over what text, whose turn it is, and how it came to this."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.domain.people import Actor
from crisis.domain.permissions import can
from crisis.domain.statement import APPROVALS
from crisis.store.base import plain
from crisis.store.crises import grants, room, seats
from crisis.store.events import Event, events
from crisis.store.people import people
from crisis.views.projection import Audience, hears
from crisis.views.sentence import sentence
from crisis.views.statement_rows import File

Data = dict[str, Any]
LINES = 20


def short(sha256: str) -> str:
    """A hash as people compare it: 9f3c…a71e."""
    return f"{sha256[:4]}…{sha256[-4:]}"


def slots_part(conn: Connection, crisis: Row[Any], file: File, actor: Actor) -> list[Data]:
    """Both keys as CONTEXT.md describes them, legal first."""
    return [_slot(conn, crisis, file, actor, role) for role in APPROVALS]


def _slot(conn: Connection, crisis: Row[Any], file: File, actor: Actor, role: str) -> Data:
    given = file.given(role)
    if given is not None:
        return _turned(role, "given", given, file)
    if file.row.state == "submitted" and _may_turn(conn, crisis, file, actor, role):
        return {"role": role, "person": actor.name, "state": "yours", "at": None, "revision": None, "fingerprint": ""}
    void = [one for one in file.approvals if one.role == role]
    if void:
        return _turned(role, "voided", void[-1], file)
    state = "waiting" if file.row.state == "submitted" else "empty"
    return {
        "role": role,
        "person": _holder(conn, crisis.id, role),
        "state": state,
        "at": None,
        "revision": None,
        "fingerprint": "",
    }


def _turned(role: str, state: str, approval: Row[Any], file: File) -> Data:
    number = next(one.number for one in file.revisions if one.id == approval.revision_id)
    return {
        "role": role,
        "person": approval.person_name,
        "state": state,
        "at": plain(approval.at),
        "revision": number,
        "fingerprint": short(approval.text_hash),
    }


def _may_turn(conn: Connection, crisis: Row[Any], file: File, actor: Actor, role: str) -> bool:
    living = file.living
    if living is None or actor.id is None or crisis.state not in ("draft", "open"):
        return False
    if any(one.revision_id == living.id and one.person_id == actor.id for one in file.approvals):
        return False
    ability, own = f"statement.approve_{role}", str(actor.id) in file.row.editors
    found = room(conn, crisis.id, actor.id)
    assert found is not None
    return can(actor, ability, own=own, member=found.member, granted=ability in found.grants, stepped_up=True)


def _holder(conn: Connection, crisis_id: int, role: str) -> str:
    """Whose key it is, as far as the room knows: the legal seat, or the holder of the grant."""
    if role == "legal":
        seat = select(seats.c.person_name).where(seats.c.crisis_id == crisis_id, seats.c.role == "LEGAL")
        return str(conn.scalar(seat) or "")
    query = select(people.c.name).join(grants, grants.c.person_id == people.c.id)
    query = query.where(grants.c.crisis_id == crisis_id, grants.c.revoked_at.is_(None))
    return str(conn.scalar(query.where(grants.c.ability == "statement.approve_gm").order_by(grants.c.id)) or "")


def history_part(conn: Connection, crisis: Row[Any], file: File, audience: Audience) -> list[Data]:
    """What happened to this statement, newest first."""
    query = select(events).where(events.c.stream == f"crisis:{crisis.id}", events.c.kind.like("statement.%"))
    found = [Event(**row._mapping) for row in conn.execute(query.order_by(events.c.seq.desc()))]
    mine = (e for e in found if e.payload["params"].get("number") == file.row.number and hears(e.kind, audience))
    return [_line(event, audience, crisis.zone) for _, event in zip(range(LINES), mine, strict=False)]


def _line(event: Event, audience: Audience, zone: str) -> Data:
    told = sentence(event.kind, event.actor_name, event.payload["params"], audience.lang, zone)
    rows = event.payload["rows"]
    hashes = [row["text_hash"] for row in rows.get("approvals", {}).values()]
    hashes += [row["sha256"] for row in rows.get("revisions", {}).values()] if event.kind.endswith("submitted") else []
    return {"at": plain(event.recorded_at), "sentence": told, "fingerprint": short(hashes[-1]) if hashes else ""}
