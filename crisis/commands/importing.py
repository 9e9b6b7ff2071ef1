"""Takes in a whole file of complaints or mentions: good rows are recorded, bad ones named, nothing twice.

Rows are heard in order of time, some hundred in one transaction; what a row lacks to be known again (no foreign number,
no time) is made up for by a number out of its own content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crisis.commands import intake
from crisis.domain.errors import Invalid, Refused
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.press.receipt_columns import Names, names_for, own_names, record_of
from crisis.press.table_files import Broken, read_table
from crisis.store.base import canonical
from crisis.store.intake import repeated
from crisis.store.unit_of_work import Work

BATCH = 200
KINDS = {"complaints": "complaint", "mentions": "media"}
Tell = Callable[[int, int], None]
Numbered = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`row` as a person counts it, `column` as the file calls it; `code` and `params` make the sentence."""

    row: int
    column: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Imported:
    """What came of a file; `unread` are the columns that mean nothing to the console."""

    imported: int = 0
    repeated: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    unread: tuple[str, ...] = ()


def import_file(
    work: Work,
    actor: Actor,
    raw: bytes,
    name: str,
    *,
    at: datetime,
    kind: str = "complaints",
    own_map: str = "",
    zone: ZoneInfo | None = None,
    dry_run: bool = False,
    tell: Tell | None = None,
) -> Imported:
    """Import the bytes of a file; `Invalid` with its `line` where it cannot be read as a table at all."""
    may(actor, "intake.import")
    if kind not in KINDS:
        raise Invalid("field.choice", field="kind")
    table = read_table(raw, name)
    names = names_for(table.headings, own_names(own_map, table.headings) if own_map else {}, zone)
    done = Imported(unread=names.unread)
    good: list[Numbered] = []
    for number, cells in table.rows:
        try:
            if isinstance(cells, Broken):
                raise Invalid(cells.code, field="")
            record = _known_again(record_of(cells, names, KINDS[kind]))
            intake.shaped(record, at, actor.name)
            good.append((number, record))
        except Refused as failure:
            done.refused.append(_refused(number, failure, names))
    good.sort(key=lambda row: row[1].get("received_at") or at)
    for so_far, batch in _batches(good):
        _take(work, actor, batch, names, at, dry_run, done)
        if tell is not None:
            tell(so_far, len(good))
    done.refused.sort(key=lambda row: row.row)
    return done


def _known_again(record: dict[str, Any]) -> dict[str, Any]:
    if record.get("external_id") or record.get("received_at"):
        return record
    return {**record, "external_id": f"row:{hashlib.sha256(canonical(record).encode()).hexdigest()[:40]}"}


def _batches(rows: list[Numbered]) -> Iterator[tuple[int, list[Numbered]]]:
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        yield start + len(batch), batch


def _take(
    work: Work, actor: Actor, batch: list[Numbered], names: Names, at: datetime, dry_run: bool, done: Imported
) -> None:
    """One transaction for the batch."""
    if dry_run:
        _look(work, actor, batch, at, done)
        return
    answers = intake.receive(work, actor, records=[record for _, record in batch], at=at)["results"]
    for (number, _), answer in zip(batch, answers, strict=True):
        if "refused" in answer:
            params = {k: v for k, v in answer.items() if k not in ("refused", "status")}
            done.refused.append(_refused(number, Refused(answer["refused"], **params), names))
        elif answer["repeated"]:
            done.repeated += 1
        else:
            done.imported += 1


def _look(work: Work, actor: Actor, batch: list[Numbered], at: datetime, done: Imported) -> None:
    """What would come of the batch, without writing."""
    with work.reading() as conn:
        for _, record in batch:
            values = intake.shaped(record, at, actor.name)
            known = repeated(conn, values["external_id"], values["content_hash"]) is not None
            done.repeated += known
            done.imported += not known


def _refused(number: int, failure: Refused, names: Names) -> RefusedRow:
    """The refusal with the column as the file calls it."""
    named = str(failure.params.get("field") or "")
    column = named if named in names.of else names.heading(named) if named else ""
    return RefusedRow(number, column, failure.code, {**failure.params, **({"field": column} if column else {})})
