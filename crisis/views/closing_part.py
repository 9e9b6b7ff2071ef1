"""The closing gate as people read it: every condition with its figure, and in words what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from crisis.domain import closing
from crisis.domain.accountability import TIERS
from crisis.language.words import say
from crisis.store import aftermath, checklist, voice
from crisis.store.base import plain
from crisis.store.closing_state import SETTLED, TRUTH_KINDS, closing_state
from crisis.views.sentence import clock_time

Data = dict[str, Any]
NAMED = frozenset(("checklist", "statements"))
MOST_REFS = 6


def gate_part(conn: Connection, crisis: Row[Any], lang: str, now: datetime) -> Data:
    """{earliest_at, archive_number, conditions}, one condition for each code of `closing.CODES`."""
    state = closing_state(conn, crisis, now)
    earliest = closing.closable_from(state)
    return {
        "earliest_at": plain(earliest) if earliest else None,
        "archive_number": state.archive_number or None,
        "conditions": conditions(conn, crisis, state, lang),
    }


def blocking(conn: Connection, crisis: Row[Any], lang: str, now: datetime) -> list[dict[str, str]]:
    """[{code, title, sentence}] of what still blocks, for the refusal to close."""
    gates, told = closing.blocking(closing_state(conn, crisis, now)), _duties(conn, crisis.id, lang)
    return [
        {"code": g.code, "title": say(f"closing.code.{g.code}", lang), "sentence": _sentence(g, told, lang)}
        for g in gates
    ]


def conditions(conn: Connection, crisis: Row[Any], state: closing.ClosingState, lang: str) -> list[Data]:
    """[{code, title, figure, met, state, missing}] in the order of `closing.CODES`."""
    figures, duties = _figures(conn, crisis, state, lang), _duties(conn, crisis.id, lang)
    missing: dict[str, list[str]] = {code: [] for code in closing.CODES}
    for gate in closing.blocking(state):
        missing[gate.code].append(_sentence(gate, duties, lang))
    return [
        {
            "code": code,
            "title": say(f"closing.code.{code}", lang),
            "figure": figures.get(code, ""),
            "met": not sentences,
            "state": _shape(code, state),
            "missing": say("desk.list", lang).join(sentences),
        }
        for code, sentences in missing.items()
    ]


def _duties(conn: Connection, crisis_id: int, lang: str) -> dict[str, str]:
    """What each duty is called in the gates → its words in the reader's language."""
    duties = checklist.duties
    rows = conn.execute(select(duties).where(duties.c.crisis_id == crisis_id))
    return {f"{r.code} {r.duty_zh} / {r.duty_en}": r.duty_zh if lang == "zh" else r.duty_en for r in rows}


def _sentence(gate: closing.Gate, duties: dict[str, str], lang: str) -> str:
    params = {name: duties.get(str(value), value) for name, value in gate.params.items()}
    told = say(f"closing.{gate.reason}", lang, **params)
    refs = gate.refs[:MOST_REFS] if gate.code in NAMED else ()
    more = "…" if len(gate.refs) > MOST_REFS else ""
    return say("desk.gate.refs", lang, told=told, refs=" ".join(refs) + more) if refs else told


def _shape(code: str, state: closing.ClosingState) -> str:
    """Which shape an open condition has: time passing, work under way, somebody's decision, or a plain block."""
    if code == "stage_quiet" and state.stage == 4:
        return "doing"
    return {"aar": "waiting", "greeting": "soon", "archive": "soon"}.get(code, "blocked")


def _figures(conn: Connection, crisis: Row[Any], state: closing.ClosingState, lang: str) -> dict[str, str]:
    count = _counter(conn, crisis.id)
    settled = aftermath.settlements.c.state.in_(SETTLED)
    done, owed = checklist.items.c.state.in_(("done", "skipped")), checklist.duties.c.owed
    listed = max(crisis.persons, count(aftermath.settlements))
    verified = aftermath.actions.c.state == "verified"
    review = "approved" if state.review_approved else "draft" if count(aftermath.reviews) else "none"
    return {
        "stage_quiet": _quiet(state, lang),
        "checklist": _of(count(checklist.items, done), count(checklist.items), lang),
        "customers": _of(count(aftermath.settlements, settled), listed, lang),
        "legal_filings": _of(
            count(checklist.duties, owed) - len(state.open_duties), count(checklist.duties, owed), lang
        ),
        "truth": _truth(conn, crisis, lang),
        "aar": say(f"page.review.state.{review}", lang),
        "accountability": _of(len(TIERS) - len(state.missing_tiers), len(TIERS), lang),
        "corrective": _of(count(aftermath.actions, verified), state.actions, lang),
        "greeting": _of(state.greetings_set, state.greetings_needed or 0, lang),
        "archive": state.archive_number or "—",
    }


def _counter(conn: Connection, crisis_id: int) -> Callable[..., int]:
    def count(of: Table, *where: Any) -> int:
        return conn.scalar(select(func.count()).select_from(of).where(of.c.crisis_id == crisis_id, *where)) or 0

    return count


def _of(part: int, whole: int, lang: str) -> str:
    return say("desk.gate.of", lang, n=part, all=whole)


def _quiet(state: closing.ClosingState, lang: str) -> str:
    since = closing.quiet_since(state)
    if since is None:
        return say(f"ui.stage.{state.stage}", lang)
    return say("desk.gate.day", lang, n=(state.at - since).days + 1)


def _truth(conn: Connection, crisis: Row[Any], lang: str) -> str:
    at = first_published(conn, crisis.id, TRUTH_KINDS)
    return clock_time(at.isoformat(), lang, crisis.zone) if at else "—"


def first_published(conn: Connection, crisis_id: int, kinds: tuple[str, ...]) -> datetime | None:
    """When the first statement of one of these kinds went out."""
    query = select(voice.publications.c.at).join(
        voice.statements, voice.statements.c.id == voice.publications.c.statement_id
    )
    query = query.where(voice.publications.c.crisis_id == crisis_id, voice.statements.c.kind.in_(kinds))
    found: datetime | None = conn.scalar(query.order_by(voice.publications.c.at).limit(1))
    return found
