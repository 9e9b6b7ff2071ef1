"""Runs the one-voice check on a statement with the crisis' own board and all that has been released."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from crisis.onevoice.check import check
from crisis.onevoice.findings import Findings, Hit
from crisis.store.aftermath import actions
from crisis.store.voice import facts, publications, revisions


def findings_of(conn: Connection, crisis: Row[Any], row: Row[Any], at: datetime) -> dict[str, Any]:
    """The findings as plain data: verdict, hits with exact spans, missing elements."""
    linked = conn.execute(select(actions.c.id).where(actions.c.crisis_id == crisis.id).limit(1)).first() is not None
    found = check(
        row.body,
        row.kind,
        row.lang,
        board(conn, crisis.id),
        released(conn, crisis.id, but=row.id),
        at=at,
        responsibility_found=crisis.responsibility is not None,
        corrective_linked=linked,
    )
    return as_data(found)


def as_data(found: Findings) -> dict[str, Any]:
    """Findings as they are stored with a revision and shown beside a draft."""
    return {
        "verdict": found.verdict,
        "hits": [_hit(hit) for hit in found.hits],
        "missing": [{"code": m.code, "params": dict(m.params)} for m in found.missing],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    plain = ("code", "span", "start", "end", "severity", "reason", "rewrite")
    against = asdict(hit.against) if hit.against is not None else None
    return {**{name: getattr(hit, name) for name in plain}, "params": dict(hit.params), "against": against}


def board(conn: Connection, crisis_id: int) -> list[dict[str, Any]]:
    """The facts board as the check reads it."""
    return [dict(r._mapping) for r in conn.execute(select(facts).where(facts.c.crisis_id == crisis_id))]


def released(conn: Connection, crisis_id: int, but: int = 0) -> list[dict[str, str]]:
    """Every text of this crisis that has gone out, each once."""
    query = (
        select(revisions.c.id, revisions.c.text)
        .join(publications, publications.c.revision_id == revisions.c.id)
        .where(publications.c.crisis_id == crisis_id, publications.c.statement_id != but)
        .distinct()
    )
    return [{"source": f"revision {r.id}", "text": r.text} for r in conn.execute(query)]
