"""Opens a war-room in one stroke: clock, level, seats, members, checklist, first stages, links back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from crisis.commands.checklist_rows import join_playbook
from crisis.commands.evidence import evidence_of, level_words, rule_of
from crisis.commands.room import stream_of
from crisis.commands.seats import admit
from crisis.domain import seats as seat_rules
from crisis.domain.permissions import cell
from crisis.domain.playbook import Playbook
from crisis.domain.severity import judge
from crisis.playbooks.loader import load_playbooks
from crisis.playbooks.policies import load_policy
from crisis.store.aftermath import reviews
from crisis.store.checklist import items, levels
from crisis.store.crises import crises, seats
from crisis.store.people import active
from crisis.store.unit_of_work import Change

BASIC = ("LEAD", "SPOX", "MEDIA", "SVC", "TECH", "LEGAL", "SCRIBE")


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when a room opens. `evidence` as in `domain.severity.Evidence`; `playbooks` primary first;
    `t0_from` says where T0 comes from ({"intake": id} or {"by": name}); `level` overrides the judged one upwards."""

    title: str
    t0: datetime
    t0_from: dict[str, Any]
    playbooks: tuple[str, ...]
    state: str = "draft"
    codes: tuple[str, ...] = ()
    matter: str | None = None
    precursor_at: datetime | None = None
    source_class: str = "OTHER"
    scct_cluster: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    persons: int = 0
    level: str | None = None
    drill: bool = False


def open_room(change: Change, opening: Opening, zone: str) -> Row[Any]:
    """Write the room; its own stream begins with what opened it. The caller links what belongs to it."""
    judged = judge(evidence_of(opening.evidence))
    level = opening.level if opening.level is not None else judged.level
    rule = rule_of(judged)
    row = change.insert(
        crises,
        number=_number(change, opening.t0),
        title=opening.title[:200],
        state=opening.state,
        level=level,
        level_rule=rule,
        stage=2,
        t0=opening.t0,
        t0_from=opening.t0_from,
        zone=zone,
        precursor_at=opening.precursor_at,
        opened_at=change.at,
        confirmed_at=change.at if opening.state == "open" else None,
        confirmed_by=change.actor.name if opening.state == "open" else None,
        next_update_at=change.at + load_policy().levels[level].situation_report,
        matter=opening.matter,
        codes=list(opening.codes),
        source_class=opening.source_class,
        scct_cluster=opening.scct_cluster,
        primary_playbook=opening.playbooks[0],
        also_playbooks=list(opening.playbooks[1:]),
        evidence=opening.evidence,
        persons=opening.persons,
        traits={},
        drill=opening.drill,
    )
    change.insert(levels, crisis_id=row.id, level=level, from_at=change.at, by_name=change.actor.name, rule=rule)
    kind = "crisis.drafted" if opening.state == "draft" else "crisis.declared"
    change.record(
        kind, stream=stream_of(row.id), number=row.number, title=row.title, level=level_words(level), occurred_at=row.t0
    )
    _people(change, row)
    for code in opening.playbooks:
        add_playbook(change, row, load_playbooks()[code])
    return row


def _number(change: Change, t0: datetime) -> str:
    last = change.conn.scalar(select(func.max(crises.c.id))) or 0
    return f"INC-{t0.year}-{last + 1:04d}"


def _people(change: Change, crisis: Row[Any]) -> None:
    """Everybody whose role reads war-rooms becomes a member; restricting and removing is the lead's to do."""
    for who in active(change.conn):
        if cell("crisis.read", who.role) not in ("-", "B"):
            admit(change, crisis.id, who)
    add_seats(change, crisis, BASIC)


def add_seats(change: Change, crisis: Row[Any], roles: tuple[str, ...]) -> None:
    """Lay out the seats that are not there yet; the required ones with the time by which they must be filled."""
    have = {seat.role for seat in change.all(seats, crisis_id=crisis.id)}
    policy = load_policy()
    level = policy.levels[crisis.level]
    needed = {seat for choice in level.seats for seat in choice}
    due = seat_rules.fill_by(crisis.t0, crisis.opened_at, level.seats_within, policy.late_start.grace)
    new = [role for role in seat_rules.SEATS if role in roles and role not in have]
    for role in new:
        required = role in needed
        change.insert(seats, crisis_id=crisis.id, role=role, required=required, due_at=due if required else None)
    if new:
        change.record("seat.laid_out", stream=stream_of(crisis.id))


def add_playbook(change: Change, crisis: Row[Any], playbook: Playbook) -> None:
    """Join a playbook: its items, and the seats that own them."""
    join_playbook(change, crisis, playbook)
    owners = {owner for row in change.all(items, crisis_id=crisis.id) for owner in row.owners}
    add_seats(change, crisis, tuple(sorted(owners)))


def open_review(change: Change, crisis: Row[Any]) -> None:
    """The after-action review opens by itself, once."""
    if not change.all(reviews, crisis_id=crisis.id):
        change.insert(reviews, crisis_id=crisis.id, opened_at=change.at)
        change.record("review.opened", stream=stream_of(crisis.id))
