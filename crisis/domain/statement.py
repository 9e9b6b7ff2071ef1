"""The life of a statement: draft, frozen revision, two approvals of its hash, published as it is, corrected openly.

A revision is its canonical bytes (JSON with sorted keys and no spaces, UTF-8, after RFC 8785 for the text-only content
it has) and their SHA-256 in hexadecimal. Persons are stable keys. States: draft → submitted → approved → published →
withdrawn | corrected; an edit or a changed cited fact leads back to draft and voids every approval for good.
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
LIMITS: dict[str, dict[str, tuple[int, str]]] = {
    "HOLDING": {"zh": (200, "characters"), "en": (150, "words")},
    "APOLOGY": {"zh": (500, "characters"), "en": (375, "words")},
    "CLARIFICATION": {"zh": (400, "characters"), "en": (300, "words")},
    "QA": {"zh": (80, "characters"), "en": (60, "words")},
    "INTERNAL": {"zh": (300, "characters"), "en": (225, "words")},
    "SOCIAL": {"zh": (140, "characters"), "en": (280, "signs")},
    "CUSTOMER": {"zh": (400, "characters"), "en": (300, "words")},
    "PRESS": {"zh": (800, "characters"), "en": (600, "words")},
}
"""Chinese limits are the handbook's; English ones too where it names them, else three words for four characters.
QA: each answer alone."""
BODY_LIMIT = 20_000
TITLE_LIMIT = 200
APPROVALS = ("legal", "gm")
COLON = ":\uff1a"
OPEN_SLOT = re.compile(rf"【待填[{COLON}][^】]*】|\[TO FILL: [^\]]*\]")
TURN = re.compile(rf"(?=(?:(?<=\s)|(?<=^)|(?<=[。?!？！]))(?:问|答|Q|A)[{COLON}])", re.MULTILINE)
ANSWER = re.compile(rf"(?:答|A)[{COLON}]\s*(.*)", re.DOTALL)


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
    """`authors` is everybody who wrote in it; `stale` the ids of cited facts that changed since the revision."""

    authors: frozenset[str]
    state: str = "draft"
    revision: Revision | None = None
    approvals: tuple[Approval, ...] = ()
    stale: frozenset[str] = frozenset()
    link: str = ""
    reason: str = ""
    corrected_by: str | None = None


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


def length(kind: str, lang: str, text: str) -> tuple[int, int, str] | None:
    """What the text measures, its limit and the unit, if it is over; for a QA the longest answer. None if within."""
    if kind not in LIMITS:
        return None
    limit, unit = LIMITS[kind][lang]
    parts = _answers(text) if kind == "QA" else [text]
    longest = max((_measure(part, unit) for part in parts), default=0)
    return (longest, limit, unit) if longest > limit else None


def _answers(text: str) -> list[str]:
    return [match[1] for turn in TURN.split(text) if (match := ANSWER.match(turn))] or [text]


def _measure(text: str, unit: str) -> int:
    if unit == "words":
        return len(text.split())
    return len(text) if unit == "signs" else len(re.sub(r"\s", "", text))


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
    return replace(statement, state="submitted", revision=revision, approvals=(), stale=frozenset(), reason="")


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


def fact_changed(statement: Statement, fact_id: str) -> Statement:
    """A fact changed: a text that cites it is opened again before release, and marked stale after."""
    cited = statement.revision is not None and any(fact == fact_id for fact, _ in statement.revision.content.facts)
    if not cited or statement.state in ("withdrawn", "corrected"):
        return statement
    stale = statement.stale | {fact_id}
    if statement.state == "published":
        return replace(statement, stale=stale)
    return replace(statement, state="draft", approvals=(), stale=stale)


def publish(statement: Statement, *, sha256: str, channel: str, link: str, at: datetime) -> Statement:
    """The approved bytes went out: where, and under which link."""
    revision = statement.revision
    if statement.state != "approved" or revision is None or not _complete(statement.approvals):
        raise IllegalMove("statement.not_approved", state=statement.state)
    if {approval.sha256 for approval in statement.approvals} != {sha256} or fingerprint(revision.content) != sha256:
        raise IllegalMove("statement.older_revision", number=revision.number)
    if revision.content.embargo and at < datetime.fromisoformat(revision.content.embargo):
        raise IllegalMove("statement.embargo", until=revision.content.embargo)
    if not channel.strip():
        raise Invalid("statement.channel", field="channel")
    return replace(statement, state="published", link=link)


def withdraw(statement: Statement, *, persons: tuple[str, ...], reason: str) -> Statement:
    """A published text is taken back by two persons with a reason; the original stays."""
    _released(statement, reason)
    if len(set(persons)) < 2:
        raise NotAllowed("statement.needs_two")
    return replace(statement, state="withdrawn", reason=reason)


def correct(statement: Statement, *, by_statement: str, reason: str) -> Statement:
    """A published text is corrected by another, itself published, statement."""
    _released(statement, reason)
    return replace(statement, state="corrected", corrected_by=by_statement, reason=reason, stale=frozenset())


def _released(statement: Statement, reason: str) -> None:
    if statement.state != "published":
        raise IllegalMove("statement.not_published", state=statement.state)
    if not reason.strip():
        raise Invalid("statement.reason", field="reason")
