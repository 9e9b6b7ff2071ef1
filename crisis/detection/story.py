"""Tells whether two published texts are the same story: copied, shortened a little, or with a line put before it."""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection
from functools import lru_cache
from zlib import crc32

KEPT, LEAST, GRAM, READ = 12, 6, 5, 4_000
_WORDS = re.compile(r"[一-鿿a-z0-9]+")

Sketch = tuple[int, ...]


@lru_cache(4)  # asked for when a text is judged and again when it is filed
def sketch(folded: str) -> Sketch:
    """The KEPT smallest hashes of all runs of GRAM signs; () for a text too short to be told from another."""
    text = "".join(_WORDS.findall(folded[:READ]))
    grams = {crc32(text[at : at + GRAM].encode()) for at in range(len(text) - GRAM + 1)}
    return tuple(heapq.nsmallest(KEPT, grams)) if len(grams) >= KEPT else ()


def same_story(one: Collection[int], two: Collection[int]) -> bool:
    """Of the smallest hashes of both together, at least LEAST stand in either."""
    both = set(heapq.nsmallest(KEPT, {*one, *two}))
    return len(both.intersection(one).intersection(two)) >= LEAST
