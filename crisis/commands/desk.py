"""The listening desk of one process: the listener, fed with every record in order of arrival, and its memory.

The listener is a replica of the rows: before it hears a new record it hears what other processes have written since,
and after a transaction that failed it is forgotten and rebuilt from the last checkpoint on. `hear` must be called
inside the transaction that writes the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from crisis.detection.item import Item, Org
from crisis.detection.listener import Listener
from crisis.detection.verdict import Verdict
from crisis.store import intake as rows
from crisis.store.events import streams
from crisis.store.intake import checkpoints
from crisis.store.unit_of_work import Change

NAME = "listener"
PAGE = 500
IDENTITY = ("phone", "account", "plate", "vin", "order_no")


def item_of(row: Row[Any]) -> Item:
    """The record as the listener is told it."""
    attrs = dict(row.attrs)
    return Item(
        id=str(row.id),
        at=row.received_at,
        kind=row.kind,
        text=row.text,
        channel=row.channel,
        lang=row.lang,
        product=row.product,
        branch=row.branch,
        customer_key=row.customer_key,
        customer_name=row.customer_name,
        published_at=row.published_at,
        **{name: attrs.pop(name, None) for name in IDENTITY},
        attrs=attrs,
    )


class Desk:
    """`org` describes the firm: name, sector, role, jurisdictions, timezone, branches."""

    def __init__(self, org: Mapping[str, Any]) -> None:
        self.org = dict(org)
        self._listener: Listener | None = None
        self._upto = 0

    def hear(self, change: Change, row: Row[Any]) -> Verdict:
        """The verdict on a record just written in this transaction."""
        conn = change.conn
        if conn.dialect.name == "postgresql":
            conn.execute(select(streams.c.name).where(streams.c.name == "desk").with_for_update())
        change.undo.append(self.forget)
        listener = self._awake(conn, row.id)
        self._upto = row.id
        return listener.hear(item_of(row))

    def decided(self, change: Change, matter: str | None, how: str) -> None:
        """A person confirmed, dismissed or closed what the listener had grouped under `matter`."""
        if matter is not None:
            change.undo.append(self.forget)
            self._awake(change.conn, None).note_decision(matter, how, change.at)

    def forget(self) -> None:
        """The transaction failed: what was heard in it never happened."""
        self._listener = None

    def _awake(self, conn: Connection, below: int | None) -> Listener:
        if self._listener is None:
            self._listener, self._upto = self._restored(conn)
        listener = self._listener
        while True:
            found = [r for r in rows.after(conn, self._upto, PAGE) if below is None or r.id < below]
            for row in found:
                listener.hear(item_of(row))
                self._upto = row.id
            if len(found) < PAGE:
                return listener

    def _restored(self, conn: Connection) -> tuple[Listener, int]:
        listener = Listener(self.firm())
        saved = conn.execute(select(checkpoints).where(checkpoints.c.name == NAME)).first()
        if saved is None:
            return listener, 0
        listener.restore(saved.state)
        return listener, int(saved.upto)

    def save(self, conn: Connection, at: datetime) -> None:
        """Keep the listener's memory, so that a restart need not hear everything again."""
        if self._listener is None:
            return
        conn.execute(delete(checkpoints).where(checkpoints.c.name == NAME))
        state = self._listener.state()
        conn.execute(insert(checkpoints).values(name=NAME, upto=self._upto, state=state, at=at))

    def firm(self) -> Org:
        return Org(
            name=self.org.get("name", ""),
            sector=self.org.get("sector", ""),
            role=self.org.get("role", ""),
            branches=tuple(self.org.get("branches", ())),
            timezone=self.org.get("timezone", "Asia/Shanghai"),
        )
