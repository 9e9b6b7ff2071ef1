"""How finely one series of counts is heard: S, M or L, set by a person who has the right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from crisis.commands.command import command
from crisis.commands.desk import Desk
from crisis.commands.desk_acts import tuning
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.store.listening import sensitivities
from crisis.store.unit_of_work import Op, Work


@command
def tune_series(
    work: Work, actor: Actor, *, series: str, size: str, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """S alarms rarely, M as delivered, L early and more often; the listener hears so from the next record on."""
    desk: Desk = work.desk
    with work(actor, "desk", op, at) as change:
        may(actor, "series.tune")
        name, wanted = tuning(series, size)
        done = {"size": wanted, "by_name": actor.name, "at": at}
        known = change.conn.execute(select(sensitivities).where(sensitivities.c.series == name)).first()
        row = (
            change.update(sensitivities, known.id, version, **done)
            if known is not None
            else change.insert(sensitivities, series=name, **done)
        )
        desk.act(change, "tuned", None, {"series": name, "size": wanted})
        change.record("series.tuned", series=name, size={"key": f"series.size.{wanted}"})
        change.answer = {"series": name, "size": row.size, "version": row.version}
    return change.answer
