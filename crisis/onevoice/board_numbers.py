"""Compares the counts, sums and spans of time in a draft with the numbers of the facts board."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crisis.onevoice.amounts import Amount
from crisis.onevoice.board_hits import hit
from crisis.onevoice.claims import Statement
from crisis.onevoice.compare_counts import SPANS, equal_span, same_unit
from crisis.onevoice.facts import Fact
from crisis.onevoice.findings import Hit
from crisis.onevoice.subject import overlap
from crisis.onevoice.vocabulary import counting

_TOTAL = re.compile(
    r"实际|共|总|核实|累计|涉及|受影响|影响|波及|泄露|召回|真实|只有|仅|\b(?:total|in all|affected|involved|actual\w*|only|altogether|real number|recall\w*|concern\w*)\b"
)
_EARLIER = re.compile(
    r"此前|之前公布|原(?:先|报)|由.{1,8}更新|网传|谣言|\b(?:previously|earlier|rumou?r\w*|claims? of)\b"
)
_PLACE = re.compile(r"[一-鿿]{2,4}(?:店|分店|院区|门店|分行|支行|校区|航线|工厂)")
_YOURS = re.compile(
    r"[您你]说的|[您你](?:的)?(?:一家|全家|家人|亲人|同桌|那桌)|(?:主桌|同桌|一家|全家)[^,。;]{0,4}(?:人|位|口)|\byour (?:family|table|party|children)\b"
)
_PAYS = re.compile(
    r"赔|补偿|慰问金|退一|代金券|红包|\b(?:compensat\w*|pay(?:s|ing|ment|out)?|voucher|reimburs\w*|goodwill|refund\w*|receive[sd]?)\b"
)


def counted(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    counts = [fact for fact in facts if fact.count]
    told = [one for fact in facts if fact.public for one in fact.statement.amounts]
    for one in draft.amounts:
        clause = draft.clause(one.start)
        if one.unit in SPANS or one.unit == "money" or _EARLIER.search(clause) or _YOURS.search(clause):
            continue
        same = [fact for fact in counts if fact.count and same_unit(fact.count, one)]
        agreeing = [fact for fact in same if fact.count and fact.count.agrees(one)]
        if any(fact.public for fact in agreeing) or any(two.unit == one.unit and two.agrees(one) for two in told):
            continue
        if agreeing and (one.role == agreeing[0].count.role or _TOTAL.search(clause)):  # type: ignore[union-attr]
            yield hit(draft, one.start, one.end, agreeing[0], "unconfirmed")
            continue
        wrong = next(
            (fact for fact in same if fact.public and _about(one, fact, clause) and not _told_rightly(draft, fact)),
            None,
        )
        if wrong and not _elsewhere(clause, wrong):
            yield hit(draft, one.start, one.end, wrong)


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
        fact.count and two.exact and same_unit(two, fact.count) and two.agrees(fact.count) for two in draft.amounts
    )


def _elsewhere(clause: str, fact: Fact) -> bool:
    places = set(_PLACE.findall(clause))
    return (
        bool(places)
        and bool(_PLACE.search(fact.scope))
        and not any(one in fact.scope or fact.scope in one for one in places)
    )


def paid(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
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
            yield hit(draft, one.start, one.end, remedy, "board" if remedy else "unknown")


def lasting(draft: Statement, facts: Sequence[Fact]) -> Iterator[Hit]:
    """Months of warranty and hours of a promise, against the same promise on the board."""
    for one in draft.amounts:
        about = draft.near(one.start) if one.unit in SPANS else frozenset()
        for fact in facts:
            mine = fact.statement
            theirs = (
                [two for two in mine.amounts if two.unit in SPANS and mine.near(two.start) & about]
                if fact.public
                else []
            )
            if theirs and not any(equal_span(one, two) for two in theirs):
                yield hit(draft, one.start, one.end, fact)
