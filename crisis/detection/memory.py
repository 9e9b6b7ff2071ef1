"""Cuts a copy of what a listener remembers into pieces small enough to be written one by one, and joins them again.

A piece is (path, rows): some rows of one long list of the state, in order; the last, with path "", is all the rest.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from crisis.detection.matter_state import matter_row

Piece = tuple[str, Any]
LONG = (("identity", "marks", 20_000), ("matters", "by", 20_000), ("matters", "all", 1_000), ("counts", "all", 1_000))

SETTLED = 20_000  # records after which what is remembered is set aside once more


def sweep_seldom() -> None:
    """Sweep new objects by 20,000 instead of 700: one text makes hundreds, and nearly all of them go by themselves."""
    gc.set_threshold(20_000, 10, 10)


def set_aside() -> None:
    """From now on no sweep walks what lives now: a million complaints take it a second, and everybody waits.

    It is given back all the same when nobody holds it; only a circle of objects that comes loose later is not. So this
    is done seldom.
    """
    gc.freeze()


@contextmanager
def unswept() -> Iterator[None]:
    """No sweep of the interpreter's memory while so much is made at once that all of it stays: five times as fast."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


def pieces(copied: dict[str, Any]) -> Iterator[Piece]:
    """Uses up a `Listener.copied()`; only now are its matters written out."""
    for part, name, most in LONG:
        rows = copied[part].pop(name)
        for at in range(0, len(rows), most):
            some = rows[at : at + most]
            yield f"{part}/{name}", [matter_row(one) for one in some] if (part, name) == ("matters", "all") else some
    yield "", copied


def joined(found: Iterable[Piece]) -> dict[str, Any]:
    """The state whose pieces these are, as `Listener.restore` takes it."""
    lists: dict[str, list[Any]] = {f"{part}/{name}": [] for part, name, _ in LONG}
    state: dict[str, Any] = {}
    for path, rows in found:
        if path:
            lists[path] += rows
        else:
            state = rows
    for path, rows in lists.items():
        part, name = path.split("/")
        state[part][name] = rows
    return state
