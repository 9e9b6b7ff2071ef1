"""The judge: compares what one client applied with what the log holds, and names each departure.

It knows nothing of the code under test; its own test plants every kind of fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Entry = tuple[int, str]


@dataclass(frozen=True)
class Verdict:
    """Numbers of each kind of departure; `altered` has the right number and another content."""

    missing: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()
    reordered: tuple[int, ...] = ()
    invented: tuple[int, ...] = ()
    altered: tuple[int, ...] = ()

    @property
    def clean(self) -> bool:
        return self == Verdict()


def judge(seen: Sequence[Entry], log: Sequence[Entry], since: int = 0) -> Verdict:
    """`since`: the number from which this client had to see everything (exclusive)."""
    truth = dict(log)
    numbers = [seq for seq, _ in seen]
    counts = Counter(numbers)
    later = [seq for before, seq in zip(numbers, numbers[1:], strict=False) if seq < before]
    return Verdict(
        missing=tuple(seq for seq in truth if seq > since and seq not in counts),
        doubled=tuple(seq for seq, count in counts.items() if count > 1),
        reordered=tuple(later),
        invented=tuple(seq for seq in counts if seq not in truth),
        altered=tuple(seq for seq, text in seen if seq in truth and text != truth[seq]),
    )
