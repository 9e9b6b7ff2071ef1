"""Reads what a text says was done, is being done, will be done or was not done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crisis.onevoice.reading import Reading
from crisis.onevoice.vocabulary import actions

_ZH = (
    (
        "not",
        re.compile(
            r"(?:尚未|暂未|还未|从未|并未|未能|未|没有|没|不会|不再|不予|拒绝|无需|无法|暂不|先不|别|不要|不用|没人|无人|不(?=[会能予再给办做]))(?:[^,。;已将]{0,8})$"
        ),
    ),
    (
        "planned",
        re.compile(
            r"(?:将|会|拟|计划|准备|即将|预计|打算|承诺|争取|待|前|下周|下月|明[天日]|次日|才)(?:[^,。;已]{0,10})$"
        ),
    ),
    ("done", re.compile(r"(?:已经?|均已|都已|完成了?|刚刚)(?:[^,。;将未]{0,10})$")),
    ("ongoing", re.compile(r"(?:正在|正|(?<!已)(?<!已经)(?:陆续|逐一)|仍在|还在)(?:[^,。;已]{0,10})$")),
)
_ZH_AFTER = (
    ("planned", re.compile(r"^[^,。;了]{0,4}(?:下周|下月|明[天日]|将|次日|稍后)")),
    ("done", re.compile(r"^(?:[^,。;]{0,4}?)(?:了|完毕|已完成|到位|完成(?!时间|期限))")),
    ("ongoing", re.compile(r"^(?:中)(?=[,。;]|$)")),
    ("not", re.compile(r"^(?:[^,。;]{0,4}?)(?:尚未|未)(?:完成|开始|到账|启动)")),
)
_EN = (
    (
        "not",
        re.compile(
            r"(?:\bnot\b|n't\b|\bnever\b|\bno\b|\bnobody\b|\bnone\b|\byet to\b|\bwithout\b|\bunable\b|\brefus\w+)(?: \w+){0,3} ?$"
        ),
    ),
    (
        "planned",
        re.compile(
            r"(?:\bwill\b|\bshall\b|\bgoing to\b|\bplan(?:s|ned|ning)? to\b|\bintend\w* to\b|\b(?:is|are) to be\b|\bexpects? to\b|'ll\b|\bto be\b|\bdue to be\b)(?: \w+){0,3} ?$"
        ),
    ),
    ("ongoing", re.compile(r"(?:\b(?:is|are) being\b|\b(?:is|are|am) (?:currently |now |still )?)(?:\w+ly )?$")),
    (
        "done",
        re.compile(
            r"(?:\b(?:has|have|had)(?: all| now| already)?(?: been)?\b|\b(?:was|were|been|already)\b|\b(?:is|are)\b)(?: \w+){0,2} ?$"
        ),
    ),
)
_EN_AFTER = (
    ("not", re.compile(r"^(?: \w+){0,4}? (?:(?:has|have|had|is|are|was|were|will|been) )*(?:not|never|yet to)\b")),
    ("planned", re.compile(r"^(?: \w+){0,4}? (?:will|shall|is to|are to|is planned|are planned|is due|are due)\b")),
    (
        "ongoing",
        re.compile(
            r"^(?: \w+){0,4}? (?:is|are) (?:now |currently |still )?(?:being|under ?way|in progress|continuing)\b"
        ),
    ),
    ("done", re.compile(r"^(?: \w+){0,4}? (?:has been|have been|was|were|had been|is complete|are complete)\b")),
)
_HYPOTHETICAL = re.compile(
    r"如果|如需|如有|若|是否|请|可以?(?=[^,。;]{0,3}$)|\b(?:if|whether|please|can|may|should|must|would like to|how to|to get a)\b"
)
_ALL = re.compile(r"全部|均|所有|全都|都已|完毕|\ball\b|\bevery\b|\bcomplete(?:d|ly)?\b")


@dataclass(frozen=True, slots=True)
class Deed:
    action: str
    aspect: str  # done, ongoing, planned, not, or "" when the words do not say
    start: int
    end: int
    slow: bool
    whole: bool


def deeds(reading: Reading) -> list[Deed]:
    """Every known action in the text with its aspect; conditions and invitations have none."""
    found = []
    for word in actions():
        for match in word.pattern.finditer(reading.text):
            clause = reading.clause_at(match.start())
            before = reading.text[max(clause.start, match.start() - 40) : match.start()]
            after = reading.text[match.end() : min(clause.end, match.end() + 40)]
            whole = bool(_ALL.search(reading.text, clause.start, clause.end))
            aspect = "" if _HYPOTHETICAL.search(before) else _aspect(before, after, match.group())
            found.append(Deed(word.name, aspect, *match.span(), word.slow, whole))
    return sorted(found, key=lambda deed: deed.start)


def _aspect(before: str, after: str, word: str) -> str:
    if word[0].isascii():
        for name, words in _EN:
            if words.search(before):
                return (
                    "ongoing"
                    if name == "done" and word.endswith("ing")
                    else "done"
                    if name == "ongoing" and word.endswith("ed")
                    else name
                )
        later = next((name for name, words in _EN_AFTER if words.search(after)), "")
        if later:
            return later
        return (
            "done"
            if re.search(r"ed$|\bcut\b|\btold\b|\bwrote\b|\bmet\b|\bshut\b", word)
            else "ongoing"
            if word.endswith("ing") and re.search(r"\b(?:is|are)\b", before)
            else ""
        )
    nearest = [(match.start(), name) for name, words in _ZH if (match := words.search(before))]
    if nearest:
        return max(nearest)[1]
    return next((name for name, words in _ZH_AFTER if words.search(after)), "")


OPPOSED = {
    frozenset(pair)
    for pair in (("done", "planned"), ("done", "not"), ("done", "ongoing"), ("planned", "not"), ("ongoing", "not"))
}


def opposed(one: Deed, other: Deed) -> bool:
    """Told differently about the same action; what takes its time may be going on and done for some."""
    if one.action != other.action or frozenset((one.aspect, other.aspect)) not in OPPOSED:
        return False
    if {one.aspect, other.aspect} == {"done", "ongoing"} and one.slow:
        return any(deed.whole for deed in (one, other) if deed.aspect == "done")
    return True
