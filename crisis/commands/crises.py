"""What the lead and the team decide about a crisis: declaring, level, stage, clock, position, finding, next update."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crisis.commands import checklist_rows
from crisis.commands.command import command, moment, one_of, text
from crisis.commands.desk import Desk
from crisis.commands.evolving import advance, figures, history_of, move_t0, set_level, settle, write_move
from crisis.commands.hearing import end_burst
from crisis.commands.opening import Opening, add_playbook, open_room
from crisis.commands.room import enter, stream_of, unchanged
from crisis.commands.warnings import confirm_room, dismiss_room, take_chair
from crisis.domain import severity, trajectory
from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.facts import RESPONSIBILITY
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.playbooks.loader import load_playbooks
from crisis.playbooks.policies import load_choosing
from crisis.store.crises import crises
from crisis.store.unit_of_work import Op, Work


@command
def declare(
    work: Work,
    actor: Actor,
    *,
    title: str,
    op: Op,
    at: datetime,
    t0: datetime | None = None,
    playbooks: list[str] | None = None,
    level: str | None = None,
    source_class: str = "OTHER",
    drill: bool = False,
) -> dict[str, Any]:
    """Open a room by hand; only a title is needed."""
    desk: Desk = work.desk
    begins = moment(t0, "t0") or at
    if begins > at:
        raise Invalid("field.future", field="t0")
    wanted = [one_of(code, "playbooks", load_playbooks()) for code in playbooks or ["PB-SERVICE"]]
    ranked = sorted(dict.fromkeys(wanted), key=load_choosing().order.index)
    with work(actor, "desk", op, at) as change:
        may(actor, "crisis.open")
        opening = Opening(
            title=text(title, "title", 200),
            t0=begins,
            t0_from={"by": actor.name},
            playbooks=tuple(ranked),
            state="open" if actor.role != "intake" else "draft",
            level=one_of(level, "level", severity.LEVELS) if level else None,
            source_class=text(source_class, "source_class", 20),
            drill=drill,
        )
        room = open_room(change, opening, desk.org["timezone"])
        take_chair(change, room)
        settle(change, room, desk.org)
        change.answer = {"id": room.id, "number": room.number}
    return change.answer


@command
def confirm_crisis(work: Work, actor: Actor, *, crisis_id: int, op: Op, at: datetime) -> dict[str, Any]:
    """Confirm a draft room from inside it."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "crisis.confirm", states=("draft",))
        confirm_room(change, room)
    return change.answer


@command
def dismiss_crisis(work: Work, actor: Actor, *, crisis_id: int, reason: str, op: Op, at: datetime) -> dict[str, Any]:
    """Take a draft room off the board, with a reason."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "crisis.dismiss", states=("draft",))
        dismiss_room(change, room, text(reason, "reason", 1000))
    return change.answer


@command
def change_level(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    level: str,
    reason: str,
    op: Op,
    at: datetime,
    version: int | None = None,
) -> dict[str, Any]:
    """Raise or lower by hand, with a reason; the lead alone."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "crisis.level")
        one_of(level, "level", severity.LEVELS)
        why = text(reason, "reason", 1000)
        unchanged(room, version)
        if level == room.level:
            raise IllegalMove("level.same", level=level)
        lowered = severity.worse(room.level, level)
        if lowered:
            severity.lower(room.level, level, actor.role, why)
        judged = room.level_rule.get("judged", room.level)
        set_level(change, room, level, {"rule": "lowered" if lowered else "raised", "judged": judged}, why)
    return change.answer


@command
def request_stage(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    stage: int,
    op: Op,
    at: datetime,
    reason: str = "",
    grounds: list[str] | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """Ask for a move of stage; the rules decide. `grounds` are those the lead vouches for (trajectory.GROUNDS)."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "stage.request")
        unchanged(room, version)
        room = advance(change, room)
        for ground in grounds or []:
            one_of(ground, "grounds", trajectory.GROUNDS)
        move = trajectory.request(
            history_of(change, crisis_id),
            at,
            figures(change, room),
            to=stage,
            role=actor.role,
            reason=text(reason, "reason", 1000, required=False),
            grounds=grounds or [],
        )
        write_move(change, room, move)
    return change.answer


@command
def correct_t0(
    work: Work, actor: Actor, *, crisis_id: int, t0: datetime, reason: str, op: Op, at: datetime
) -> dict[str, Any]:
    """An earlier beginning was found; the correction stays visible. Never later."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "crisis.t0")
        begins = moment(t0, "t0", required=True)
        if begins is None or begins >= room.t0:
            raise IllegalMove("t0.not_earlier")
        move_t0(change, room, begins, text(reason, "reason", 1000))
    return change.answer


@command
def retitle(
    work: Work, actor: Actor, *, crisis_id: int, title: str, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """Give the room a better name, without names of persons; the old one stays in the timeline."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "crisis.level")
        change.update(crises, crisis_id, version, title=text(title, "title", 200))
        change.record("crisis.retitled", was=room.title, title=title.strip())
    return change.answer


@command
def state_position(
    work: Work, actor: Actor, *, crisis_id: int, position: str, op: Op, at: datetime, version: int | None = None
) -> dict[str, Any]:
    """The lead's position, pinned for everybody."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "crisis.level")
        words = text(position, "text", 2000)
        change.update(crises, crisis_id, version, position=words)
        change.record("position.stated", text=words)
    return change.answer


@command
def find_responsibility(
    work: Work, actor: Actor, *, crisis_id: int, finding: str, basis: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Who answers for the cause, approved by the lead; what waits for it gets its due times."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "crisis.level")
        found = {
            "finding": one_of(finding, "finding", RESPONSIBILITY),
            "basis": text(basis, "reason", 2000),
            "by": actor.name,
            "at": at.isoformat(),
        }
        change.update(crises, crisis_id, responsibility=found)
        checklist_rows.anchor(change, crisis_id, "R", at)
        change.record("responsibility.found", finding={"key": f"responsibility.{finding}"})
    return change.answer


@command
def schedule_update(
    work: Work, actor: Actor, *, crisis_id: int, next_at: datetime, op: Op, at: datetime
) -> dict[str, Any]:
    """When the next situation report is due."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "entry.add")
        due = moment(next_at, "due_at", required=True)
        if due is None or due <= at:
            raise Invalid("field.past", field="due_at")
        change.update(crises, crisis_id, next_update_at=due)
        change.record("update.scheduled", at={"time": due.isoformat()})
    return change.answer


@command
def join_playbook(work: Work, actor: Actor, *, crisis_id: int, playbook: str, op: Op, at: datetime) -> dict[str, Any]:
    """Bring in one more playbook by hand."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = enter(change, crisis_id, "crisis.level")
        one_of(playbook, "playbooks", load_playbooks())
        present = [room.primary_playbook, *room.also_playbooks]
        if playbook in present:
            raise IllegalMove("playbook.present")
        ranked = sorted([*present, playbook], key=load_choosing().order.index)
        room = change.update(crises, crisis_id, primary_playbook=ranked[0], also_playbooks=ranked[1:])
        add_playbook(change, room, load_playbooks()[playbook])
    return change.answer


@command
def tick(work: Work, actor: Actor, *, crisis_id: int, op: Op, at: datetime) -> dict[str, Any]:
    """Time has passed: whatever moves by itself moves now. Says nothing when nothing does."""
    desk: Desk = work.desk
    with work(actor, stream_of(crisis_id), op, at) as change:
        room = change.get(crises, crisis_id)
        if room.state in ("draft", "open"):
            settle(change, room, desk.org)
            end_burst(change, desk, room)
    return change.answer
