"""Lets an open room follow what has come in and what time it is: level, playbooks, persons, T0, stages, duties.

Called inside the transaction of whatever changed (an item joined, a fact was confirmed, the minute passed); it writes
only where something really changed, so calling it again says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from crisis.commands import checklist_rows
from crisis.commands.duty_rows import refresh_duties
from crisis.commands.evidence import added_up, evidence_of, level_words, rule_of
from crisis.commands.opening import add_playbook, open_review
from crisis.commands.room import stream_of
from crisis.domain import trajectory
from crisis.domain.severity import follow, judge
from crisis.playbooks.loader import load_playbooks
from crisis.playbooks.policies import load_choosing
from crisis.store.aftermath import settlements
from crisis.store.checklist import levels, stages
from crisis.store.crises import crises
from crisis.store.intake import intake
from crisis.store.unit_of_work import Change
from crisis.store.voice import publications, statements

OUTSIDE = ("complaint", "media", "media_inquiry", "social", "regulator", "letter")
LATEST = 50
"""Reports of a room looked at for an outlet: copies of one report that pour in are not read again each time."""
TRUTH_KINDS = ("PRESS", "CLARIFICATION", "RECALL")


def take_in(
    change: Change,
    crisis: Row[Any],
    *,
    evidence: Mapping[str, Any],
    playbooks: Iterable[str],
    codes: Iterable[str],
    persons: int,
    t0: datetime | None = None,
) -> Row[Any]:
    """What one more item adds to the room."""
    if t0 is not None and t0 < crisis.t0:
        crisis = move_t0(change, crisis, t0, {"key": "t0.earlier_publication"})
    together = added_up(crisis.evidence, evidence)
    known = sorted({*crisis.codes, *codes})
    graver = together != crisis.evidence
    if graver or known != sorted(crisis.codes) or persons > crisis.persons:
        crisis = change.update(crises, crisis.id, evidence=together, codes=known, persons=max(persons, crisis.persons))
        change.record("persons.counted", stream=stream_of(crisis.id), count=crisis.persons)
    crisis = _relevel(change, crisis) if graver else crisis
    return _join(change, crisis, [code for code in playbooks if code in load_playbooks()])


def _relevel(change: Change, crisis: Row[Any]) -> Row[Any]:
    """Raise the level with the evidence; only the lead lowers, and a lowering is not undone by the same evidence."""
    judged = judge(evidence_of(crisis.evidence))
    history = change.all(levels, crisis_id=crisis.id)
    before = next((row.rule["judged"] for row in reversed(history) if "judged" in row.rule), history[-1].level)
    level = follow(crisis.level, before, judged.level)
    if level == crisis.level:
        return crisis
    return set_level(change, crisis, level, rule_of(judged), "")


def set_level(change: Change, crisis: Row[Any], level: str, rule: dict[str, Any], note: str) -> Row[Any]:
    """Write another level with its rule; history is kept."""
    was = crisis.level
    row = change.update(crises, crisis.id, level=level, level_rule=rule)
    change.insert(
        levels, crisis_id=crisis.id, level=level, from_at=change.at, by_name=change.actor.name, rule=rule, note=note
    )
    told = note or {"key": f"severity.rule.{rule['rule']}"}
    change.record("level.changed", stream=stream_of(row.id), was=level_words(was), now=level_words(level), rule=told)
    return row


def _join(change: Change, crisis: Row[Any], wanted: list[str]) -> Row[Any]:
    present = [crisis.primary_playbook, *crisis.also_playbooks]
    new = [code for code in wanted if code not in present]
    if not new:
        return crisis
    order = load_choosing().order
    ranked = sorted([*present, *new], key=order.index)
    crisis = change.update(crises, crisis.id, primary_playbook=ranked[0], also_playbooks=ranked[1:])
    for code in new:
        add_playbook(change, crisis, load_playbooks()[code])
    return crisis


def move_t0(change: Change, crisis: Row[Any], t0: datetime, reason: Any) -> Row[Any]:
    """Another beginning of the clock: open items move, and only to earlier times."""
    was = crisis.t0
    row = change.update(crises, crisis.id, t0=t0)
    checklist_rows.retime(change, row, t0)
    moment: dict[str, Any] = {"was": {"time": was.isoformat()}, "now": {"time": t0.isoformat()}}
    change.record("t0.moved", stream=stream_of(row.id), **moment, reason=reason)
    return row


def figures(change: Change, crisis: Row[Any]) -> trajectory.Figures:
    """What the stages are judged by, read off the room's own rows."""
    columns = (intake.c.kind, intake.c.channel, intake.c.received_at, intake.c.level, intake.c.codes, intake.c.attrs)
    query = select(*columns).where(intake.c.crisis_id == crisis.id).order_by(intake.c.received_at)
    came = [row for row in change.conn.execute(query) if row.kind in OUTSIDE and row.channel != "outbound"]
    joins = [
        trajectory.Join(row.received_at, "outlet", str(row.attrs["outlet"]))
        for row in came
        if row.kind == "media" and row.attrs.get("outlet")
    ]
    joins.append(trajectory.Join(crisis.t0, "issue", "fault"))
    joins += [
        trajectory.Join(row.received_at, "issue", name)
        for row in came
        if row.level == "crisis"
        for name in trajectory.issues(row.codes)
    ]
    return trajectory.Figures(
        t0=crisis.t0,
        first_watch=crisis.precursor_at,
        arrivals=tuple(row.received_at for row in came),
        joins=tuple(joins),
        triggers=tuple(row.received_at for row in came if row.level == "crisis"),
        remedy_agreed=_remedy_agreed(change, crisis.id),
        truth_published=_truth_published(change, crisis.id),
    )


def _remedy_agreed(change: Change, crisis_id: int) -> datetime | None:
    settled = change.all(settlements, crisis_id=crisis_id)
    agreed = settled and all(row.state in ("agreed", "performed", "refused") for row in settled)
    return change.at if agreed else None


def _truth_published(change: Change, crisis_id: int) -> datetime | None:
    query = (
        select(publications.c.at)
        .join(statements, statements.c.id == publications.c.statement_id)
        .where(publications.c.crisis_id == crisis_id, statements.c.kind.in_(TRUTH_KINDS))
    )
    return change.conn.scalar(query.order_by(publications.c.at).limit(1))


def history_of(change: Change, crisis_id: int) -> trajectory.History:
    """The stages so far, as the rules know them."""
    rows = change.all(stages, crisis_id=crisis_id)
    befores = [None, *[row.stage for row in rows]]
    return tuple(
        trajectory.Move(before, row.stage, row.from_at, row.reason, row.figures, row.note)
        for before, row in zip(befores, rows, strict=False)
    )


def may_move(change: Change, crisis: Row[Any], row: Row[Any]) -> bool:
    """Whether this record, or the time it came at, can move the stage: told without reading all of the room's records.

    `crisis` as it was before the record joined it.
    """
    if crisis.stage == trajectory.SUBSIDING:
        return bool(row.level == "crisis")
    if crisis.stage != trajectory.OUTBREAK:
        return moves_by_itself(crisis)
    age = change.at - crisis.t0
    if age >= trajectory.OUTBREAK_LASTS or not {*trajectory.issues(row.codes)} <= {*trajectory.issues(crisis.codes)}:
        return True
    if row.kind == "media" and row.attrs.get("outlet") not in _latest_outlets(change, crisis.id):
        return True
    return age >= 2 * trajectory.DOUBLING_WITHIN and _doubles(change, crisis.id)


def _latest_outlets(change: Change, crisis_id: int) -> set[str | None]:
    query = select(intake.c.attrs).where(intake.c.crisis_id == crisis_id, intake.c.kind == "media")
    return {row.attrs.get("outlet") for row in change.conn.execute(query.order_by(intake.c.id.desc()).limit(LATEST))}


def _doubles(change: Change, crisis_id: int) -> bool:
    """Whether the last 12 hours, with one more record, hold twice the 12 before; one count each, of what came from outside."""
    outside = intake.c.kind.in_(OUTSIDE) & (intake.c.channel != "outbound") & (intake.c.crisis_id == crisis_id)
    half, whole = change.at - trajectory.DOUBLING_WITHIN, change.at - 2 * trajectory.DOUBLING_WITHIN
    query = select(func.count()).where(outside, intake.c.received_at > whole)
    both, later = (change.conn.scalar(q) or 0 for q in (query, query.where(intake.c.received_at > half)))
    return trajectory.doubled(both - later, later + 1)


def moves_by_itself(crisis: Row[Any]) -> bool:
    """Whether its stage may move without anybody asking."""
    return bool(crisis.stage != trajectory.SPREAD)


def advance(change: Change, crisis: Row[Any]) -> Row[Any]:
    """All moves of stage that are due by now, each with its own time and reason; out of stage 3 only the lead moves."""
    if not moves_by_itself(crisis):
        return crisis
    known = figures(change, crisis)
    while (move := trajectory.advance(history_of(change, crisis.id), change.at, known)) is not None:
        crisis = write_move(change, crisis, move)
    return crisis


def write_move(change: Change, crisis: Row[Any], move: trajectory.Move) -> Row[Any]:
    """Store a move of stage; entering stage 4 anchors what waits for it and opens the review."""
    change.insert(
        stages,
        crisis_id=crisis.id,
        stage=move.stage,
        from_at=move.at,
        recorded_at=change.at,
        by_name=change.actor.name,
        reason=move.code,
        note=move.reason,
        figures=move.figures,
    )
    row = change.update(crises, crisis.id, stage=move.stage)
    if move.stage == trajectory.SUBSIDING:
        checklist_rows.anchor(change, crisis.id, "S", move.at)
    change.record(
        "stage.moved",
        stream=stream_of(crisis.id),
        occurred_at=min(move.at, change.at),
        was={"key": f"trajectory.stage.{move.before}"} if move.before else "—",
        now={"key": f"trajectory.stage.{move.stage}"},
        reason={"key": f"trajectory.move.{move.code}", **move.figures},
    )
    if move.stage == trajectory.SUBSIDING:
        open_review(change, row)
    return row


def settle(change: Change, crisis: Row[Any], org: Mapping[str, Any], *, duties: bool = True) -> Row[Any]:
    """After anything that may matter: stages that are due, and (unless nothing bears on them) duties that now run."""
    crisis = advance(change, crisis)
    if duties:
        refresh_duties(change, crisis, org)
    return crisis
