"""What follows from a verdict: attach to an open room, open a draft room, or raise a warning on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select

from crisis.commands.bursts import SINGLY, has_line
from crisis.commands.desk import Desk
from crisis.commands.duty_rows import bear_on
from crisis.commands.evidence import plain_evidence
from crisis.commands.evolving import may_move, settle, take_in
from crisis.commands.opening import Opening, open_room
from crisis.commands.room import LIVE, stream_of
from crisis.commands.waiting import put_waiting
from crisis.detection.verdict import Verdict
from crisis.language.words import say
from crisis.playbooks.policies import load_choosing
from crisis.store.crises import crises
from crisis.store.intake import intake, number_of, warnings
from crisis.store.unit_of_work import Change

FALLBACK = "PB-SERVICE"
POURS = frozenset({"complaint", "letter", "social"})


def follow_up(change: Change, desk: Desk, row: Row[Any], verdict: Verdict) -> tuple[int | None, int | None]:
    """(crisis id, warning id) that the record now belongs to."""
    room = _room_of(change, verdict.attaches)
    if room is not None:
        return attach(change, desk, room, row, verdict), None
    if verdict.level == "crisis":
        return _open(change, desk, row, verdict)
    if verdict.level == "watch":
        return None, _warn(change, row, verdict)
    return None, None


def _room_of(change: Change, matter: str | None) -> Row[Any] | None:
    if matter is None:
        return None
    query = select(crises).where(crises.c.matter == matter, crises.c.state.in_(LIVE))
    return change.conn.execute(query.order_by(crises.c.id.desc()).limit(1)).first()


def attach(change: Change, desk: Desk, room: Row[Any], row: Row[Any], verdict: Verdict) -> int:
    """The record joins a room that is open, and the room follows it."""
    if row.kind != "internal":
        _tell(change, desk, room, row, verdict)
    before = room
    if verdict.level != "none":
        room = take_in(
            change,
            room,
            evidence=plain_evidence(verdict.evidence),
            playbooks=chosen(verdict),
            codes=verdict.codes,
            persons=verdict.persons,
            t0=verdict.t0,
        )
    duties = bear_on(row, before, room)
    if duties or may_move(change, before, row):
        change.conn.execute(intake.update().where(intake.c.id == row.id).values(crisis_id=room.id))
        settle(change, room, desk.org, duties=duties)
    return int(room.id)


def _tell(change: Change, desk: Desk, room: Row[Any], row: Row[Any], verdict: Verdict) -> None:
    """A line in the room's log; of many that pour in with nothing new, one for several."""
    stream, occurred_at = stream_of(room.id), min(row.received_at, change.at)
    count = 1
    if row.kind in POURS and set(verdict.codes) <= set(room.codes):
        count = desk.bursts.count(room.id, change.at, row.title)
        change.undo.append(desk.bursts.forget)
        if not has_line(count):
            return
        desk.bursts.told(room.id)
    if count > SINGLY:
        change.record("intake.poured", stream=stream, count=count, title=row.title, occurred_at=occurred_at)
    else:
        level = {"key": f"verdict.{verdict.level}"}
        change.record("intake.joined", stream=stream, title=row.title, level=level, occurred_at=occurred_at)


def end_burst(change: Change, desk: Desk, room: Row[Any]) -> None:
    """What poured in and has stopped gets its last line, with the whole count."""
    burst = desk.bursts.untold(room.id, change.at)
    if burst is not None:
        stream = stream_of(room.id)
        change.record("intake.poured", stream=stream, count=burst.count, title=burst.title, occurred_at=burst.last)


def _open(change: Change, desk: Desk, row: Row[Any], verdict: Verdict) -> tuple[int, int]:
    """No minute is lost: the draft room opens now, and a person confirms or dismisses it."""
    room = open_room(change, opening_of(row, verdict), desk.org["timezone"])
    ids = [int(w.id) for w in change.all(warnings, matter=verdict.matter, state="waiting")] if verdict.matter else []
    warning = put_waiting(change, row, verdict.codes, level="crisis", crisis_id=room.id)
    link_matter(change, room.id, verdict.matter, row.id, ids)
    settle(change, room, desk.org)
    return int(room.id), int(warning.id)


def link_matter(change: Change, crisis_id: int, matter: str | None, intake_id: int, warning_ids: list[int]) -> None:
    """What came before on the same matter belongs to the room; its waiting warnings are answered by it."""
    earlier = () if matter is None else change.all(intake, matter=matter, crisis_id=None)
    for id in sorted({intake_id, *(row.id for row in earlier)}):
        change.update(intake, id, crisis_id=crisis_id)
    number = change.get(crises, crisis_id).number
    change.record("intake.linked", stream="desk", number=number)
    for warning_id in warning_ids:
        row = change.update(warnings, warning_id, state="attached", crisis_id=crisis_id, decided_at=change.at)
        change.record("warning.attached", stream="desk", title=row.title, crisis=number)


def chosen(verdict: Verdict) -> tuple[str, ...]:
    """The playbooks for what is known of the matter so far, primary first."""
    return load_choosing().choose(verdict.codes_so_far or verdict.codes, verdict.circumstances)


def room_title(row: Row[Any], codes: Iterable[str]) -> str:
    """A name for the room that holds no person's: what it is about, and what it is. The lead may find a better one."""
    lang = "zh" if row.lang.startswith("zh") else "en"
    what = say("list.comma", lang).join(say(f"trigger.{code}", lang) for code in list(codes)[:2])
    about = row.product or row.branch
    return f"{about} · {what}" if about else what


def opening_of(row: Row[Any], verdict: Verdict) -> Opening:
    return Opening(
        title=room_title(row, verdict.codes),
        t0=verdict.t0 or row.received_at,
        t0_from={"intake": row.id, "kind": row.kind, "outlet": row.attrs.get("outlet")},
        playbooks=chosen(verdict) or (FALLBACK,),
        codes=verdict.codes,
        matter=verdict.matter,
        precursor_at=verdict.precursor_at,
        source_class=verdict.source_class or "OTHER",
        scct_cluster=verdict.scct_cluster or "",
        evidence=plain_evidence(verdict.evidence),
        persons=verdict.persons,
        drill=row.drill,
    )


def _warn(change: Change, row: Row[Any], verdict: Verdict) -> int:
    """One waiting warning a matter: further watches join it, the screen does not fill with the same thing."""
    if verdict.matter is not None:
        waiting = change.all(warnings, matter=verdict.matter, state="waiting")
        if waiting:
            known = waiting[0]
            change.update(warnings, known.id, codes=sorted({*known.codes, *verdict.codes}))
            change.record("intake.corrected", stream="desk", number=number_of(row))
            return int(known.id)
    return int(put_waiting(change, row, verdict.codes).id)
