"""Says whether two passages speak of the same thing: words in common once grammar and the compared words are gone."""

from __future__ import annotations

import re
from functools import lru_cache

_COMMON = frozenset(
    "我们 公司 顾客 客户 车主 乘客 患者 用户 已经 正在 进行 情况 问题 相关 以及 目前 同时 其中 全部 所有 截至 今天 今日 今晚 明天 完成 联系 将于 可以 请您 如您 大家 这次 此次 本次 对此 关于 一名 一位 有关 责任 原因 确认".split()
)
_STOP = frozenset(
    "the a an of to in on at by for with and or but is are was were be been being have has had will shall would can may must not no we our us you your they them their it its this that these those as from all any some more than who which when while there here do does did so if into about up out over after before until said say says company people customers guests passengers patients owners users please also only still again now today".split()
)
_REST = re.compile(r"其他|其它|其余|另(?:外|一)|别的|\b(?:other|another|the rest|elsewhere)\b")
_NUMBERED = re.compile(
    r"([a-z\d一二三四五六七八九十]{1,4})(?:号|线|路|栋|座|区|款|型|店|厂|批)|\b(?:line|model|lot|batch|block|route|lift|unit|no\.?) ([a-z]?\d{1,6})\b"
)
_HAN = re.compile(r"[一-鿿]+")
_LATIN = re.compile(r"[a-z][a-z-]{2,}")


@lru_cache(maxsize=16384)
def subject(passage: str) -> frozenset[str]:
    """Chinese character pairs and English word stems of a folded passage, without the words every statement uses."""
    found: set[str] = set()
    for run in _HAN.findall(passage):
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    found -= _COMMON
    found.update(_stem(word) for word in _LATIN.findall(passage) if word not in _STOP)
    return frozenset(found)


def _stem(word: str) -> str:
    for tail in ("ing", "ed", "es", "s"):
        if word.endswith(tail) and len(word) - len(tail) >= 3:
            return word[: -len(tail)]
    return word


def overlap(one: str, other: str) -> float:
    """Share of the smaller passage's subject that the other has too, 0…1."""
    a, b = subject(one), subject(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def apart(one: str, other: str) -> bool:
    """Whether both passages name a thing, and not the same: lift 1 and lift 2, this batch and other batches."""
    if bool(_REST.search(one)) != bool(_REST.search(other)):
        return True
    mine, theirs = (
        {number for match in _NUMBERED.finditer(side) for number in match.groups() if number} for side in (one, other)
    )
    return bool(mine and theirs) and not mine & theirs


def is_short(text: str) -> bool:
    """A single remark, whose one claim is what the whole text is about."""
    return len(text) <= (60 if _HAN.search(text) else 140)
