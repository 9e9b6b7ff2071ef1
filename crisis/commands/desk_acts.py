"""Carries out a kept act by hand on a listener: the first time when a person does it, again whenever it is rebuilt."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.commands.command import one_of, text
from crisis.detection import by_hand
from crisis.detection.item import Item
from crisis.detection.lattice import SIZES
from crisis.detection.listener import Listener
from crisis.domain.errors import Invalid
from crisis.store.intake import intake

log = logging.getLogger(__name__)


def tuning(series: Any, size: Any) -> tuple[str, str]:
    """A series and the size it is to be heard with, or `Invalid`."""
    return text(series, "series", 200), one_of(size, "size", SIZES)


def carry_out(listener: Listener, act: Row[Any], conn: Connection, item_of: Callable[[Row[Any]], Item]) -> None:
    """`act.told`: decided {matter, how}; merged {other}; split {tied_by}; moved {from, to}; tuned {series, size}."""
    told = act.told
    if act.kind == "tuned":
        _tune(listener, act)
        return
    if act.kind == "decided":
        listener.note_decision(told["matter"], told["how"], act.at)
        return
    item = _item(conn, act.intake_id, item_of)
    if item is None:
        return
    identity, matters = listener.identity, listener.matters
    if act.kind == "merged":
        other = _item(conn, told["other"], item_of)
        if other is not None:
            by_hand.same_person(identity, matters, item, other, act.by_name, act.reason)
    elif act.kind == "split":
        by_hand.another_person(identity, matters, item, told["tied_by"], act.by_name, act.reason)
    else:
        by_hand.move(identity, matters, item, told["from"], told["to"])


def _tune(listener: Listener, act: Row[Any]) -> None:
    """What the door would refuse is passed over: the series is heard as it was before."""
    try:
        listener.tune(*tuning(act.told.get("series"), act.told.get("size")))
    except Invalid as refused:
        log.warning("act %s: a stored sensitivity that no door takes is passed over (%s)", act.id, refused.code)


def _item(conn: Connection, intake_id: int, item_of: Callable[[Row[Any]], Item]) -> Item | None:
    row = conn.execute(select(intake).where(intake.c.id == intake_id)).first()
    return item_of(row) if row is not None else None
