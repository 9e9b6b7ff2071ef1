"""Reads a statement's rows into the value that the rules know, with its living revision and approvals."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, select

from crisis.domain import statement as rules
from crisis.store.unit_of_work import Change
from crisis.store.voice import approvals, facts, revisions


def living(change: Change, statement_id: int) -> Row[Any] | None:
    """The newest revision, unless an edit or a changed fact voided it."""
    query = select(revisions).where(revisions.c.statement_id == statement_id).order_by(revisions.c.number.desc())
    row = change.conn.execute(query.limit(1)).first()
    return row if row is not None and row.voided_at is None else None


def last_number(change: Change, statement_id: int) -> int:
    return len(change.all(revisions, statement_id=statement_id))


def value_of(change: Change, row: Row[Any]) -> rules.Statement:
    """The statement as the rules know it; its authors are everybody who wrote in it."""
    revision = living(change, row.id)
    given = change.all(approvals, revision_id=revision.id) if revision is not None else []
    return rules.Statement(
        authors=frozenset(row.editors),
        state=row.state,
        revision=_revision(revision),
        approvals=tuple(rules.Approval(a.text_hash, a.role, str(a.person_id), a.at) for a in given),
    )


def _revision(row: Row[Any] | None) -> rules.Revision | None:
    if row is None:
        return None
    fields = json.loads(row.canonical)
    content = rules.Content(
        **{
            **fields,
            "attachments": tuple(fields["attachments"]),
            "facts": tuple((str(i), int(v)) for i, v in fields["facts"]),
        }
    )
    return rules.Revision(row.number, content, row.sha256, row.submitted_at)


def content_of(change: Change, row: Row[Any]) -> rules.Content:
    """What would be frozen now: the text, and the versions of the facts it rests on."""
    cited = tuple((str(f), int(change.get(facts, f, crisis_id=row.crisis_id).version)) for f in sorted(row.facts))
    return rules.Content(kind=row.kind, lang=row.lang, title=row.title, body=row.body, facts=cited)


def cited(change: Change, crisis_id: int, ids: list[int]) -> list[int]:
    """The ids in order, each once; a fact of another board is `Absent`."""
    for fact in ids:
        change.get(facts, fact, crisis_id=crisis_id)
    return sorted(set(ids))
