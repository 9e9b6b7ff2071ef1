"""Writing, submitting, approving, publishing and withdrawing statements: approved bytes are published bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from crisis.commands.command import command, one_of, text
from crisis.commands.drafting import Start, from_template
from crisis.commands.room import enter, row_in, stream_of
from crisis.commands.staleness import void
from crisis.commands.statement_rows import cited, content_of, last_number, living, value_of
from crisis.domain import statement as rules
from crisis.domain.errors import IllegalMove, Invalid, NotAllowed
from crisis.domain.people import Actor
from crisis.language.words import say
from crisis.store.unit_of_work import Change, Op, Work
from crisis.store.voice import approvals, publications, revisions, statements
from crisis.store.voice_check import findings_of


@command
def draft(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    kind: str,
    lang: str,
    op: Op,
    at: datetime,
    title: str = "",
    body: str = "",
    facts: list[int] | None = None,
) -> dict[str, Any]:
    """Begin a statement; `facts` are the ids on the board it rests on. Without words its template is the start."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        crisis = enter(change, crisis_id, "draft.edit")
        one_of(kind, "kind", rules.KINDS)
        one_of(lang, "lang", ("zh", "en"))
        start = Start(body, tuple(facts or ())) if body.strip() else from_template(change, crisis, kind, lang)
        last = change.conn.scalar(select(func.max(statements.c.number)).where(statements.c.crisis_id == crisis_id))
        row = change.insert(
            statements,
            crisis_id=crisis_id,
            number=(last or 0) + 1,
            kind=kind,
            lang=lang,
            title=text(title or say(f"statement.kind.{kind}", lang), "title", rules.TITLE_LIMIT),
            body=_body(start.body),
            state="draft",
            author_id=actor.id,
            author_name=actor.name,
            editors=[str(actor.id)],
            facts=cited(change, crisis_id, [*start.facts, *(facts or ())]),
            updated_at=at,
        )
        change.record("statement.drafted", number=row.number, title=row.title)
        change.answer = {"id": row.id, "number": row.number, "version": row.version}
    return change.answer


def _body(body: str) -> str:
    return text(body, "body", rules.BODY_LIMIT, required=False).replace("\r\n", "\n")


@command
def edit(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    statement_id: int,
    version: int,
    body: str,
    op: Op,
    at: datetime,
    title: str | None = None,
    facts: list[int] | None = None,
) -> dict[str, Any]:
    """Change the words; `version` is the one the person saw. Submitted or approved words fall back to a draft."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "draft.edit")
        row = change.get(statements, statement_id, crisis_id=crisis_id)
        before = value_of(change, row)
        after = rules.edit(before, str(actor.id))
        values: dict[str, Any] = {"body": _body(body), "updated_at": at, "state": after.state}
        if title is not None:
            values["title"] = text(title, "title", rules.TITLE_LIMIT)
        if facts is not None:
            values["facts"] = cited(change, crisis_id, facts)
        values["editors"] = sorted(after.authors)
        new = change.update(statements, statement_id, version, **values)
        if before.state != "draft":
            void(change, row, "edited")
            change.record("statement.voided", number=row.number, reason={"key": "statement.void.edited"})
        change.record("statement.edited", number=row.number, title=new.title)
        change.answer = {"id": row.id, "version": new.version}
    return change.answer


@command
def submit(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    statement_id: int,
    op: Op,
    at: datetime,
    version: int | None = None,
    warning_reason: str = "",
) -> dict[str, Any]:
    """Freeze the words as a revision; a blocked text is refused, remarks need a written reason."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        crisis = enter(change, crisis_id, "statement.submit")
        row = change.get(statements, statement_id, crisis_id=crisis_id)
        reason = text(warning_reason, "reason", 1000, required=False)
        found = findings_of(change.conn, crisis, row, at)
        if found["verdict"] == "block":
            raise IllegalMove("statement.blocked", count=len(found["hits"]))
        if found["verdict"] == "warn" and not reason:
            raise Invalid("statement.remarks", field="reason", count=len(found["hits"]) + len(found["missing"]))
        after = rules.submit(value_of(change, row), content_of(change, row), at)
        assert after.revision is not None
        void(change, row, "resubmitted")
        revision = _freeze(change, row, after.revision, found, reason)
        change.update(statements, statement_id, version, state="submitted", stale=False)
        change.record("statement.submitted", number=row.number, revision=revision.number)
        change.answer = {"id": row.id, "revision": revision.number, "sha256": revision.sha256}
    return change.answer


def _freeze(change: Change, row: Row[Any], revision: rules.Revision, found: dict[str, Any], reason: str) -> Row[Any]:
    return change.insert(
        revisions,
        statement_id=row.id,
        crisis_id=row.crisis_id,
        number=last_number(change, row.id) + 1,
        title=revision.content.title,
        text=revision.content.body,
        canonical=rules.canonical(revision.content).decode(),
        sha256=revision.sha256,
        facts=[list(fact) for fact in revision.content.facts],
        findings=found,
        warning_reason=reason,
        submitted_by=change.actor.name,
        submitted_at=change.at,
    )


@command
def approve(
    work: Work, actor: Actor, *, crisis_id: int, statement_id: int, role: str, sha256: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Legal or the GM approve exactly the words they read, named by their hash; never their own."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        one_of(role, "role", rules.APPROVALS)
        row = row_in(change, statements, statement_id, crisis_id)
        enter(change, crisis_id, f"statement.approve_{role}", own=str(actor.id) in row.editors)
        if actor.id is None:
            raise NotAllowed("permission.not_allowed", ability=f"statement.approve_{role}", role=actor.role)
        after = rules.approve(value_of(change, row), person=str(actor.id), role=role, sha256=sha256, at=at)
        revision = living(change, statement_id)
        assert revision is not None
        change.insert(
            approvals,
            revision_id=revision.id,
            crisis_id=crisis_id,
            role=role,
            person_id=actor.id,
            person_name=actor.name,
            text_hash=sha256,
            at=at,
        )
        change.update(statements, statement_id, state=after.state)
        role_word = {"key": f"statement.role.{role}"}
        change.record("statement.approved", number=row.number, revision=revision.number, role=role_word)
        change.answer = {"id": row.id, "state": after.state, "lacking": list(rules.lacking(after))}
    return change.answer


@command
def publish(
    work: Work,
    actor: Actor,
    *,
    crisis_id: int,
    statement_id: int,
    sha256: str,
    channel: str,
    op: Op,
    at: datetime,
    link: str = "",
) -> dict[str, Any]:
    """Record that the approved words went out: in which channel, under which link. Publishing renders nothing."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "statement.publish")
        row = change.get(statements, statement_id, crisis_id=crisis_id)
        channel, link = text(channel, "channel", 40), text(link, "link", 1000, required=False)
        if link and not link.startswith(("https://", "http://")):
            raise Invalid("field.shape", field="link")
        revision = living(change, statement_id)
        if row.state != "published":
            rules.publish(value_of(change, row), sha256=sha256, channel=channel, at=at)
        elif revision is None or revision.sha256 != sha256:
            raise IllegalMove("statement.older_revision", number=row.number)
        assert revision is not None
        change.insert(
            publications,
            statement_id=statement_id,
            revision_id=revision.id,
            crisis_id=crisis_id,
            channel=channel,
            link=link,
            sha256=sha256,
            by_name=actor.name,
            at=at,
        )
        if row.state != "published":
            change.update(statements, statement_id, state="published")
        change.record("statement.published", number=row.number, channel=channel)
    return change.answer


@command
def withdraw(
    work: Work, actor: Actor, *, crisis_id: int, statement_id: int, reason: str, op: Op, at: datetime
) -> dict[str, Any]:
    """Two persons take a published text back: the first asks with a reason, another one entitled completes it."""
    with work(actor, stream_of(crisis_id), op, at) as change:
        enter(change, crisis_id, "statement.withdraw")
        row = change.get(statements, statement_id, crisis_id=crisis_id)
        why = text(reason, "reason", 1000, required=row.withdraw_asked_by is None) or row.withdraw_reason
        asked = row.withdraw_asked_by
        persons = tuple(p for p in (asked, actor.key) if p)
        if asked is None:
            rules.withdraw(value_of(change, row), persons=(actor.key, "another"), reason=why)
            change.update(statements, statement_id, withdraw_asked_by=actor.key, withdraw_reason=why)
            change.record("statement.withdraw_asked", number=row.number, reason=why)
        else:
            rules.withdraw(value_of(change, row), persons=persons, reason=why)
            change.update(statements, statement_id, state="withdrawn")
            change.record("statement.withdrawn", number=row.number, reason=why)
    return change.answer
