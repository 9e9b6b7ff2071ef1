"""Finds claims of a draft that contradict the facts board (F14): what the board does not mention is assumed entered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crisis.onevoice.amounts import Amount
from crisis.onevoice.claims import Cause, Statement, parse
from crisis.onevoice.compare_affected import affected
from crisis.onevoice.compare_counts import MONTHS, SPANS
from crisis.onevoice.compare_times import times
from crisis.onevoice.facts import Fact
from crisis.onevoice.findings import BLOCK, WARN, Against, Hit
from crisis.onevoice.subject import overlap
from crisis.onevoice.vocabulary import axes, counting

_TOTAL = re.compile(
    r"实际|共|总|涉及|受影响|影响|波及|泄露|召回|真实|只有|仅|\b(?:total|in all|affected|involved|actual\w*|only|altogether|real number|recall\w*|concern\w*)\b"
)
_EARLIER = re.compile(
    r"此前|之前公布|原(?:先|报)|由.{1,8}更新|网传|谣言|\b(?:previously|earlier|rumou?r\w*|claims? of)\b"
)
_PLACE = re.compile(r"[一-鿿]{2,4}(?:店|分店|院区|门店|分行|支行|校区|航线|工厂)")
_PAYS = re.compile(
    r"赔|补偿|慰问金|退一|代金券|红包|\b(?:compensat\w*|pay(?:s|ing|ment|out)?|voucher|reimburs\w*|goodwill|refund\w*|receive[sd]?)\b"
)
_STRONG = re.compile(
    r"(?:系|因|由于?).{1,30}(?:所致|造成|导致|引起|引发)|(?:原因|起因|源头)(?:就)?(?:是|为|系)|由.{1,16}(?:造成|导致|引起|引发)|\b(?:caused by|due to|because of|cause (?:is|was)|result of|resulted from|traced to)\b"
)
_REMEDY_AXES = frozenset(
    {
        "charge",
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
    for comparison in (_counted, _paid, _contacts, _times, _positions, _blame, _causes, _affected, _denied, _lasting):
        for hit in comparison(draft, facts):
            hits.setdefault((hit.start, hit.end), hit)
    return list(hits.values())


def _hit(
    draft: Statement, start: int, end: int, fact: Fact | None, reason: str = "board", severity: str = BLOCK
) -> Hit:
    first, last = draft.reading.place(start, end)
    span = draft.reading.source[first:last]
    against = Against("fact", fact.key, fact.quote) if fact else None
    params = {"span": span, "board": fact.quote if fact else ""}
    return Hit("F14", span, first, last, severity, f"onevoice.F14.{reason}", params, "onevoice.F14.rewrite", against)


def _counted(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    counts = [fact for fact in facts if fact.count]
    told = [one for fact in facts if fact.public for one in fact.statement.amounts]
    for one in draft.amounts:
        clause = draft.clause(one.start)
        if one.unit in SPANS or one.unit in MONTHS or one.unit == "money" or _EARLIER.search(clause):
            continue
        same = [fact for fact in counts if fact.count and fact.count.unit == one.unit]
        agreeing = [fact for fact in same if fact.count and fact.count.agrees(one)]
        if any(fact.public for fact in agreeing) or any(two.unit == one.unit and two.agrees(one) for two in told):
            continue
        if agreeing and (one.role == agreeing[0].count.role or _TOTAL.search(clause)):  # type: ignore[union-attr]
            yield _hit(draft, one.start, one.end, agreeing[0], "unconfirmed")
            continue
        wrong = next(
            (fact for fact in same if fact.public and _about(one, fact, clause) and not _told_rightly(draft, fact)),
            None,
        )
        if wrong and not _elsewhere(clause, wrong):
            yield _hit(draft, one.start, one.end, wrong)


def _about(one: Amount, fact: Fact, clause: str) -> bool:
    """The number in the clause counts what the fact counts."""
    role = fact.count.role if fact.count else None
    if one.role is not None and role is not None:
        return one.role == role or any({one.role, role} <= group for group in counting().like)
    if one.unit == "person" and one.role is None:
        return role in (None, "affected") and bool(_TOTAL.search(clause))
    return bool(_TOTAL.search(clause)) or overlap(clause, fact.scope) >= 0.5


def _told_rightly(draft: Statement, fact: Fact) -> bool:
    return any(
        fact.count and two.exact and two.unit == fact.count.unit and two.agrees(fact.count) for two in draft.amounts
    )


def _elsewhere(clause: str, fact: Fact) -> bool:
    places = set(_PLACE.findall(clause))
    return (
        bool(places)
        and bool(_PLACE.search(fact.scope))
        and not any(one in fact.scope or fact.scope in one for one in places)
    )


def _paid(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    """A sum offered as a remedy must be one of the board's."""
    board = [
        one
        for fact in facts
        if fact.public
        for one in fact.statement.amounts
        if one.unit in ("money", "percent", "fold")
    ]
    board += [fact.count for fact in facts if fact.public and fact.count and fact.count.unit == "money"]
    remedy = next((fact for fact in facts if fact.public and "remedy" in fact.key), None)
    for one in draft.amounts:
        pays = one.unit in ("money", "fold") and _PAYS.search(draft.clause(one.start))
        if pays and not any(two.unit == one.unit and two.agrees(one) for two in board):
            yield _hit(draft, one.start, one.end, remedy, "board" if remedy else "unknown")


def _contacts(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    known = [(one, fact) for fact in facts if fact.public for one in fact.statement.contacts]
    for one in draft.contacts:
        same = [(two, fact) for two, fact in known if two.kind == one.kind]
        if same and not any(two.value == one.value for two, _ in same):
            yield _hit(draft, one.start, one.end, same[0][1])


def _times(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    for fact in facts:
        if fact.public and fact.statement.moments and (found := times(draft, fact.statement, loose=False)):
            start = draft.reading.source.find(found.a)
            if start >= 0:
                yield _hit_at(draft, start, start + len(found.a), fact)


def _hit_at(draft: Statement, first: int, last: int, fact: Fact) -> Hit:
    span = draft.reading.source[first:last]
    params = {"span": span, "board": fact.quote}
    return Hit(
        "F14",
        span,
        first,
        last,
        BLOCK,
        "onevoice.F14.board",
        params,
        "onevoice.F14.rewrite",
        Against("fact", fact.key, fact.quote),
    )


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
                    yield _hit(draft, one.start, one.end, fact)


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
        yield from (_hit(draft, one.start, one.end, fact) for one in told)


def _causes(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    """A cause told flatly: another kind than the board's, or one the board holds as refuted or unconfirmed."""
    told = [one for one in draft.causes if not one.denied and _STRONG.search(draft.clause(one.start))]
    for fact in facts:
        if fact.key != "cause" or not told:
            continue
        names = {one.name for one in fact.statement.causes}
        shared = [one for one in told if one.name in names]
        if fact.public and names and not shared and overlap(draft.text, fact.value) < 0.3:
            yield _hit(draft, *_clause_of(draft, told[0]), fact)
        elif not fact.public and shared and not any(other.public for other in facts if other.key == "cause"):
            yield _hit(draft, *_clause_of(draft, shared[0]), fact, "unconfirmed")
    if told and not any(fact.key == "cause" for fact in facts):
        yield _hit(draft, *_clause_of(draft, told[0]), None, "unknown", WARN)


def _clause_of(draft: Statement, cause: Cause) -> tuple[int, int]:
    clause = draft.reading.clause_at(cause.start)
    return clause.start, clause.end


def _affected(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    for fact in facts:
        named = f"{fact.key.replace('_', ' ')} {fact.value}"
        if fact.public and not fact.count and (found := affected(draft, _named(named), loose=False)):
            start = draft.reading.source.find(found.a)
            if start >= 0:
                yield _hit_at(draft, start, start + len(found.a), fact)


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
                yield _hit(draft, one.start, one.end, harmed)


def _lasting(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    """Months of warranty and hours of a promise, against the same promise on the board."""
    for one in draft.amounts:
        scale = next((scale for scale in (SPANS, MONTHS) if one.unit in scale), None)
        if scale is None:
            continue
        for fact in facts:
            about = draft.near(one.start)
            theirs = (
                [two for two in fact.statement.amounts if two.unit in scale and fact.statement.near(two.start) & about]
                if fact.public
                else []
            )
            if theirs and not any(
                one.low * scale[one.unit] == two.low * scale[two.unit]
                and (one.unit == "workday") == (two.unit == "workday")
                for two in theirs
            ):
                yield _hit(draft, one.start, one.end, fact)
