"""Reads numbers in figures, in Chinese and in English words: 一千五百 = 1500, 两 = 2, 1.2万 = 12,000, twelve = 12.

Values are floats; `start`, `end` are places in the folded text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crisis.language.beginnings import found_from

_DIGIT = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)) | {
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}
_ENGLISH = {
    word: value
    for value, words in {
        1: "one", 2: "two couple", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine",
        10: "ten", 11: "eleven", 12: "twelve dozen", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen",
        17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty",
        60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety", 100: "hundred", 1000: "thousand", 1_000_000: "million",
    }.items()
    for word in words.split()
}  # fmt: skip
_SCALE = {"k": 1e3, "m": 1e6, "thousand": 1e3, "million": 1e6, "hundred": 1e2, "千": 1e3, "百": 1e2, **_GREAT}
_FIGURE = r"(?<![\d.])(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s*(?P<scale>百万|千万|[万亿千百]|(?:k|m|thousand|million)\b))?"
_HAN = r"|(?P<han>[零〇一二两俩仨三四五六七八九十百千万亿]*[一二两俩仨三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*)"
_SPOKEN = r"|\b(?P<word>" + "|".join(_ENGLISH) + r")\b(?:\s+(?P<wordscale>hundred|thousand|million)\b)?"
_ANY = re.compile(_FIGURE + _HAN + _SPOKEN)
_BEGINS = re.compile(r"[\d零〇一二两俩仨三四五六七八九十百千万亿]")  # a number in a text without a Latin letter
_LATIN = re.compile("[a-z]")


class Number(NamedTuple):
    value: float
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """All numbers in order of appearance."""
    found = []
    for match in _ANY.finditer(text) if _LATIN.search(text) else found_from(_BEGINS, _ANY, text):
        if match["figure"]:
            value = float(match["figure"].replace(",", "")) * _scale(match["scale"])
        elif match["han"]:
            value = chinese(match["han"])
        else:
            value = _ENGLISH[match["word"]] * _scale(match["wordscale"])
        found.append(Number(value, *match.span()))
    return found


@lru_cache(2000)
def chinese(word: str) -> float:
    """The value of a Chinese numeral; a bare row of digits (二〇二六) is read as written."""
    if len(word) > 1 and all(char in _DIGIT for char in word):
        return float("".join(str(_DIGIT[char]) for char in word))
    total = section = digit = 0
    last = 1
    for char in word:
        if char in _DIGIT:
            digit = _DIGIT[char]
            last = 1 if char in "零〇" else last
        elif char in _UNIT:
            section += (digit or 1) * _UNIT[char]
            digit, last = 0, _UNIT[char]
        else:
            total = (
                (total + section + digit) * _GREAT[char] if char == "亿" else total + (section + digit) * _GREAT[char]
            )
            section, digit, last = 0, 0, _GREAT[char]
    tail = digit * (last // 10) if digit and last > 10 and word[-2:-1] not in "零〇" else digit
    return float(total + section + tail)


def _scale(word: str | None) -> float:
    if not word:
        return 1.0
    if word in ("百万", "千万"):
        return 1e6 if word == "百万" else 1e7
    return _SCALE[word]
