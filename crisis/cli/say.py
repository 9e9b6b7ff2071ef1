"""How the program talks on a terminal: progress where somebody watches, plain lines where a file does."""

from __future__ import annotations

import sys


class WrongInput(Exception):
    """Wrong usage or unreadable input; the text names file, line and what is wrong."""


class Progress:
    """A bar on a terminal, a line every tenth otherwise, nothing when quiet. `total` may be 0 for unknown."""

    def __init__(self, what: str, total: int, quiet: bool) -> None:
        self.what, self.total, self.quiet = what, total, quiet
        self.last = -1

    def at(self, done: int) -> None:
        if self.quiet or not self.total:
            return
        share = 100 * done // self.total
        if sys.stderr.isatty():
            bar = "#" * (share // 4)
            print(f"\r{self.what} [{bar:<25}] {share:3d} % {done}/{self.total}", end="", file=sys.stderr, flush=True)
        elif share // 10 > self.last // 10 or self.last < 0:
            print(f"{self.what} {done}/{self.total}", file=sys.stderr, flush=True)
        self.last = share

    def end(self) -> None:
        if not self.quiet and self.total and sys.stderr.isatty():
            print(file=sys.stderr)
