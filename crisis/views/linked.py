"""The records that joined one room, a page by key, each as far as this reader may see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from crisis.domain.errors import Absent
from crisis.domain.permissions import cell
from crisis.store.intake import intake
from crisis.views.complaints import LIMIT, may_read, row_part
from crisis.views.projection import Audience


def linked(conn: Connection, crisis_id: int, number: str, audience: Audience, before: int | None) -> dict[str, Any]:
    """Newest first; records of a kind that this reader may not see are left out."""
    if cell("warning.read", audience.role) == "-":
        raise Absent("absent", what="intake")
    query = select(intake).where(intake.c.crisis_id == crisis_id)
    if before is not None:
        query = query.where(intake.c.id < before)
    rows = list(conn.execute(query.order_by(intake.c.id.desc()).limit(LIMIT)))
    shown = [row_part(row, {crisis_id: number}, audience) for row in rows if may_read(row, audience) != "-"]
    older = f"/crises/{crisis_id}/complaints?before={rows[-1].id}" if len(rows) == LIMIT else None
    return {"complaints": shown, "older_url": older}
