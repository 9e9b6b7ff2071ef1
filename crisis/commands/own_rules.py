"""The firm's own rule file: saved after it was read strictly and tried, withdrawn, always by somebody, for a reason."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from crisis.commands.command import command, text
from crisis.detection import own_rules
from crisis.domain.errors import IllegalMove
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.store.listening import newest_rules, newest_rules_id, rule_files
from crisis.store.trials import tried
from crisis.store.unit_of_work import Change, Op, Work

HOUSE = "house"


def lines_of(rules: str) -> str:
    """The file as it is kept and compared: browsers end lines in two ways."""
    return text(rules, "rules", own_rules.LIMIT).replace("\r\n", "\n")


@command
def save_rules(
    work: Work, actor: Actor, *, rules: str, reason: str, op: Op, at: datetime, untried: bool = False
) -> dict[str, Any]:
    """Put this file in force: every process hears the next record with it.

    It must have been tried over history beside the rules in force; `untried` does without, and the record says so.
    """
    with work(actor, HOUSE, op, at) as change:
        may(actor, "rule.edit")
        words = lines_of(rules)
        why = text(reason, "reason", 500)
        standing = newest_rules(change.conn)
        if standing is not None and standing.text == words:
            raise IllegalMove("rules.same")
        book = own_rules.read(words)
        known = tried(change.conn, words, newest_rules_id(change.conn))
        if not (known or untried):
            raise IllegalMove("rules.untried")
        version, count = own_rules.version_of(words), len(own_rules.own_of(book))
        _keep(change, words, version, count, why)
        change.record(
            "rules.saved" if known else "rules.saved_untried",
            file=own_rules.NAME,
            version=version,
            count=count,
            reason=why,
        )
        change.answer = {"rule_version": book.version, "rules": count}
    return change.answer


@command
def withdraw_rules(work: Work, actor: Actor, *, reason: str, op: Op, at: datetime) -> dict[str, Any]:
    """Back to the delivered rules alone; what was saved before stays on record."""
    with work(actor, HOUSE, op, at) as change:
        may(actor, "rule.edit")
        why = text(reason, "reason", 500)
        standing = newest_rules(change.conn)
        if standing is None or not standing.text:
            raise IllegalMove("rules.none")
        _keep(change, "", "", 0, why)
        change.record("rules.withdrawn", file=own_rules.NAME, reason=why)
    return change.answer


def _keep(change: Change, words: str, version: str, count: int, note: str) -> None:
    """The text is too long for an event; the row is never changed afterwards."""
    change.conn.execute(
        insert(rule_files).values(
            name=own_rules.NAME,
            rule_version=version,
            text=words,
            sha256=hashlib.sha256(words.encode()).hexdigest(),
            rules=count,
            note=note,
            by_name=change.actor.name,
            at=change.at,
        )
    )
