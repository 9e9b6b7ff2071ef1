"""Plays a story into a running console as its people would: through the commands, step by step, marked as a drill.

A step that somebody else has done already, or that the rules refuse by now, is passed over: the people at the screens
come first.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, select

from crisis.commands import (
    checklist,
    crises as crisis_commands,
    facts,
    inquiries,
    intake,
    log as entries,
    seats as seat_commands,
    statements,
    warnings,
)
from crisis.domain.errors import Refused
from crisis.domain.people import Actor
from crisis.jobs.drill_story import Data, Story, record_of, told
from crisis.store import voice
from crisis.store.checklist import items
from crisis.store.crises import crises, seats
from crisis.store.intake import intake as records, warnings as warning_rows
from crisis.store.people import people
from crisis.store.unit_of_work import Work

log = logging.getLogger(__name__)
PREFIX = "drill-dealer-"


class Player:
    """One run of a story; `pause(seconds)` waits and says whether to stop, `now()` is the console's clock."""

    def __init__(
        self,
        work: Work,
        story: Story,
        *,
        pause: Callable[[float], bool],
        now: Callable[[], datetime] | None = None,
        speed: float = 1.0,
    ) -> None:
        self.work = work
        self.story = story
        self.pause = pause
        self.now = now or (lambda: datetime.now(UTC))
        self.speed = speed
        self.statement: int | None = None
        self.sha256 = ""

    def play(self) -> None:
        """What came before at once, then the live steps; a story that was played before is left alone."""
        if self._played():
            return
        begin = self.now()
        for number, step in enumerate(self.story.before):
            self._receive(step, f"{PREFIX}{number:03d}", begin, "customer")
        for number, step in enumerate(self.story.live, len(self.story.before)):
            if self.pause(float(step.get("after", 3)) / self.speed):
                return
            self._step(step, f"{PREFIX}{number:03d}")

    def _step(self, step: Data, number: str) -> None:
        try:
            if step["do"] == "item":
                self._receive(step, number, self.now(), step["by"])
            else:
                getattr(self, f"_{step['do']}")(step, self.actor(step["by"]), self.room().id, self.now())
        except Refused as refusal:
            log.info("drill step %s passed over: %s", step["do"], refusal.code)
        except LookupError:
            log.info("drill step %s passed over: nothing to do it on", step["do"])

    def _played(self) -> bool:
        with self.work.reading() as conn:
            return conn.execute(select(records.c.id).where(records.c.external_id == f"{PREFIX}000")).first() is not None

    def actor(self, role: str) -> Actor:
        """The person of the story who has this role, signed in a moment ago."""
        with self.work.reading() as conn:
            row = conn.execute(select(people).where(people.c.login == role, people.c.active)).first()
        if row is None:
            raise LookupError(role)
        return Actor(row.id, row.name, row.role, row.lang, stepped_up_at=self.now() - timedelta(seconds=1))

    def room(self) -> Row[Any]:
        """The room that the story opened."""
        with self.work.reading() as conn:
            mine = select(records.c.crisis_id).where(records.c.external_id.startswith(PREFIX))
            found = conn.execute(select(crises).where(crises.c.id.in_(mine)).order_by(crises.c.id)).first()
        if found is None:
            raise LookupError("room")
        return found

    def _one(self, of: Table, **conditions: Any) -> Row[Any]:
        query = select(of).where(*(of.c[name] == value for name, value in conditions.items()))
        with self.work.reading() as conn:
            found = conn.execute(query.order_by(of.c.id)).first()
        if found is None:
            raise LookupError(of.name)
        return found

    def _item(self, room: int, ref: str) -> Row[Any]:
        with self.work.reading() as conn:
            found = conn.execute(select(items).where(items.c.crisis_id == room).order_by(items.c.id)).all()
        return next((row for row in found if ref in row.refs), None) or self._one(items, id=-1)

    def _receive(self, step: Data, number: str, at: datetime, role: str) -> None:
        record = record_of(self.story, step, number, at)
        intake.receive(self.work, self.actor(role), records=[record], at=self.now())

    def _confirm(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        waiting = self._one(warning_rows, crisis_id=room, state="waiting")
        warnings.confirm(self.work, who, warning_id=waiting.id, at=at)

    def _seat(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        seat = self._one(seats, crisis_id=room, role=step["seat"])
        seat_commands.take_seat(self.work, who, crisis_id=room, seat_id=seat.id, at=at)

    def _position(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        crisis_commands.state_position(self.work, who, crisis_id=room, position=step["text"], at=at)

    def _finding(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        wish = {"finding": step["finding"], "basis": step["text"]}
        crisis_commands.find_responsibility(self.work, who, crisis_id=room, **wish, at=at)

    def _entry(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        wish = {"entry": step["text"], "kind": step["kind"], "pinned": bool(step.get("pinned"))}
        entries.add_entry(self.work, who, crisis_id=room, **wish, at=at)

    def _start(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        checklist.start_item(self.work, who, crisis_id=room, item_id=self._item(room, step["ref"]).id, at=at)

    def _check(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        item = self._item(room, step["ref"])
        checklist.check_item(self.work, who, crisis_id=room, item_id=item.id, evidence=step["evidence"], at=at)

    def _fact(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        wish = {name: step.get(name, "") for name in ("key", "value", "scope", "source")}
        done = facts.enter_fact(self.work, who, crisis_id=room, **wish, at=at)
        lead = self.actor(step["confirm"])
        settled = {"fact_id": done["id"], "status": "confirmed", "may_publish": True}
        facts.settle_fact(self.work, lead, crisis_id=room, **settled, at=at)

    def _inquiry(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        wish = {name: step[name] for name in ("outlet", "channel")}
        deadline = at + timedelta(hours=step["hours"])
        inquiries.log_inquiry(
            self.work, who, crisis_id=room, **wish, question=step["text"], deadline_at=deadline, at=at
        )

    def _answer(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        """In the words that were approved."""
        asked = self._one(voice.inquiries, crisis_id=room, outlet=step["outlet"], state="open")
        words = self._one(voice.revisions, crisis_id=room, statement_id=self.statement)
        inquiries.answer_inquiry(self.work, who, crisis_id=room, inquiry_id=asked.id, answer=words.text, at=at)

    def _draft(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        with self.work.reading() as conn:
            rows = conn.execute(select(voice.facts).where(voice.facts.c.crisis_id == room)).all()
        wish = {"kind": step["kind"], "lang": "zh", "title": step["title"]}
        body = told(step["text"], at, self.story.org["timezone"])
        cited = [row.id for row in rows if row.key == "public_contact" and row.status == "confirmed"]
        done = statements.draft(self.work, who, crisis_id=room, **wish, body=body, facts=cited, at=at)
        self.statement = done["id"]

    def _submit(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        wish = {"statement_id": self.statement, "warning_reason": step["reason"]}
        self.sha256 = statements.submit(self.work, who, crisis_id=room, **wish, at=at)["sha256"]

    def _approve(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        wish = {"statement_id": self.statement, "role": step["as"], "sha256": self.sha256}
        statements.approve(self.work, replace(who, stepped_up_at=at), crisis_id=room, **wish, at=at)

    def _publish(self, step: Data, who: Actor, room: int, at: datetime) -> None:
        wish = {"statement_id": self.statement, "sha256": self.sha256, "channel": step["channel"]}
        statements.publish(self.work, replace(who, stepped_up_at=at), crisis_id=room, **wish, at=at)


def begin(
    work: Work, story: Story, *, now: Callable[[], datetime] | None = None, speed: float = 1.0
) -> threading.Thread:
    """Play in a thread of the served console."""
    over = threading.Event()
    player = Player(work, story, pause=over.wait, now=now, speed=speed)

    def run() -> None:
        try:
            player.play()
        except Exception:
            log.exception("the drill stopped")

    thread = threading.Thread(target=run, name="drill", daemon=True)
    thread.start()
    return thread
