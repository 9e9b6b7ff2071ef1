"""Writes down how a played case came out (`crisis-result/1`), read from the rows that the commands left behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from crisis.domain import metrics
from crisis.domain.clock import GoldenClock, due_from
from crisis.domain.playbook import PlaybookItem
from crisis.jobs.case_file import Case, Data
from crisis.language.words import known, say
from crisis.onevoice.clash import clash
from crisis.playbooks.loader import load_playbooks
from crisis.playbooks.policies import load_policy
from crisis.store.checklist import duties, items, levels, stages
from crisis.store.crises import crises
from crisis.store.intake import intake, verdicts
from crisis.views.explanation import sentence_of

SHARE = 0.25
"""A joined item is not shown with a due that is under this share of what its own playbook asks for."""


class Telling:
    """Reads one database; times are told in the zone of the firm, records by the ids of the case."""

    def __init__(self, conn: Connection, case: Case) -> None:
        self.conn = conn
        self.case = case
        self.zone = ZoneInfo(case.org["timezone"])
        self.records = {row.id: row for row in conn.execute(select(intake))}

    def when(self, moment: datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(self.zone).isoformat()

    def verdicts(self) -> list[Data]:
        """One for each item, also where the record was refused."""
        judged = {
            self.records[row.intake_id].external_id: (self.records[row.intake_id], row)
            for row in self.conn.execute(select(verdicts))
        }
        return [self._verdict(row, judged.get(row["id"])) for row in self.case.stream]

    def _verdict(self, item: Data, found: tuple[Row[Any], Row[Any]] | None) -> Data:
        if found is None:
            return {"item": item["id"], "level": "none", "codes": [], "spans": [], "reasons": [],
                    "decided_at": item["at"].isoformat(), "attached_to": None}  # fmt: skip
        record, row = found
        told = row.verdict
        quotes = [span["quote"] for part in (*told["signals"], *told["parts"]) for span in part["spans"]]
        return {
            "item": item["id"],
            "level": record.level,
            "codes": record.codes,
            "spans": [quote for quote in dict.fromkeys(quotes) if quote and quote in str(item.get("text"))],
            "reasons": [sentence_of(part, "en") for part in told["parts"]],
            "decided_at": self.when(row.decided_at),
            "attached_to": f"R{record.crisis_id}" if record.crisis_id is not None else None,
        }

    def rooms(self) -> list[Data]:
        return [self._room(room) for room in self.conn.execute(select(crises).order_by(crises.c.id))]

    def _room(self, room: Row[Any]) -> Data:
        clock = GoldenClock(room.t0, ZoneInfo(room.zone))
        opener = self.records.get(room.t0_from.get("intake"))
        persons = room.persons
        return {
            "id": f"R{room.id}",
            "opened_by": opener.external_id if opener is not None else None,
            "opened_at": self.when(room.opened_at),
            "t0": self.when(room.t0),
            "half": self.when(clock.half),
            "end": self.when(clock.end),
            "calendar_line": self.when(clock.calendar_line),
            "precursor_at": self.when(room.precursor_at),
            "severity": [
                {"from": self.when(row.from_at), "level": row.level, "reason": _rule(row)}
                for row in self._rows(levels, room)
            ],
            "stages": [
                {"from": self.when(row.from_at), "stage": row.stage, "reason": _reason(row)}
                for row in self._rows(stages, room)
            ],
            "source_class": room.source_class,
            "scct_cluster": room.scct_cluster,
            "playbooks": {"primary": room.primary_playbook, "also": room.also_playbooks},
            "checklist": [*self._checklist(room)],
            "legal_deadlines": [self._duty(row) for row in self._rows(duties, room)],
            "distinct_complainants": persons,
            "metrics": {
                "silent_estimate": metrics.silent(persons),
                "people_told_estimate": metrics.told(persons),
                "time_to_detect_minutes": metrics.minutes_to(room.opened_at, room.t0),
            },
        }

    def _rows(self, of: Any, room: Row[Any]) -> Iterable[Row[Any]]:
        return self.conn.execute(select(of).where(of.c.crisis_id == room.id).order_by(of.c.id))

    def _checklist(self, room: Row[Any]) -> Iterable[Data]:
        """One line for each source of an item, by that source's own rule where the joined due is far earlier."""
        entries = {entry.ref: (code, entry) for code, book in load_playbooks().items() for entry in book.items}
        rows = list(self._rows(items, room))
        joined: dict[str, datetime] = {}
        for row in rows:
            for code in {entries[ref][0] for ref in row.refs if ref in entries} if len(row.refs) == 1 else ():
                joined[code] = min(row.added_at, joined.get(code, row.added_at))
        for row in rows:
            for ref in row.refs or [""]:
                code, entry = entries.get(ref, ("", None))
                yield self._line(room, row, entry, joined.get(code, row.added_at))

    def _line(self, room: Row[Any], row: Row[Any], entry: PlaybookItem | None, joined: datetime) -> Data:
        due, late, rule = row.due_at, row.late_start, row.due_rule
        if entry is not None:
            due, late, rule = _own_due(room, row, entry, joined)
        return {
            "ref": entry.ref if entry is not None else None,
            "title": f"{row.title_zh} / {row.title_en}",
            "owner": row.owners,
            "track": row.track,
            "principle": row.principles,
            "prevents": row.prevents,
            "due_rule": rule,
            "due_at": self.when(due),
            "late_start": late,
            "added_at": self.when(joined if entry is not None else row.added_at),
        }

    def _duty(self, row: Row[Any]) -> Data:
        told = f"{row.phrase_zh} / {row.phrase_en}" if row.phrase_zh else None
        due: str | None = self.when(row.due_at) or told
        return {
            "code": row.code,
            "duty": f"{row.duty_zh} / {row.duty_en}",
            "owed_by": row.owed_by,
            "start": self.when(row.start_at),
            "due": due if row.owed else None,
            "confidence": row.confidence,
        }


def _own_due(room: Row[Any], row: Row[Any], entry: PlaybookItem, joined: datetime) -> tuple[datetime | None, bool, str]:
    if entry.rule.anchor != "T":
        return None, False, entry.due
    own, late = due_from(room.t0, entry.rule.offset, joined, load_policy().late_start)
    early = row.due_at is not None and row.due_at < own
    if early and row.due_at >= room.t0 + entry.rule.offset * SHARE:
        return row.due_at, late, entry.due
    return own, late, entry.due


def _rule(row: Row[Any]) -> str:
    key = f"severity.rule.{row.rule.get('rule')}"
    return say(key, "en") if known(key) else str(row.rule.get("rule"))


def _reason(row: Row[Any]) -> str:
    key = f"trajectory.move.{row.reason}"
    return say(key, "en", **row.figures) if known(key) else str(row.reason)


def drafts_of(found: Iterable[Data]) -> list[Data]:
    """The one-voice findings of the drafts."""
    return [
        {"id": one["id"], "verdict": one["verdict"],
         "hits": [{"code": hit["code"], "span": hit["span"], "reason": _hit_words(hit)} for hit in one["hits"]]}
        for one in found
    ]  # fmt: skip


def _hit_words(hit: Data) -> str:
    try:
        return say(hit["reason"], "en", **hit["params"])
    except KeyError:
        return str(hit["reason"])


def pairs_of(pairs: Iterable[Data]) -> list[Data]:
    """Each pair of statements alone."""
    return [_pair(pair) for pair in pairs]


def _pair(pair: Data) -> Data:
    a, b = (_side(pair.get(side)) for side in ("a", "b"))
    found = clash(a, b)
    if found is None:
        return {"id": pair.get("id"), "clash": False, "kind": None, "what": ""}
    return {"id": pair.get("id"), "clash": True, "kind": found.kind, "what": found.what}


def _side(given: Any) -> dict[str, str]:
    known = given if isinstance(given, dict) else {}
    return {"source": str(known.get("source") or ""), "text": str(known.get("text") or "")}


def engine(version: str, spent: timedelta, case: Case) -> Data:
    return {"version": version, "seconds": round(spent.total_seconds(), 2), "items": len(case.stream)}
