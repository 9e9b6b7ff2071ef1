"""The life of a statement: draft, frozen revision, two approvals of its hash, published as it is, taken back by two.

A revision is its canonical bytes (JSON with sorted keys and no spaces, UTF-8, after RFC 8785 for the text-only content
it has) and their SHA-256 in hexadecimal. Persons are stable keys. States: draft → submitted → approved → published →
withdrawn; an edit or a changed cited fact leads back to draft and voids every approval for good.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed

KINDS = (
    *("HOLDING", "APOLOGY", "CLARIFICATION", "RECALL", "QA", "INTERNAL", "REGULATOR", "SOCIAL", "CUSTOMER", "PRESS"),
)
INSIDE = frozenset({"INTERNAL"})
"""Kinds that stay in the house."""
BODY_LIMIT = 20_000
TITLE_LIMIT = 200
APPROVALS = ("legal", "gm")
COLON = ":\uff1a"
OPEN_SLOT = re.compile(rf"【待填[{COLON}][^】]*】|\[TO FILL: [^\]]*\]")


@dataclass(frozen=True, slots=True)
class Content:
    """What goes out and therefore what is approved. `attachments` are SHA-256 hashes, `facts` pairs of id and version,
    `embargo` ISO 8601 with offset or empty."""

    kind: str
    lang: str
    title: str
    body: str
    channel: str = ""
    attachments: tuple[str, ...] = ()
    facts: tuple[tuple[str, int], ...] = ()
    embargo: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    sha256: str
    role: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    number: int
    content: Content
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """`authors` is everybody who wrote in it."""

    authors: frozenset[str]
    state: str = "draft"
    revision: Revision | None = None
    approvals: tuple[Approval, ...] = ()


def canonical(content: Content) -> bytes:
    """The exact bytes that are hashed; the body's bytes inside are the bytes that are published."""
    fields = {
        "attachments": list(content.attachments),
        "body": content.body,
        "channel": content.channel,
        "embargo": content.embargo,
        "facts": [list(fact) for fact in content.facts],
        "kind": content.kind,
        "lang": content.lang,
        "title": content.title,
    }
    try:
        return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError as error:
        raise Invalid("statement.unreadable", field="body") from error


def fingerprint(content: Content) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def open_slots(text: str) -> tuple[str, ...]:
    """Placeholders of a template that nobody has filled yet."""
    return tuple(OPEN_SLOT.findall(text))


def submit(statement: Statement, content: Content, at: datetime) -> Statement:
    """Freezes the content as the next revision; earlier approvals are void even if the bytes are the same."""
    if statement.state not in ("draft", "submitted", "approved"):
        raise IllegalMove("statement.released", state=statement.state)
    _shape(content)
    number = statement.revision.number + 1 if statement.revision else 1
    frozen = replace(content, body=content.body.replace("\r\n", "\n").replace("\r", "\n"))
    revision = Revision(number, frozen, fingerprint(frozen), at)
    return replace(statement, state="submitted", revision=revision, approvals=())


def _shape(content: Content) -> None:
    if content.kind not in KINDS:
        raise Invalid("statement.kind", field="kind")
    if content.lang not in ("zh", "en"):
        raise Invalid("statement.lang", field="lang")
    if not content.body.strip():
        raise Invalid("statement.empty", field="body")
    if len(content.body) > BODY_LIMIT:
        raise Invalid("statement.too_long", field="body", limit=BODY_LIMIT)
    if len(content.title) > TITLE_LIMIT:
        raise Invalid("statement.too_long", field="title", limit=TITLE_LIMIT)
    if slots := open_slots(content.title + "\n" + content.body):
        raise Invalid("statement.unfilled", field="body", slot=slots[0], count=len(slots))


def edit(statement: Statement, author: str) -> Statement:
    """Somebody wrote in the draft: they become an author, what was submitted or approved is void."""
    if statement.state not in ("draft", "submitted", "approved"):
        raise IllegalMove("statement.released", state=statement.state)
    return replace(statement, authors=statement.authors | {author}, state="draft", approvals=())


def approve(statement: Statement, *, person: str, role: str, sha256: str, at: datetime) -> Statement:
    """One approval of exactly the bytes the person read; with both roles the statement is approved."""
    if role not in APPROVALS:
        raise Invalid("statement.approval_role", field="role")
    if statement.revision is None or statement.state not in ("submitted", "approved"):
        raise IllegalMove("statement.not_submitted")
    if sha256 != statement.revision.sha256:
        raise IllegalMove("statement.older_revision", number=statement.revision.number)
    if person in statement.authors:
        raise NotAllowed("statement.own_text")
    if any(given.person == person and given.role != role for given in statement.approvals):
        raise NotAllowed("statement.two_roles")
    if any(given.role == role for given in statement.approvals):
        raise IllegalMove("statement.approved_already", role=role)
    approvals = (*statement.approvals, Approval(sha256, role, person, at))
    return replace(statement, approvals=approvals, state="approved" if _complete(approvals) else "submitted")


def _complete(approvals: tuple[Approval, ...]) -> bool:
    return {given.role for given in approvals} == set(APPROVALS) and len({a.person for a in approvals}) == len(
        APPROVALS
    )


def lacking(statement: Statement) -> tuple[str, ...]:
    """The roles whose approval is still missing."""
    given = {approval.role for approval in statement.approvals}
    return tuple(role for role in APPROVALS if role not in given)


def publish(statement: Statement, *, sha256: str, channel: str, at: datetime) -> Statement:
    """The approved bytes went out in this channel."""
    revision = statement.revision
    if statement.state != "approved" or revision is None or not _complete(statement.approvals):
        raise IllegalMove("statement.not_approved", state=statement.state)
    if {approval.sha256 for approval in statement.approvals} != {sha256} or fingerprint(revision.content) != sha256:
        raise IllegalMove("statement.older_revision", number=revision.number)
    if revision.content.embargo and at < datetime.fromisoformat(revision.content.embargo):
        raise IllegalMove("statement.embargo", until=revision.content.embargo)
    if not channel.strip():
        raise Invalid("statement.channel", field="channel")
    return replace(statement, state="published")


def withdraw(statement: Statement, *, persons: tuple[str, ...], reason: str) -> Statement:
    """A published text is taken back by two persons with a reason; the original stays."""
    if statement.state != "published":
        raise IllegalMove("statement.not_published", state=statement.state)
    if not reason.strip():
        raise Invalid("statement.reason", field="reason")
    if len(set(persons)) < 2:
        raise NotAllowed("statement.needs_two")
    return replace(statement, state="withdrawn")
