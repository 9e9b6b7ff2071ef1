"""Reads the numbers of a text with their units: 38, 三十八, 1.2万, 约300, four hundred and twelve, at least 5.

An amount is what is counted (`unit`, a class of counts.yaml), how much (`low`…`high`, equal when exact) and what
happened to those counted (`role`, None when the clause does not say).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from crisis.language.numerals import chinese
from crisis.onevoice.reading import Reading
from crisis.onevoice.vocabulary import NUMERAL, counting

_ONES = {
    w: i
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {w: i * 10 for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_GREAT = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "dozen": 12,
    "k": 1000,
    "m": 10**6,
    "bn": 10**9,
}
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7}
_WORD = "|".join([*_ONES, *_TENS])
_FIGURE = re.compile(
    r"(?P<sign>(?:hk|us|a)?[$€£¥]|\b(?:rmb|usd|eur|gbp|cny|hkd) ?)?(?<![\d.a-z\-])(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d:]|-\d|[a-z]{3,}\d)"
    r"\s?(?P<scale>百万|千万|[万亿千百]|(?:k|m|bn)\b|\b(?:hundred|thousand|million|billion)\b)?"
    rf"|(?P<han>(?<![一-鿿]个)(?:几|数|上|好几)?{NUMERAL}(?P<more>几|多|余)?)"
    rf"|\b(?P<word>(?:{_WORD}|a|several)(?:[ -](?:and )?(?:{_WORD}|hundred|thousand|million|dozen))*)\b"
)
_TAIL = re.compile(r"\s?(?P<more>多|余|几)?\s?(?P<label>\(约\)|左右|上下)?")
_LINK = r"(?:and|or|to|in|at|on|from|by|for|with|were|was|are|have|has|is)\b"
_PLURAL = re.compile(rf" (?:(?!{_LINK})[a-z-]+ )?(?!{_LINK})(?!points|times|hours|minutes)[a-z]{{3,}}s\b")
_OF_THEM = re.compile(r" (?:of|among) (?:them|whom|which|these|those)\b")
_ZERO = re.compile(
    r"(?:无|没有|未有|尚无|未发现|未发生|未造成|零)(?:任何)?(?:人员|人|顾客|乘客|旅客|患者|员工|学生|车主|儿童|孩子|游客|居民|业主|住户|病人|老人|工人)?(?:因此)?(?P<zh>死亡|伤亡|受伤|伤害|住院|感染|就诊|中毒|遇难|不适|不舒服|生病|呕吐|滞留|被困)"
    r"|\b(?:no ?one|nobody|none of (?:the|our|them)(?: \w+)?|no (?:passengers?|guests?|customers?|patients?|people|persons?|children|students?|staff|crew)) (?:was|were|has been|have been|is|are|became|fell|got) (?:\w+ )?(?P<en>hurt|injured|killed|ill|sick|unwell|harmed|hospitali[sz]ed|stranded|trapped)|\bno (?:reported |known )?(?P<noun>injuries|deaths|casualties|fatalities|illnesses)"
)
_OF_THE_REST = re.compile(r"其余|其他|其它|\b(?:other|else|rest)\b")


@dataclass(frozen=True, slots=True)
class Amount:
    low: float
    high: float
    unit: str
    role: str | None
    start: int
    end: int
    part: bool = False
    whole: bool = False
    about: bool = False

    def agrees(self, other: Amount) -> bool:
        return self.low <= other.high and other.low <= self.high

    @property
    def exact(self) -> bool:
        return self.low == self.high


def amounts(reading: Reading) -> list[Amount]:
    """Every counted thing in order; bare numbers without a unit, ordinals, dates and phone numbers are left out."""
    found = [one for match in _FIGURE.finditer(reading.text) if (one := _amount(reading, match))]
    for match in _ZERO.finditer(reading.text):
        clause = reading.clause_at(match.start())
        if _OF_THE_REST.search(reading.text, clause.start, clause.end):
            continue
        role = _zero_role(match["zh"] or match["en"] or match["noun"])
        found.append(Amount(0, 0, "person", role, *match.span()))
    return sorted(found, key=lambda one: one.start)


def _amount(reading: Reading, match: re.Match[str]) -> Amount | None:
    text = reading.text
    value = _value(match)
    if value is None or text[max(0, match.start() - 1) : match.start()] in ("第", "每", "任", "哪"):
        return None
    tail = _TAIL.match(text, match.end())
    place = tail.end() if tail and (tail["more"] or tail["label"]) else match.end()
    more = (tail and tail["more"]) or match["more"]
    place -= text[place - 1] == " "
    unit, end = _unit(text, place, match)
    if unit is None or (unit == "year" and value > 99):
        return None
    low, high, about = _spread(value, more, text, match.start(), end, bool(tail and tail["label"]))
    if match["han"] and match["han"][0] in "几数":
        low, high, about = value * 2, value * 9.9, True
    clause = reading.clause_at(match.start())
    before, after = text[clause.start : match.start()], text[end : clause.end]
    return Amount(
        low, high, unit, _role(before, after, text[match.start() : end]), match.start(), end,
        part=bool(counting().part.search(before + after[:12])), whole=bool(_WHOLE.search(before + after)), about=about,
    )  # fmt: skip


_WHOLE = re.compile(r"全部|所有|全都|一律|均(?!摊)|都(?!怪)|\ball\b|\bevery\b|\bentire\b|\bwhole\b")


def _value(match: re.Match[str]) -> float | None:
    if match["figure"]:
        scale = match["scale"]
        return float(match["figure"].replace(",", "")) * (_SCALE.get(scale) or _GREAT.get(scale) or 1 if scale else 1)
    if match["han"]:
        digits = match["han"].strip("几数上好多余")
        return chinese(digits) if digits else None
    return _english(match["word"])


def _english(phrase: str) -> float | None:
    total, current = 0.0, 0.0
    words = [word for word in re.split(r"[ -]", phrase) if word != "and"]
    if words[0] == "several" or (words[0] == "a" and len(words) == 1):
        return None
    for word in words:
        if word in _ONES or word in _TENS:
            current += _ONES.get(word, 0) + _TENS.get(word, 0)
        elif word == "a":
            current = 1
        elif word in ("hundred", "dozen"):
            current = (current or 1) * _GREAT[word]
        else:
            total += (current or 1) * _GREAT[word]
            current = 0
    return total + current


@cache
def _units() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{word.name}>{word.pattern.pattern})" for word in counting().units))


def _unit(text: str, place: int, match: re.Match[str]) -> tuple[str | None, int]:
    if match["sign"]:
        return "money", place
    if _OF_THEM.match(text, place):
        return "thing", place
    direct = _units().match(text, place if text[place : place + 1] != " " else place + 1)
    if direct and direct.end() > place:
        return direct.lastgroup, direct.end()
    if match["han"] and not match["figure"]:
        return None, place
    for step in range(1, 4):
        between = re.match(rf"(?:[ -](?!{_LINK})[a-z'-]+){{{step}}}[ -]", text[place : place + 60])
        if between is None:
            break
        noun = _units().match(text, place + between.end())
        if noun and noun.end() > place + between.end():
            return noun.lastgroup, noun.end()
    plural = _PLURAL.match(text, place)
    return ("thing", plural.end()) if plural else (None, place)


def _spread(
    value: float, more: str | None, text: str, start: int, end: int, labelled: bool
) -> tuple[float, float, bool]:
    """Low and high of what the words allow: rounding for "about", a tail for "over" and 多, a cap for "up to"."""
    before, after = text[max(0, start - 18) : start], text[end : end + 4]
    about, above, below = (word.pattern for word in counting().approx)
    step = 10.0 ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))
    if _just_before(below, before) or after.startswith("以下"):
        return value * 0.5, value, True
    if more or _just_before(above, before) or after.startswith("以上"):
        return value, value + max(step, 0.0 if more else value * 0.2), True
    if (
        labelled
        or _just_before(about, before)
        or re.match(r"左右|上下|\(约\)|\(?约\)|[^,。;]{0,8}\(约\)", text[end : end + 14])
    ):
        return value - step / 2, value + step / 2, True
    return value, value, False


def _just_before(pattern: re.Pattern[str], before: str) -> bool:
    return any(
        re.fullmatch(r"\s*(?:有|为|是|a |an |the |of )?\s*", before[match.end() :])
        for match in pattern.finditer(before)
    )


def _role(before: str, after: str, own: str) -> str | None:
    """What happened to those counted: the words after the number first, then the nearest before it."""
    after = re.split(r"\d|[一二三四五六七八九十]+(?=[名人位例辆件])", after, maxsplit=1)[0]
    for word in counting().roles:
        if word.pattern.search(own):
            return word.name
    hits = [(match.start(), word.name) for word in counting().roles if (match := word.pattern.search(after))]
    if hits:
        return min(hits)[1] if min(hits)[1] != "confirmed" or len(hits) == 1 else sorted(hits)[1][1]
    last = re.split(r"\d", before)[-1]
    hits = [(match.end(), word.name) for word in counting().roles for match in word.pattern.finditer(last)]
    return max(hits)[1] if hits else None


def _zero_role(word: str) -> str:
    if re.search(r"死|遇难|kill|death|fatal", word):
        return "dead"
    if re.search(r"伤|hurt|injur|harm|casual", word):
        return "injured"
    if re.search(r"滞留|被困|strand|trap", word):
        return "stranded"
    return "hospital" if re.search(r"住院|hospital", word) else "ill"
