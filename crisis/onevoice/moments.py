"""Reads days and clock times of a text without a calendar at hand: 9月30日, 本月底, 3 November, 8:00 p.m., 20:00, 09:20 CET.

Parts that the words do not give are None. A clock time is minutes after midnight; `zone` minutes east of UTC.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace

from crisis.language.numerals import chinese
from crisis.onevoice.reading import Reading

_MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MON = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_HAN = "[一二两三四五六七八九十]{1,3}"
_DAY = re.compile(
    r"(?P<iso>(?<!\d)(?P<y1>20\d\d)[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})(?!\d))"
    rf"|(?P<zh>(?:(?P<y2>20\d\d)年)?(?<![\d个一二三四五六七八九十])(?P<m2>\d{{1,2}}|{_HAN})月(?!份?[前后]|饼)份?(?:(?P<d2>\d{{1,2}}|{_HAN})[日号]|(?P<last>底|末))?)"
    r"|(?P<end>(?:本|这个|当|该)?月(?:底|末)|\bend of (?:the|this) month|\bmonth[- ]end\b)"
    rf"|(?P<dm>\b(?:the )?(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m3>{_MON})\b\.?,?(?: (?P<y3>20\d\d))?)"
    rf"|(?P<md>\b(?P<m4>{_MON})\b\.? (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? (?P<y4>20\d\d))?)"
    rf"|(?P<endof>\b(?:end of|late) (?P<m5>{_MON})\b)"
    r"|(?P<dayonly>(?<![\d月年.:])(?P<d6>\d{1,2})[日号](?!线|楼|店|院|门|内|之内|间))"
    r"|(?P<weekday>(?:本|这|下)?(?:周|星期|礼拜)(?P<w1>[一二三四五六日天])|\b(?P<w2>mon|tues|wednes|thurs|fri|satur|sun)day\b)"
    r"|(?P<relative>前天|昨[天日晚]|今[天日晚早]|当[天日晚]|明[天日早晚]|后天|\b(?:today|tonight|this (?:morning|evening|afternoon)|yesterday|tomorrow)\b)"
)
_CLOCK = re.compile(
    r"(?P<part>凌晨|清晨|早上?|上午|中午|下午|傍晚|晚上?|夜间?|晚间)?\s?(?<![\d.:-])(?:(?P<h>\d{1,2})[:时点](?P<m>\d{2})?(?:分)?(?P<half>半)?(?!\d)(?P<ap>\s?[ap]\.?m\b\.?)?|(?P<zh>[一二两三四五六七八九十]{1,3})点(?:钟)?(?P<zhalf>半)?(?![一-鿿]{0,2}(?:燃|子))|(?P<h2>\d{1,2})(?P<ap2>\s?[ap]\.?m\b\.?)|(?P<noon>\b(?:noon|midday)\b|\bmidnight\b|正午|零点))"
    r"|(?P<vague>凌晨|清晨|上午|下午|傍晚|晚上|晚间|\b(?:in the )?(?:morning|afternoon|evening)\b)"
)
_ZONES = {
    "cest": 120, "cet": 60, "utc": 0, "gmt": 0, "bst": 60, "edt": -240, "est": -300, "cdt": -300, "pdt": -420, "pst": -480,
    "北京时间": 480, "beijing time": 480, "hong kong time": 480, "hkt": 480, "singapore time": 480, "sgt": 480, "jst": 540, "tokyo time": 540, "china standard time": 480,
    "london time": 0, "中欧时间": 60, "伦敦时间": 0, "世界协调时": 0, "格林尼治时间": 0, "香港时间": 480, "东京时间": 540,
}  # fmt: skip
_ZONE = re.compile(
    "|".join(
        re.escape(name) if not name.isascii() else rf"\b{re.escape(name)}\b"
        for name in sorted(_ZONES, key=len, reverse=True)
    )
)
_PARTS = {
    "凌晨": (0, 360),
    "清晨": (300, 480),
    "早": (300, 600),
    "上午": (360, 720),
    "morning": (300, 720),
    "中午": (660, 840),
    "下午": (720, 1080),
    "afternoon": (720, 1080),
    "傍晚": (1020, 1200),
    "晚": (1080, 1440),
    "夜": (1080, 1440),
    "evening": (1020, 1440),
}
_AS_OF = re.compile(r"截至|截止到?|\bas of\b|\bas at\b|\bstatus\b")
_LIMIT = re.compile(r"^(?:\s?\([^)]{0,12}\))?\s?(?:之?前|以前|止)")
_LIMIT_EN = re.compile(r"\b(?:by|before|no later than|at the latest)\b[^.;,]{0,18}$")
_OFFSETS = {"前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "后": 2, "y": -1, "tom": 1, "to": 0, "th": 0}
_WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")


@dataclass(frozen=True, slots=True)
class Moment:
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last: bool = False
    weekday: int | None = None
    offset: int | None = None
    clock: int | None = None
    span: tuple[int, int] | None = None
    zone: int | None = None
    as_of: bool = False
    limit: bool = False


def moments(reading: Reading) -> list[Moment]:
    """Days joined with the clock time that follows within a few characters, and lone clock times."""
    text = reading.text
    clocks = list(_CLOCK.finditer(text))
    found, used = [], set()
    for day in _DAY.finditer(text):
        near = next((c for c in clocks if c.start() not in used and _joined(text, day, c)), None)
        if near:
            used.add(near.start())
        found.append(_moment(text, day, near))
    found += [_moment(text, None, clock) for clock in clocks if clock.start() not in used]
    return sorted((one for one in found if one is not None), key=lambda one: one.start)


def _joined(text: str, day: re.Match[str], clock: re.Match[str]) -> bool:
    if day.start() < clock.start() <= day.end() < clock.end():
        return True
    if clock.start() >= day.end():
        between = text[day.end() : clock.start()]
    elif clock.end() <= day.start():
        between = text[clock.end() : day.start()]
    else:
        return False
    return bool(re.fullmatch(r"[\s,(的]*(?:at|on|by|before|from|[a-z]{3,4})?[\s(]*", between))


def _moment(text: str, day: re.Match[str] | None, clock: re.Match[str] | None) -> Moment | None:
    start = min(match.start() for match in (day, clock) if match)
    end = max(match.end() for match in (day, clock) if match)
    before = text[max(0, start - 24) : start]
    moment: Moment | None = Moment(
        start, end,
        as_of=bool(re.search(rf"(?:{_AS_OF.pattern})[^,。;.]{{0,6}}$", before)),
        limit=bool(_LIMIT.match(text[end : end + 16]) or _LIMIT_EN.search(before)),
    )  # fmt: skip
    if day and moment:
        moment = _dated(moment, day)
    if clock and moment:
        moment = _timed(moment, clock)
        zone = _ZONE.search(text, max(0, start - 7), end + 18)
        moment = replace(moment, zone=_ZONES[zone.group()]) if zone and moment.clock is not None else moment
    return moment


def _dated(moment: Moment, match: re.Match[str]) -> Moment | None:
    """`moment` with the day of `match`; None for a day that no calendar has."""
    if match["end"]:
        return replace(moment, last=True)
    if match["weekday"]:
        number = "一二三四五六日".find(match["w1"].replace("天", "日")) if match["w1"] else _WEEKDAYS.index(match["w2"])
        return replace(moment, weekday=number)
    if match["relative"]:
        return replace(moment, offset=next(value for key, value in _OFFSETS.items() if match.group().startswith(key)))
    year, month, day = (_first(match, name) for name in "ymd")
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    last = bool(match["last"] or match["endof"]) or bool(month and day and day == monthrange(year or 2024, month)[1])
    return replace(moment, year=year, month=month, day=day, last=last)


def _first(match: re.Match[str], name: str) -> int | None:
    """The group of that letter which took part (d1, d2 …), as a number."""
    word = next(
        (word for key, word in match.groupdict().items() if word and key[0] == name and key[1:].isdigit()), None
    )
    if word is None:
        return None
    return _MONTHS[word[:3]] if word[0].isascii() and word[0].isalpha() else _count(word)


def _timed(moment: Moment, match: re.Match[str]) -> Moment:
    part = match["part"] or match["vague"] or ""
    if match["vague"]:
        return replace(moment, span=next((value for key, value in _PARTS.items() if key in part), None))
    if match["noon"]:
        return replace(moment, clock=0 if match["noon"] in ("midnight", "零点") else 720)
    hour = _count(match["zh"] or match["h"] or match["h2"])
    minute = int(match["m"]) if match["m"] else 30 if match["half"] or match["zhalf"] else 0
    half = (match["ap"] or match["ap2"] or "").strip()
    late = half.startswith("p") or part[:1] in ("下", "傍", "晚", "夜")
    if (late and hour < 12) or (part == "中午" and hour < 3):
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    return replace(moment, clock=hour * 60 + minute)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else int(chinese(word))
