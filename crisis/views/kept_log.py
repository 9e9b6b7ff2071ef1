"""The log as bytes: each event told once for all who read it alike, kept in blocks that a hash proves.

A block is `BLOCK` events of one stream in one `form`: everything besides the event that its words depend on (audience,
zone, the day). It is used only while its last event still has the hash under which it was told; by the chain that hash
stands for every event before it. Whether somebody may read the stream is not decided here: ask before.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from crisis.store.events import Event, after as events_after, hashes

BLOCK = 100
MOST_BYTES = 16_000_000
Place = tuple[str, int, Hashable]


@dataclass(frozen=True, slots=True)
class Told:
    """One event in JSON; `moves` says that it changes rows beside its own entry of the timeline."""

    body: bytes
    moves: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Events in order, joined by commas; `ends` are where each one ends in `body`."""

    seqs: array[int]
    ends: array[int]
    moving: bytes
    body: bytes
    hash: str

    @property
    def last(self) -> int:
        return self.seqs[-1]

    def newest(self, upto: int) -> int:
        """The number of the last event up to `upto`."""
        return self.seqs[bisect_right(self.seqs, upto) - 1]

    def part(self, after: int, upto: int) -> bytes:
        """The events with numbers above `after`, up to `upto`."""
        first, end = self._span(after, upto)
        return self.body[self._start(first) : self.ends[end - 1]] if first < end else b""

    def moves(self, after: int, upto: int) -> Iterator[bytes]:
        """Those of them that change rows, one by one."""
        for number in range(*self._span(after, upto)):
            if self.moving[number]:
                yield self.body[self._start(number) : self.ends[number]]

    def _span(self, after: int, upto: int) -> tuple[int, int]:
        return bisect_right(self.seqs, after), bisect_right(self.seqs, upto)

    def _start(self, number: int) -> int:
        return self.ends[number - 1] + 1 if number else 0


class KeptLog:
    """Blocks of all streams, `limit` bytes in all; the one not asked for the longest makes room."""

    def __init__(self, limit: int = MOST_BYTES) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: dict[Place, Block] = {}
        self._bytes = 0

    def read(
        self, conn: Connection, stream: str, after: int, upto: int, form: Hashable, tell: Callable[[Event], Told]
    ) -> Iterator[Block]:
        """The blocks that hold the events above `after` up to `upto`; what is not kept is read and told now."""
        if after >= upto:
            return
        places: list[Place] = [(stream, n, form) for n in range(after // BLOCK, (upto - 1) // BLOCK + 1)]
        kept = {place: block for place in places if (block := self._used(place)) is not None}
        proven = hashes(conn, stream, [block.last for block in kept.values()]) if kept else {}
        for place in places:
            block = kept.get(place)
            if block is not None and proven.get(block.last) != block.hash:
                block = None
            end = (place[1] + 1) * BLOCK
            if block is None or block.last < min(upto, end):
                since = block.last if block else end - BLOCK
                block = _grown(block, events_after(conn, stream, since, end - since), tell)
                if block is not None:
                    self._keep(place, block)
            if block is not None:
                yield block

    def _used(self, place: Place) -> Block | None:
        with self._lock:
            block = self._kept.pop(place, None)
            if block is not None:
                self._kept[place] = block
            return block

    def _keep(self, place: Place, block: Block) -> None:
        with self._lock:
            before = self._kept.pop(place, None)
            self._kept[place] = block
            self._bytes += len(block.body) - (len(before.body) if before else 0)
            while self._bytes > self._limit:
                self._bytes -= len(self._kept.pop(next(iter(self._kept))).body)


def _grown(block: Block | None, events: list[Event], tell: Callable[[Event], Told]) -> Block | None:
    """The block with these events added to its end."""
    if not events:
        return block
    told = [tell(event) for event in events]
    seqs, ends = (block.seqs[:], block.ends[:]) if block else (array("q"), array("q"))
    for event, one in zip(events, told, strict=True):
        seqs.append(event.seq)
        ends.append((ends[-1] + 1 if ends else 0) + len(one.body))
    bodies = [block.body] if block else []
    return Block(
        seqs,
        ends,
        (block.moving if block else b"") + bytes(one.moves for one in told),
        b",".join([*bodies, *(one.body for one in told)]),
        events[-1].hash,
    )
