"""Catches contradictions without a word list: the same words denied here and told there, or "only" here and "also" there."""

from __future__ import annotations

import re
from itertools import product

from crisis.onevoice.claims import Statement
from crisis.onevoice.findings import Clash
from crisis.onevoice.subject import subject

_NOT = re.compile(
    r"尚未|并未|从未|未曾|没有|未能|暂未|不再|不会|不曾|并非|不是|没(?!收)|未(?!成年|来|经|必)|无(?!论|菌|线|法律|偿|条件)|(?<![若要而])不(?!超过|仅|但|断|少|同|实|适|便|安|足|良|当|得不|久|过|合格|管|锈|到|妥|含糊)"
    r"|\bnot\b|n't\b|\bno\b|\bnever\b|\bnone\b|\bneither\b|\bnor\b|\bwithout\b|\byet to\b"
)
_ONLY = re.compile(r"仅|只(?!要|能|好)|唯一|\bonly\b|\bsolely\b|\bexclusively\b|\blimited to\b")
_ALSO = re.compile(r"也|还有|以及|和|及|均|都|全部|所有|\bas well\b|\balso\b|\btoo\b|\band\b|\ball\b|\bevery\b")
_FINE = re.compile(
    r"(?P<x>[一-鿿]{2})(?:本身)?(?:都|是|并)?(?:没有问题|没问题|合格(?!率)|无异常)|\bthe (?P<y>\w{4,}) (?:is|was|are|were) (?:fine|ok|perfectly good|not the (?:problem|cause)|in order)\b"
)
_FAULT = re.compile(
    r"超标|不合格|残留|缺陷|源于|导致|造成|问题|\b(?:faulty|defective|caused|cause|failed|contaminated)\b"
)
_NAMED = re.compile(r"([a-z]\d{0,4})(?=线|批|型|款|栋|座|区)|\b(?:line|model|lot|batch|block) ([a-z]?\d{0,6})\b")
_HELD = re.compile(r"责任(?:全|都|主要|完全)?(?:在|属于|归)(?:于)?(?P<who>[一-鿿]{2,8})")
_OURS = re.compile(r"我|本|公司")
_MARKS = re.compile(r"\d+(?![\d年])")
_FILLER = re.compile(r"也|均|都|仍|还|已经?|了|正在|将|会|确实|\bany\b|\balso\b|\btoo\b|\bas well\b")
_SCOPE = re.compile(
    r"影响|涉及|泄露|受伤|伤|感染|问题|\b(?:affected|taken|involved|stolen|leaked|exposed|injured|concerned|impacted)\b"
)


def mirrored(a: Statement, b: Statement, *, loose: bool) -> Clash | None:
    """SCOPE or STATUS; only for two remarks in one language."""
    if not loose or a.lang != b.lang:
        return None
    for mine, theirs in product(_clauses(a), _clauses(b)):
        if _clears(mine, theirs) or _clears(theirs, mine):
            return Clash(
                "CAUSE",
                f"{a.source_words(mine)} / {b.source_words(theirs)}",
                a.source_words(mine),
                b.source_words(theirs),
            )
        if holders := _other_holders(mine, theirs):
            return Clash("RESPONSIBILITY", " / ".join(holders), a.source_words(mine), b.source_words(theirs))
        if _names_differ(mine, theirs):
            return Clash(
                "SCOPE",
                f"{a.source_words(mine)} / {b.source_words(theirs)}",
                a.source_words(mine),
                b.source_words(theirs),
            )
        if _denies(mine, theirs) or _limits(mine, theirs) or _limits(theirs, mine):
            kind = "SCOPE" if _SCOPE.search(mine + theirs) or _ONLY.search(mine + theirs) else "STATUS"
            return Clash(
                kind, f"{a.source_words(mine)} / {b.source_words(theirs)}", a.source_words(mine), b.source_words(theirs)
            )
    return None


def _clauses(statement: Statement) -> list[str]:
    reading = statement.reading
    return [statement.text[one.start : one.end].strip() for one in reading.clauses if not reading.asked(one)]


def _bare(clause: str) -> frozenset[str]:
    return subject(_FILLER.sub("", _NOT.sub("", clause)))


def _other_holders(mine: str, theirs: str) -> tuple[str, str] | None:
    """Responsibility "lies with" somebody else; "we", "our shop" and "the company" are one."""
    first, second = _HELD.search(mine), _HELD.search(theirs)
    if not first or not second or set(first["who"]) & set(second["who"]):
        return None
    return None if all(_OURS.search(one["who"]) for one in (first, second)) else (first["who"], second["who"])


def _names_differ(mine: str, theirs: str) -> bool:
    """Line A here, lines A and B there."""
    first, second = (
        {name for match in _NAMED.finditer(clause) for name in match.groups() if name} for clause in (mine, theirs)
    )
    return bool(first and second) and first != second


def _clears(clearing: str, faulting: str) -> bool:
    """ "The paint is fine" beside a text that finds the fault in the paint."""
    return bool(_FAULT.search(faulting)) and any(
        (match["x"] or match["y"]) in faulting for match in _FINE.finditer(clearing)
    )


def _denies(mine: str, theirs: str) -> bool:
    if (len(_NOT.findall(mine)) % 2) == (len(_NOT.findall(theirs)) % 2):
        return False
    first, second = _bare(mine), _bare(theirs)
    return (
        bool(first and second)
        and len(first & second) / min(len(first), len(second)) >= 0.6
        and len(first & second) / max(len(first), len(second)) >= 0.34
    )


def _limits(limited: str, wider: str) -> bool:
    """ "Only the blue model" beside "the red model as well"."""
    if not _ONLY.search(limited) or _ONLY.search(wider) or not _ALSO.search(wider):
        return False
    first, second = _bare(limited), _bare(_ALSO.sub("", wider))
    return bool(first & second) and (bool(second - first) or len(_MARKS.findall(wider)) > len(_MARKS.findall(limited)))
