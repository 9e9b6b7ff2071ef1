"""Reads out of a text how far a post has gone: views, shares and its place in the hot search, 0 where none is named."""

from __future__ import annotations

import re
from typing import NamedTuple

from crisis.detection.signals import Reading

_MOST = 10_000_000_000
_VIEWED = re.compile(
    r"\s*(?:多|余|次|个)?(?:播放|阅读|浏览|观看|点击|围观)|\s*(?:\w+\s)?(?:views?|plays|reads|impressions)\b"
)
_VIEWS_OF = re.compile(r"(?:播放|阅读|浏览|观看|点击)(?:量|数)?(?:已|达|过|破|超|有|了|高达|到)*\s*$")
_SHARED = re.compile(r"\s*(?:多|余|次|人)?(?:转发|转载|分享|转了)|\s*(?:\w+\s)?(?:shares|reposts?|retweets?)\b")
_SHARES_OF = re.compile(r"(?:转发|转载|分享)(?:量|数)?(?:已|达|过|破|超|有|了|高达|到)*\s*$")
_RANK_OF = re.compile(r"(?:热搜|热榜|榜单|trending)\s*(?:榜)?(?:第|no\.?\s*|number\s|#)\s*$")


class Reach(NamedTuple):
    views: int = 0
    shares: int = 0
    hot_rank: int = 0


def told(reading: Reading) -> Reach:
    """The largest views and shares and the best place that the text names."""
    views = shares = rank = 0
    for number in reading.numbers:
        value = int(min(number.value, _MOST))
        before = reading.text[max(0, number.start - 10) : number.start]
        if _VIEWED.match(reading.text, number.end) or _VIEWS_OF.search(before):
            views = max(views, value)
        elif _SHARED.match(reading.text, number.end) or _SHARES_OF.search(before):
            shares = max(shares, value)
        elif 1 <= value <= 50 and _RANK_OF.search(before):
            rank = min(rank or value, value)
    return Reach(views, shares, rank)
