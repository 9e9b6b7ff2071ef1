"""The listening desk of one process: the listener, fed with every record in order of arrival, and its memory.

The listener is a replica of the rows: before it hears a new record it hears what other processes have written since
(records, acts by hand, decisions, rules of the firm), and after a transaction that failed it is forgotten and rebuilt
from the last checkpoint on. `hear` must be called inside the transaction that writes the record.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from crisis.commands.bursts import Bursts
from crisis.commands.desk_acts import carry_out
from crisis.detection.item import Item, Org
from crisis.detection.listener import VERSION, Listener
from crisis.detection.memory import SETTLED, Piece, joined, pieces, set_aside, unswept
from crisis.detection.own_rules import book_of
from crisis.detection.rulebook import Rulebook
from crisis.detection.verdict import Verdict
from crisis.store import intake as rows, listening
from crisis.store.events import streams
from crisis.store.firm import FirmFile
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


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was heard up to record `upto` and act `acts`; `pieces` are made as they are taken."""

    upto: int
    acts: int
    pieces: Iterator[Piece]


class Desk:
    """`org` describes the firm: name, sector, role, jurisdictions, timezone, branches, aliases, products.

    `file` is where that is kept; without one a change of it lasts as long as the process.
    """

    def __init__(self, org: Mapping[str, Any], file: FirmFile | None = None) -> None:
        self.file = file
        self.org = file.told if file is not None else dict(org)
        self.bursts = Bursts()
        self._lock = threading.RLock()
        self._listener: Listener | None = None
        self._upto = 0
        self._aside = 0  # the record up to which what is remembered was set aside
        self._acts = 0
        self._rules = 0
        self._firm: Org | None = None
        self._change: Change | None = None

    def hear(self, change: Change, row: Row[Any]) -> Verdict:
        """The verdict on a record just written in this transaction."""
        with self._lock:
            listener = self.take_turn(change, row.id)
            self._upto = row.id
            return listener.hear(item_of(row))

    def act(self, change: Change, kind: str, intake_id: int | None, told: dict[str, Any], reason: str = "") -> Listener:
        """A person's act on what the listener remembers: kept, done now, and done again by whoever rebuilds it."""
        with self._lock:
            listener = self.take_turn(change)
            values = {"after": self._upto, "kind": kind, "intake_id": intake_id, "told": told, "reason": reason}
            stored = insert(listening.hand_acts).values(**values, by_name=change.actor.name, at=change.at)
            row = change.conn.execute(stored.returning(*listening.hand_acts.columns)).one()
            self._acts = row.id
            carry_out(listener, row, change.conn, item_of)
            return listener

    def decided(self, change: Change, matter: str | None, how: str) -> None:
        """A person confirmed, dismissed or closed what the listener had grouped under `matter`."""
        if matter is not None:
            self.act(change, "decided", None, {"matter": matter, "how": how})

    def take_turn(self, change: Change, below: int | None = None) -> Listener:
        """Once a transaction, before it writes a record: nobody else writes to the desk, and all is heard up to now.

        `below` = a record of this transaction that is already written and not to be heard yet.
        """
        with self._lock:
            if change is self._change and self._listener is not None:
                return self._listener
            if change.conn.dialect.name == "postgresql":
                change.conn.execute(select(streams.c.name).where(streams.c.name == "desk").with_for_update())
            change.undo.append(self.forget)
            self._change = change
            self._keep_up(change.conn)
            return self._awake(change.conn, below)

    def _keep_up(self, conn: Connection) -> None:
        """Another firm or other rules: the same memory, heard with new ears."""
        if self.file is not None:
            self.file.refresh()
        newest, firm = listening.newest_rules_id(conn), self.firm()
        if self._listener is not None and (newest != self._rules or firm != self._firm):
            fresh = Listener(firm, self.book(conn))
            fresh.restore(self._listener.state())
            self._listener, self._aside = fresh, 0
        self._rules, self._firm = newest, firm

    def book(self, conn: Connection) -> Rulebook:
        """The delivered rules with the firm's own."""
        row = listening.newest_rules(conn)
        return book_of(row.text if row is not None else "")

    def forget(self) -> None:
        """The transaction failed: what was heard in it never happened."""
        with self._lock:
            self._listener, self._change = None, None

    def standing(self, conn: Connection) -> Listener:
        """The listener as of now, for reading under `reading()`; on PostgreSQL it may lack other processes' last words."""
        if self._listener is None or conn.dialect.name == "sqlite":
            self._keep_up(conn)
            return self._awake(conn, None)
        return self._listener

    def reading(self) -> AbstractContextManager[Any]:
        """Held while the listener is read, so that it hears nothing meanwhile."""
        return self._lock

    def _awake(self, conn: Connection, below: int | None) -> Listener:
        if self._listener is None:
            self._restore(conn)
        listener = self._listener
        assert listener is not None
        acts = listening.acts_after(conn, self._acts)
        while True:
            found = [r for r in rows.after(conn, self._upto, PAGE) if below is None or r.id < below]
            for row in found:
                while acts and acts[0].after < row.id:
                    self._again(listener, acts.pop(0), conn)
                listener.hear(item_of(row))
                self._upto = row.id
            if len(found) < PAGE:
                break
        for act in acts:
            self._again(listener, act, conn)
        if self._upto - self._aside >= SETTLED:
            self._aside = self._upto
            set_aside()
        return listener

    def _again(self, listener: Listener, act: Row[Any], conn: Connection) -> None:
        carry_out(listener, act, conn, item_of)
        self._acts = act.id

    def _restore(self, conn: Connection) -> None:
        listener = Listener(self.firm(), self.book(conn))
        saved = conn.execute(select(checkpoints).where(checkpoints.c.name == NAME)).first()
        self._upto = self._aside = self._acts = 0
        if saved is not None and saved.state.get("version") == VERSION:
            with unswept():
                listener.restore(joined(listening.pieces(conn, saved.state["kept"])))
            self._upto, self._acts = int(saved.upto), int(saved.state["acts"])
        self._rules, self._firm = listening.newest_rules_id(conn), self.firm()
        self._listener = listener

    @property
    def held(self) -> int:
        """How much the listener remembers; 0 while it sleeps."""
        listener = self._listener
        return listener.held if listener is not None else 0

    def remembered(self) -> Remembered | None:
        """A copy of the listener's memory, to be asked for in one's turn: then all that it heard is written."""
        with self._lock, unswept():
            if self._listener is None:
                return None
            return Remembered(self._upto, self._acts, pieces(self._listener.copied()))

    def describe(self, values: dict[str, Any]) -> None:
        """The firm is another one from now on; kept in its file where there is one."""
        with self._lock:
            if self.file is not None:
                self.file.write(values)
            else:
                self.org.update(values)

    def firm(self) -> Org:
        told = self.org
        return Org(
            name=told.get("name", ""),
            sector=told.get("sector", ""),
            role=told.get("role", ""),
            branches=tuple(told.get("branches", ())),
            timezone=told.get("timezone", "Asia/Shanghai"),
            aliases=tuple(told.get("aliases", ())),
            products=tuple(told.get("products", ())),
        )
