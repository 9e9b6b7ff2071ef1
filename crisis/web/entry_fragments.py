"""Draws anew, for one audience, the entries over which an event has laid something: in the timeline and among the pins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crisis.store.unit_of_work import Work
from crisis.views import timeline
from crisis.views.projection import Audience

OVER = ("marks", "comments", "attachments")
Drawing = tuple[str, str, str, dict[str, Any] | None]


def overlaid(work: Work, data: dict[str, Any], crisis: dict[str, Any], audience: Audience) -> Iterator[Drawing]:
    """(template, id, home, entry): home "" changes only what is on the page, entry None takes it away."""
    seqs = sorted({row["seq"] for over in OVER for row in data.get(over, {}).values()})
    if not seqs:
        return
    with work.reading() as conn:
        parts = timeline.at(conn, crisis["id"], seqs, audience, crisis["zone"])
    for part in parts:
        yield "crises/_event.html", f"event-{part['seq']}", "", part
        yield "crises/_pin.html", f"pin-{part['seq']}", "pins", part if part["pinned"] else None
