"""The judges: what one client applied, and what writers were promised, against what the log holds; each departure named.

They know nothing of the code under test; their own test plants every kind of fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class Ledger:
    """`gone`: acknowledged and not in the log; `twice`: in it more than once; `moved`: under another number than was
    answered; `holes`: numbers that the log skips or repeats.
    """

    gone: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    holes: tuple[int, ...] = ()

    @property
    def clean(self) -> bool:
        return self == Ledger()


def audit(acknowledged: Mapping[str, int], log: Sequence[Entry]) -> Ledger:
    """`acknowledged`: what a writer typed → the number it was answered. The log is given in the order of its numbers."""
    places: dict[str, list[int]] = {}
    for seq, text in log:
        if text:
            places.setdefault(text, []).append(seq)
    return Ledger(
        gone=tuple(text for text in acknowledged if text not in places),
        twice=tuple(text for text, found in places.items() if len(found) > 1),
        moved=tuple(text for text, seq in acknowledged.items() if text in places and seq not in places[text]),
        holes=tuple(seq for number, (seq, _) in enumerate(log, 1) if seq != number),
    )
