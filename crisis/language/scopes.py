"""Tells in which sense a word stands: denied, conditional, asked, told by others, taught, elsewhere, a drill, over.

`Scopes` is built from the hits of one text; each question is about one span. The words that open a scope are data
(classes negator, condition, asks, hearsay, rebuttal, elsewhere, instructed, drill, past, closed, praise, lucky,
denial_after).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cached_property

from crisis.language.clauses import Clause, split
from crisis.language.lexicon import Hit

HAN_REACH, LATIN_REACH = 6, 48  # characters a negation reaches inside its clause
_GOVERNS = re.compile(  # a negation followed by one of these denies something else than harm
    r"人?(?:再)?(?:管|修|理|处理|来|回|负责|赔|联系|联络|解决|查|接|答|道歉|第一次|一次|只|仅|办法|得到|收到|提醒|告知|想到|料到|注意|及时|法|安慰|采取|任何(?:措施|人来|人管)|安装|设置|踩|碰|按|动过|开火|用力|插电|(?:个|任何)?(?:说法|答复|结果|交代|下文|回音|消息|动静))"
    r"|\s+(?:only|to mention|the first|just|help\w*|answer\w*|respon\w*|repl\w*|call\w*|car\w*|came|come|apolog\w*|even|sure|know|until|told|tell"
    r"|warn\w*|expla\w*|fix\w*|idea|reason|longer safe|way|choice|offer\w*|refund\w*|one (?:has |had )?(?:help|answer|respon|repl|call|car|came|come|apolog|told|warn|did|picked))"
)
_NEW_START = re.compile(r"\b(?:i|we|and (?:a|the|my|it|then|\w+ed))\b|\"")  # a new statement inside an English clause
_STRONG = re.compile(
    r"如果|若是|假如|假设|倘若|要是|万一|一旦|否则|不然|除非|if|unless|otherwise|what if|in case|假使|再不|要不|不解决就|不退就|不赔就"
)
_MERE_RISK = re.compile(
    r"等?(?:安全)?(?:隐患|风险|的危险|的可能)|事?故?(?:险|演练)|\s+(?:risk|hazard|drill|alarm|safety|insurance)s?\b"
)
_PRESUMES = re.compile(r"怎么(?!办|处理|样|弄)|为什么|为何|凭什么|why|how come|how could")
_POSSIBLE = re.compile(  # asks what may happen, not what did
    r"会[^,。!?]{0,12}[吗嘛么]|会不会|\b(?:will|would|could|can|does|might) (?:it|this|that|they|the \w+)\b"
)
_OWN = re.compile(r"我(?:的|家|们|也|儿|女|妈|爸)|\b(?:my|our|mine)\b")
_NOT_DRILL = re.compile(r"(?:不是|并非|绝非|not an?|isn't an?|no)\s*$")
_PLAIN: frozenset[str] = frozenset()
_ASKED = frozenset({"asked"})


class Scopes:
    """One text's clauses, cut when first asked for, and cue words; every method is pure."""

    def __init__(self, text: str, cues: Mapping[str, list[Hit]]) -> None:
        self._text = text
        self._cues = cues
        self._places: dict[str, list[int]] = {}

    @cached_property
    def _cut(self) -> tuple[list[Clause], set[int]]:
        clauses, asked = split(self._text)
        return clauses or [Clause(0, 1, 0)], asked

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self._cut[0]]

    @cached_property
    def _sentences(self) -> dict[int, tuple[int, int]]:
        found: dict[int, tuple[int, int]] = {}
        for clause in self._cut[0]:
            first, _ = found.get(clause.sentence, (clause.start, 0))
            found[clause.sentence] = (first, clause.end)
        return found

    def clause(self, start: int) -> Clause:
        return self._cut[0][max(0, bisect_right(self._starts, start) - 1)]

    def sentence(self, start: int) -> tuple[int, int]:
        return self._sentences[self.clause(start).sentence]

    def _cues_in(self, name: str, first: int, last: int) -> list[Hit]:
        """The cues of a class that begin in `first` … `last` - 1."""
        found = self._cues.get(name)
        if found is None:
            return []
        places = self._places.get(name)
        if places is None:
            places = self._places[name] = [cue.start for cue in found]
        return found[bisect_left(places, first) : bisect_left(places, last)]

    def drill(self) -> bool:
        """The whole text is an exercise, unless it says that it is not."""
        return any(
            not _NOT_DRILL.search(self._text[max(0, hit.start - 8) : hit.start]) for hit in self._cues.get("drill", ())
        )

    def faces(self, start: int, end: int) -> frozenset[str]:
        """The scopes a span stands in: any of negated, conditional, asked, told, instructed, elsewhere, closed, past."""
        clause = self.clause(start)
        cues = self._cues
        if not cues:
            return _ASKED if self._asked(clause, end) else _PLAIN
        found = []
        if ("negator" in cues or "denial_after" in cues) and self._negated(clause, start, end):
            found.append("negated")
        asked = self._asked(clause, end)
        if self._conditional(clause, start, end) or (
            asked and _POSSIBLE.search(self._text, clause.start, clause.end + 1)
        ):
            found.append("conditional")
        if asked:
            found.append("asked")
        if "hearsay" in cues and self._before("hearsay", clause, start):
            found.extend(
                ("told", "negated") if any(cue.start >= end for cue in cues.get("rebuttal", ())) else ("told",)
            )
        if "instructed" in cues and self._before("instructed", clause, start):
            found.append("instructed")
        if "elsewhere" in cues and self._elsewhere(clause, start):
            found.append("elsewhere")
        if "closed" in cues and self._closed(clause, start, end):
            found.append("closed")
        if "past" in cues and self._past(clause, start):
            found.append("past")
        return frozenset(found) if found else _PLAIN

    def _negated(self, clause: Clause, start: int, end: int) -> bool:
        for cue in self._cues_in("negator", clause.start, start):
            reach = LATIN_REACH if self._text[cue.start].isascii() else HAN_REACH
            if (
                0 <= start - cue.end <= reach
                and not _GOVERNS.match(self._text, cue.end)
                and not _NEW_START.search(self._text, cue.end, start)
            ):
                return True
        return any(cue.end <= clause.end for cue in self._cues_in("denial_after", end, end + 7))

    def _conditional(self, clause: Clause, start: int, end: int) -> bool:
        if _MERE_RISK.match(self._text, end):
            return True
        if "condition" not in self._cues:
            return False
        first, _ = self._sentences[clause.sentence]
        return any(
            cue.end <= start and (clause.start <= cue.start or _STRONG.match(self._text, cue.start) is not None)
            for cue in self._cues_in("condition", first, start)
        )

    def _asked(self, clause: Clause, end: int) -> bool:
        so = clause.sentence in self._cut[1] and clause.end == self._sentences[clause.sentence][1]
        if not so and "asks" in self._cues:
            so = any(cue.end <= clause.end for cue in self._cues_in("asks", clause.start, clause.end))
        return so and not _PRESUMES.search(self._text[clause.start : clause.end])

    def _before(self, name: str, clause: Clause, start: int) -> bool:
        first, _ = self._sentences[clause.sentence]
        own = name == "hearsay" and _OWN.search(self._text[clause.start : start]) is not None
        return any(cue.end <= start + 2 for cue in self._cues_in(name, clause.start if own else first, start + 2))

    def _elsewhere(self, clause: Clause, start: int) -> bool:
        if self._cues_in("elsewhere", clause.start, clause.end):
            return not re.search(r"你们|贵店|贵司|\byour?\b", self._text[clause.start : clause.end]) or self._before(
                "elsewhere", clause, start
            )
        return self._before("elsewhere", clause, start) and not re.search(
            r"你们|贵|我|\b(?:your?|my|our)\b", self._text[clause.start : clause.end]
        )

    def _closed(self, clause: Clause, start: int, end: int) -> bool:
        _, last = self._sentences[clause.sentence]
        after = self._cues_in("closed", end - 1, last + 1)
        return bool(after) and bool(self._cues.get("past") or self._cues.get("praise"))

    def _past(self, clause: Clause, start: int) -> bool:
        return any(cue.end <= start for cue in self._cues_in("past", clause.start, start))
