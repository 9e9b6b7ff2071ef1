"""Finds claims of a draft that contradict the facts board (F14): what the board does not mention is assumed entered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crisis.onevoice.board_hits import hit, hit_at
from crisis.onevoice.board_numbers import counted, lasting, paid
from crisis.onevoice.claims import Cause, Statement, parse
from crisis.onevoice.compare_affected import affected
from crisis.onevoice.compare_times import times
from crisis.onevoice.facts import Fact
from crisis.onevoice.findings import WARN, Hit
from crisis.onevoice.subject import overlap
from crisis.onevoice.vocabulary import axes

_STRONG = re.compile(
    r"(?:系|因|由于?).{1,30}(?:所致|造成|导致|引起|引发)|(?:原因|起因|源头)(?:就)?(?:是|为|系)|由.{1,16}(?:造成|导致|引起|引发)|\b(?:caused by|due to|because of|cause (?:is|was)|result of|resulted from|traced to)\b"
)
_REMEDY_AXES = frozenset(
    {
        "charge",
        "paid_first",
        "remedy_extent",
        "compensation_fold",
        "recall_kind",
        "accept",
        "encrypted",
        "police",
        "certainty_of_claim",
    }
)
_OTHER = re.compile(r"其他|其它|其余|此外|\bother\b|\belsewhere\b")


def contradictions(draft: Statement, facts: Sequence[Fact]) -> list[Hit]:
    """Hits F14, at most one per place of the draft."""
    hits: dict[tuple[int, int], Hit] = {}
    for comparison in (counted, paid, _contacts, _times, _positions, _blame, _causes, _affected, _denied, lasting):
        for found in comparison(draft, facts):
            hits.setdefault((found.start, found.end), found)
    return list(hits.values())


def _contacts(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    known = [(one, fact) for fact in facts if fact.public for one in fact.statement.contacts]
    for one in draft.contacts:
        same = [(two, fact) for two, fact in known if two.kind == one.kind]
        if same and not any(two.value == one.value for two, _ in same):
            yield hit(draft, one.start, one.end, same[0][1])


def _times(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    for fact in facts:
        if fact.public and fact.statement.moments and (found := times(draft, fact.statement, loose=False)):
            start = draft.reading.source.find(found.a)
            if start >= 0:
                yield hit_at(draft, start, start + len(found.a), fact)


def _positions(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    """Poles that exclude those of the board: remedies without more ado, the rest when they share their subject."""
    for axis in axes():
        mine = draft.poles.get(axis.name, [])
        if not mine or axis.name in ("blame", "tone", "disclosure", "cause_known", "problem", "extent"):
            continue
        for fact in facts:
            theirs = fact.statement.poles.get(axis.name, []) if fact.public else []
            poles = {one.pole for one in theirs}
            if not theirs or (poles - {"some"}) & {one.pole for one in mine}:
                continue
            for one in mine:
                if not any(frozenset((one.pole, pole)) in axis.pairs for pole in poles):
                    continue
                if axis.name in _REMEDY_AXES or overlap(draft.clause(one.start), fact.value) >= 0.25:
                    yield hit(draft, one.start, one.end, fact)


_HOLDER = (
    (
        "undetermined",
        re.compile(r"未定|待定|未认定|待认定|尚未|undetermined|open|unknown|under review|not (?:yet )?determined"),
    ),
    (
        "company",
        re.compile(
            r"公司|我|本|门店|医院|银行|航空|酒店|企业|company|our\b|\bus\b|operator|hospital|bank|airline|hotel"
        ),
    ),
    ("supplier", re.compile(r"供应商|第三方|承包|外包|supplier|vendor|contractor|third")),
    ("customer", re.compile(r"客户|顾客|乘客|患者|用户|车主|当事人|customer|user|passenger|driver|owner")),
)


def _blame(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    fact = next((fact for fact in reversed(facts) if fact.key == "responsibility" and fact.public), None)
    holder = next((name for name, words in _HOLDER if words.search(fact.value.lower())), None) if fact else None
    if fact is None or holder is None:
        return
    told = [one for one in draft.stances if one.axis == "blame"]
    if not any(one.pole == holder for one in told):
        yield from (hit(draft, one.start, one.end, fact) for one in told)


def _causes(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    """A cause told flatly: another kind than the board's, or one the board holds as refuted or unconfirmed."""
    told = [one for one in draft.causes if not one.denied and _STRONG.search(draft.clause(one.start))]
    for fact in facts:
        if fact.key != "cause" or not told:
            continue
        names = {one.name for one in fact.statement.causes}
        shared = [one for one in told if one.name in names]
        if fact.public and names and not shared and overlap(draft.text, fact.value) < 0.3:
            yield hit(draft, *_clause_of(draft, told[0]), fact)
        elif not fact.public and shared and not any(other.public for other in facts if other.key == "cause"):
            yield hit(draft, *_clause_of(draft, shared[0]), fact, "unconfirmed")
    if told and not any(fact.key == "cause" for fact in facts):
        yield hit(draft, *_clause_of(draft, told[0]), None, "unknown", WARN)


def _clause_of(draft: Statement, cause: Cause) -> tuple[int, int]:
    clause = draft.reading.clause_at(cause.start)
    return clause.start, clause.end


def _affected(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    for fact in facts:
        named = f"{fact.key.replace('_', ' ')} {fact.value}"
        if fact.public and not fact.count and (found := affected(draft, _named(named), loose=False)):
            start = draft.reading.source.find(found.a)
            if start >= 0:
                yield hit_at(draft, start, start + len(found.a), fact)


def _named(words: str) -> Statement:
    return parse(re.sub(r"[,;,;]", " ", words))


def _denied(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    """ "No incident ever" while the board counts people."""
    harmed = next(
        (fact for fact in facts if fact.public and fact.count and fact.count.low > 0 and fact.count.role), None
    )
    if harmed:
        for one in draft.stances:
            if one.axis == "problem" and one.pole == "none" and not _OTHER.search(draft.clause(one.start)):
                yield hit(draft, one.start, one.end, harmed)
