"""What every page of a room shares besides its own content: the head, the stream it shows, and what may be done in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from crisis.domain.people import Actor
from crisis.domain.permissions import can
from crisis.store.base import image
from crisis.store.crises import crises, granted, room as door
from crisis.store.events import head
from crisis.views.projection import Audience, project
from crisis.views.room_parts import head_part
from crisis.views.shell import RIGHTS, rights

Data = dict[str, Any]
WHILE_OPEN = frozenset("draft submit publish withdraw inquire answer action review".split())
ABILITIES = {**RIGHTS, "withdraw": "statement.withdraw"}
HERE = (*sorted(WHILE_OPEN), "record", "close")
READS_TEXT = ("draft.read", "statement.approve_gm")


def room_frame(conn: Connection, crisis: Row[Any], audience: Audience) -> Data:
    """`crisis` (head), its `zone`, `stream` and the number `seq` that the page belongs to, all of one read transaction."""
    stream = f"crisis:{crisis.id}"
    seen = project("crisis", image(crises, crisis), audience) or {}
    return {"crisis": head_part(seen, None), "zone": crisis.zone, "stream": stream, "seq": head(conn, stream)}


def rights_here(conn: Connection, crisis: Row[Any], actor: Actor) -> dict[str, bool]:
    """Which buttons this reader sees in this room: role, membership, grants, and whether it is still open."""
    live = crisis.state in ("draft", "open")
    found = door(conn, crisis.id, actor.id)
    inside = actor.id is None or (found is not None and found.member)
    shown = rights(actor)
    for name in HERE:
        ability = ABILITIES[name]
        given = found is not None and ability in found.grants
        allowed = can(actor, ability, member=inside, granted=given, stepped_up=True)
        shown[name] = allowed and (live or name not in WHILE_OPEN)
    return shown


def may_read_text(conn: Connection, crisis_id: int, actor: Actor) -> bool:
    """Whether the words of unpublished statements are for this reader: by role, or by a grant in their name."""
    return can(actor, "draft.read", granted=invited(conn, crisis_id, actor))


def invited(conn: Connection, crisis_id: int, actor: Actor) -> bool:
    """Whether a grant in their name brings this reader to the statements, also into a room they may not read."""
    return granted(conn, crisis_id, actor.id, *READS_TEXT)
