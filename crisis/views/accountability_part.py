"""Accountability as one reader may see it: the leader's tier first, and a person without the right sees their own record."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from crisis.domain.accountability import MEASURES, TIERS, appeal_until
from crisis.domain.people import Actor
from crisis.domain.permissions import can, cell
from crisis.language.words import say
from crisis.playbooks.policies import load_workdays
from crisis.store.aftermath import records
from crisis.store.base import plain
from crisis.store.crises import crises, granted

Data = dict[str, Any]
ABILITY = "accountability.read"


def records_part(conn: Connection, crisis_id: int, actor: Actor, lang: str) -> Data:
    """`tiers`, `records_count`, `may_read_records` for the review page."""
    query = select(records).where(records.c.crisis_id == crisis_id).order_by(records.c.id)
    rows = [row for row in conn.execute(query) if _sees(conn, row, actor)]
    zone = ZoneInfo(conn.scalars(select(crises.c.zone).where(crises.c.id == crisis_id)).one())
    parts = [(row.tier, record_part(row, actor, lang, zone)) for row in rows]
    tiers = [{"code": tier, "rows": [part for of, part in parts if of == tier]} for tier in TIERS]
    return {
        "tiers": tiers,
        "records_count": len(rows),
        "may_read_records": bool(rows) or _sees_all(conn, crisis_id, actor),
    }


def _sees_all(conn: Connection, crisis_id: int, actor: Actor) -> bool:
    demand = cell(ABILITY, actor.role)
    return demand == "Y" or (demand == "G" and granted(conn, crisis_id, actor.id, ABILITY))


def _sees(conn: Connection, row: Row[Any], actor: Actor) -> bool:
    mine = actor.id is not None and row.person_id == actor.id and cell(ABILITY, actor.role) == "own"
    return mine or _sees_all(conn, row.crisis_id, actor)


def record_part(row: Row[Any], actor: Actor, lang: str, zone: ZoneInfo) -> Data:
    """One record; measures in words, money in cents."""
    party = actor.id is not None and actor.id in (row.person_id, row.proposed_by_id)
    open_money = row.legal_check in ("pending", "missing_basis")
    return {
        "id": row.id,
        "role": row.role,
        "finding": row.finding,
        "measures": [measure_word(one, lang) for one in row.measures],
        "amount_cents": row.amount_cents,
        "legal_basis": row.legal_basis or "",
        "basis_state": {None: "none", "cleared": "ok"}.get(row.legal_check, row.legal_check),
        "self_imposed": row.self_imposed,
        "approved_by": row.approved_by or "",
        "approved_at": plain(row.approved_at) if row.approved_at else None,
        "appeal_until": plain(appeal_until(row.approved_at, load_workdays()["CN"], zone)) if row.approved_at else None,
        "may_approve": row.approved_at is None
        and can(actor, "accountability.approve")
        and (row.self_imposed or not party),
        "may_clear": open_money and can(actor, "accountability.clear") and not party,
        "version": row.version,
    }


def measure_word(measure: str, lang: str) -> str:
    """A code by its word, other words as they were given."""
    return say(f"accountability.measure.{measure}", lang) if measure in MEASURES else measure


def options(lang: str) -> Data:
    """`tier_options` and `measure_options` of the dialog that adds a record."""
    tiers = [{"value": tier, "label": say(f"accountability.tier.{tier}", lang)} for tier in TIERS]
    measures = [{"value": code, "label": measure_word(code, lang)} for code in MEASURES]
    return {"tier_options": tiers, "measure_options": measures}
