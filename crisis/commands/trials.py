"""A changed rule file is tried over history: asked for, taken back, and carried on by whoever runs it.

One at a time: what is asked for takes the place of what was not ready. `claim`, `carry_on` and `end` belong to the
runner; they tell nothing, because nothing of the house changes by them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, insert, or_, select, update

from crisis.commands.command import command
from crisis.commands.own_rules import HOUSE, lines_of
from crisis.detection import own_rules
from crisis.domain.errors import IllegalMove
from crisis.domain.people import CONSOLE, Actor
from crisis.domain.permissions import may
from crisis.store.listening import newest_rules_id
from crisis.store.trials import LIVE, trials
from crisis.store.unit_of_work import Op, Work

LOST_AFTER = timedelta(seconds=60)  # a runner not heard of for so long is taken to be dead


@command
def try_rules(work: Work, actor: Actor, *, rules: str, op: Op, at: datetime) -> dict[str, Any]:
    """Have this file run over history; a file with a mistake is refused at once."""
    may(actor, "rule.edit")
    words = lines_of(rules)
    count = len(own_rules.own_of(own_rules.read(words)))
    with work(actor, HOUSE, op, at) as change:
        older = update(trials).where(trials.c.state.in_(LIVE))
        change.conn.execute(older.values(state="superseded", ended_at=at))
        values = {
            "text": words,
            "base": newest_rules_id(change.conn),
            "state": "queued",
            "by_name": actor.name,
            "at": at,
        }
        made = change.conn.execute(insert(trials).values(**values).returning(trials.c.id)).scalar_one()
        change.record("rules.tried", file=own_rules.NAME, version=own_rules.version_of(words), count=count)
        change.answer = {"trial": made}
    return change.answer


@command
def stop_trial(work: Work, actor: Actor, *, trial_id: int, op: Op, at: datetime) -> dict[str, Any]:
    """It need not go on."""
    with work(actor, HOUSE, op, at) as change:
        may(actor, "rule.edit")
        row = change.get(trials, trial_id)
        if row.state not in LIVE:
            raise IllegalMove("trial.over", state=row.state)
        change.conn.execute(update(trials).where(trials.c.id == trial_id).values(state="cancelled", ended_at=at))
        change.record("rules.trial_stopped", file=own_rules.NAME, version=own_rules.version_of(row.text))
    return change.answer


def claim(work: Work, runner: str, at: datetime) -> Row[Any] | None:
    """The back-test that waits or whose runner is dead, now this runner's; None where there is none."""
    lost = and_(trials.c.state == "running", trials.c.beat_at < at - LOST_AFTER)
    free = or_(trials.c.state == "queued", lost)
    with work.reading() as conn:
        waiting = conn.scalar(select(trials.c.id).where(free).order_by(trials.c.id.desc()).limit(1))
    if waiting is None:
        return None
    with work(CONSOLE, HOUSE, Op(None), at) as change:
        mine = update(trials).where(trials.c.id == waiting, free).values(state="running", runner=runner, beat_at=at)
        return change.conn.execute(mine.returning(*trials.columns)).first()


def carry_on(work: Work, row: Row[Any], at: datetime, **progress: Any) -> bool:
    """Write down how far it has come; False when it is no longer this runner's to run."""
    with work(CONSOLE, HOUSE, Op(None), at) as change:
        mine = (trials.c.id == row.id, trials.c.runner == row.runner, trials.c.state == "running")
        return change.conn.execute(update(trials).where(*mine).values(beat_at=at, **progress)).rowcount == 1


def end(work: Work, row: Row[Any], at: datetime, state: str, result: dict[str, Any] | None = None) -> bool:
    """It is done, it failed, or it waits again for the next start (`queued`)."""
    return carry_on(work, row, at, state=state, result=result, ended_at=None if state == "queued" else at)
