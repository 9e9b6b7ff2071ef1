"""Reads figures and circumstances out of an item: how many, how far spread, whose it is, until when.

Attributes given with the item win over words; where both exist the larger count holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from crisis.detection.item import Item, Org
from crisis.detection.reach import Reach, told
from crisis.detection.signals import Reading
from crisis.language.dates import hours_until, windows
from crisis.language.deadlines import deadlines
from crisis.language.embargo import embargo
from crisis.language.numerals import Number

PEOPLE = re.compile(
    r"\s*(?:多|余|几|来)?(?:名|位|个人|口人|人|个(?=孩子|小孩|学生|同学|乘客|客人|顾客|老人|客户|用户|业主|家长|同事|朋友|宝宝))"
    r"|\s+(?:\w+\s+)?(?:people|persons?|passengers?|guests?|students?|children|kids|patients?|customers?|residents?|pupils?|diners?|consumers?|users?|owners?|employees|families|of us|of them|others)\b"
)
_MONEY = re.compile(r"\s*(?:元|块|万|rmb|cny|usd|eur|euros?|dollars?|pounds?|欧|美元|港币|英镑)|(?<=[$€£¥])")
_CURRENCY = re.compile(r"\s*(usd|eur|gbp|euros?|dollars?|pounds?|欧元|美元|英镑|港币)")
_WORTH = {
    "$": 7.0,
    "€": 8.0,
    "£": 9.0,
    "usd": 7.0,
    "dol": 7.0,
    "美元": 7.0,
    "eur": 8.0,
    "欧元": 8.0,
    "gbp": 9.0,
    "pou": 9.0,
    "英镑": 9.0,
}
_RECORDS = re.compile(
    r"\s*(?:多|余|几|来)?(?:条|名|位|个|份|人|笔|张|户)|\s*(?:\w+\s+){0,2}(?:records?|rows|guests?|customers?|users?|accounts?|patients?|passengers?|members?|people|clients?|entries|profiles|letters|files|names)\b"
)
_AGE = re.compile(r"(?:周)?岁|[\s-]*years?[\s-]*old")
_FOOD = re.compile(
    r"food|restaurant|catering|beverage|dairy|canteen|bakery|cafe|snack|grocer|supermarket|餐|食|饮|乳|酒楼|超市|烘焙"
)
_MEAL = re.compile(
    r"[餐饭菜粥奶茶饮食](?![桌椅具盒机几壶杯瓶厅谱])|果汁|蛋糕|面包|月饼|零食|水果|\b(?:meals?|lunch|dinner|breakfast|food|drinks?|milk|tea|juice|pizza|burgers?|cake|soup)\b"
)
_CARE = re.compile(r"hospital|clinic|health|medical|医")
_UNITS = re.compile(r"\s*(?:辆|台|件|批|套|瓶|箱|units?|vehicles?|cars|bottles)")
_NATIONAL = re.compile(
    r"央视|总台|新华社|新华网|人民日报|人民网|中新社|cctv|3·15晚会|BBC|CNN|Reuters|national (?:tv|broadcaster)", re.I
)
_PROVINCIAL = re.compile(r"省[^市县,。\s]{0,6}(?:台|频道|日报|晚报)|卫视|经视|省报")
_CLASS = {"national": "national", "provincial": "provincial", "local": "local", "trade": "trade"}


def trade(org: Org) -> frozenset[str]:
    """Pseudo classes true of the organisation: in the food trade, every complaint is about something eaten."""
    return frozenset({"food_trade"}) if _FOOD.search(org.sector.lower()) else frozenset()


def edible(product: str | None) -> frozenset[str]:
    """What one item adds to the trade: its product is a meal or a drink, whoever served it."""
    return frozenset({"food_trade"}) if product and _MEAL.search(product.lower()) else frozenset()


def muted(org: Org) -> frozenset[str]:
    """Word classes that are this organisation's daily bread."""
    return org.muted | (frozenset({"care", "emergency"}) if _CARE.search(org.sector.lower()) else frozenset())


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts named by one item; 0 = none named."""

    ill: int = 0
    hurt: int = 0
    dead: int = 0
    admitted: int = 0
    persons: int = 0
    records: int = 0
    units: int = 0
    money: float = 0.0
    views: int = 0
    shares: int = 0
    hot_rank: int = 0
    fixes: int = 0
    contacts: int = 0
    deadline_hours: float | None = None
    deadline_words: str = ""
    minor: bool = False
    frail: bool = False


def figures(item: Item, reading: Reading, org: Org) -> Figures:
    attrs = item.attrs
    if item.kind == "complaint" and not reading.signals and not attrs:
        return Figures()
    several = 2 if reading.live("several_people") else 0
    hours, words = _deadline(item, reading, org)
    heard_of = told(reading) if item.kind in ("social", "media") else Reach()
    people = _counts(reading, PEOPLE)
    most = max((int(value) for value, _, _ in people), default=0)
    ill = _harmed(reading, people, "ill", several)
    hurt = _harmed(reading, people, "injury", 0)
    return Figures(
        ill=max(item.whole("ill"), ill),
        hurt=max(item.whole("injured"), hurt, 1 if reading.live("poison") else 0),
        dead=max(item.whole("dead"), item.whole("deaths"), _harmed(reading, people, "death", 0)),
        admitted=_harmed(reading, people, "admitted", 0) if ill or hurt or reading.live("poison") else 0,
        persons=max(item.whole("persons"), most, several),
        records=max((int(v) for v, _, _ in _counts(reading, _RECORDS)), default=0) if reading.has("personal") else 0,
        units=max((int(v) for v, _, _ in _counts(reading, _UNITS)), default=0),
        money=_money(reading),
        views=max(item.whole("views"), heard_of.views),
        shares=max(item.whole("shares"), heard_of.shares),
        hot_rank=item.whole("hot_rank") or heard_of.hot_rank,
        fixes=max(
            _times(reading, "fixed_times"),
            item.whole("repair_visits") - 1 if reading.live("failed_fix", "stall", "fault") else 0,
        ),
        contacts=_times(reading, "contact_times"),
        deadline_hours=hours,
        deadline_words=words,
        minor=str(attrs.get("minor", "")).lower() in ("yes", "true", "1")
        or reading.live("minor")
        or _age(reading, 0, 17),
        frail=reading.live("frail") or _age(reading, 59, 120),
    )


def _counts(reading: Reading, unit: re.Pattern[str]) -> list[tuple[float, int, int]]:
    return [(n.value, n.start, n.end) for n in reading.numbers if n.value >= 1 and unit.match(reading.text, n.end)]


def _harmed(reading: Reading, people: Iterable[tuple[float, int, int]], name: str, several: int) -> int:
    """Persons named in the sentence of a meant word of the class; 1 when only the word is there."""
    hits = reading.meant(name)
    if not hits:
        return 0
    best = max(1, several)
    for hit in hits:
        low, high = reading.scopes.sentence(hit.start)
        clause = reading.scopes.clause(hit.start)
        near = [v for v, start, _ in people if clause.start <= start < clause.end] or [
            v for v, start, _ in people if low <= start < high and name not in ("admitted", "death")
        ]
        best = max(best, int(min(max(near, default=1), 100_000)))
    return best


def _times(reading: Reading, name: str) -> int:
    best = 0
    for hit in reading.meant(name):
        inside = [n.value for n in reading.numbers if hit.start <= n.start and n.end <= hit.end]
        best = max(best, int(max(inside, default=3)))
    ordinal = {"third": 3, "fourth": 4, "fifth": 5, "second": 2}
    for hit in reading.meant(name):
        best = (
            max(best, *(value for word, value in ordinal.items() if word in reading.text[hit.start : hit.end]), 0)
            if reading.text.isascii()
            else best
        )
    return best


def _money(reading: Reading) -> float:
    """The largest sum named outside a demand, roughly in yuan."""
    demands = [reading.scopes.clause(hit.start) for hit in reading.hits.get("money_demand", ())]
    sums = [
        n.value * _yuan(reading.text, n) for n in reading.numbers
        if (_MONEY.match(reading.text, n.end) or reading.text[max(0, n.start - 1) : n.start] in tuple("$€£¥") or reading.text[n.end - 1 : n.end] == "万")
        and not any(clause.start <= n.start < clause.end for clause in demands)
    ]  # fmt: skip
    return max(sums, default=0.0)


def _yuan(text: str, sum_: Number) -> float:
    """What one unit of the currency written beside a sum is worth, to the nearest yuan."""
    sign = text[max(0, sum_.start - 1) : sum_.start]
    word = _CURRENCY.match(text, sum_.end)
    return _WORTH.get(sign, _WORTH.get(word[1][:3], 1.0) if word else 1.0)


def _age(reading: Reading, low: int, high: int) -> bool:
    return (
        any(low < n.value <= high and _AGE.match(reading.text, n.end) for n in reading.numbers)
        if "岁" in reading.text or "year" in reading.text
        else False
    )


def _deadline(item: Item, reading: Reading, org: Org) -> tuple[float | None, str]:
    """Hours until a journalist wants the answer, and the words that say so; an embargo is no deadline."""
    if item.kind != "media_inquiry":
        return None, ""
    zone = ZoneInfo(org.timezone)
    local = item.at.astimezone(zone)
    held = embargo(reading.text)
    asked = reading.text[: held[0]] + "\n" + reading.text[held[1] :] if held else reading.text
    for words in (str(item.attrs.get("deadline") or ""), asked):
        if found := deadlines(words, item.at, zone):
            return (found[0].due - item.at).total_seconds() / 3600, found[0].span
        if (hours := hours_until(words, local.hour + local.minute / 60)) is not None:
            return hours, ""
    return None, ""


def serviced_on(item: Item, reading: Reading) -> tuple[date, date] | None:
    """First and last day on which the service named may have been done."""
    given = item.attrs.get("service_date")
    if given:
        try:
            day = date.fromisoformat(str(given)[:10])
        except ValueError:
            return None
        return day, day
    if not reading.has("job"):
        return None
    found = windows(reading.text, item.at.date())
    return (found[0].first, found[0].last) if found else None


def outlet_class(item: Item) -> str | None:
    """local, trade, provincial or national, by its name where it has no class; unknown media count as local."""
    given = _CLASS.get(str(item.attrs.get("class") or "").lower())
    name = f"{item.attrs.get('outlet') or ''} {item.text[:40]}"
    if given is None and _NATIONAL.search(name):
        return "national"
    if given is None and _PROVINCIAL.search(name):
        return "provincial"
    return given or ("local" if item.kind == "media" else None)
