"""The events of one stream in the order of their numbers, whatever order they were handed over in."""

from __future__ import annotations

from crisis.live.doors import Event

EARLY_LIMIT = 2000


class Line:
    """`last` is the number sent last, None until the first reader's number is known; `heard` the highest known to exist.

    Events that came too early are kept up to a limit; beyond it they are forgotten, since the log has them.
    """

    __slots__ = ("_early", "heard", "last", "spoke")

    def __init__(self) -> None:
        self.last: int | None = None
        self.heard = 0
        self.spoke = 0.0
        self._early: dict[int, Event] = {}

    def begin(self, head: int) -> None:
        if self.last is None:
            self.last = head
            self._early = {seq: event for seq, event in self._early.items() if seq > head}

    def offer(self, event: Event) -> None:
        self.heard = max(self.heard, event.seq)
        if self.last is not None and event.seq <= self.last:
            return
        if len(self._early) >= EARLY_LIMIT:
            self._early.clear()
        self._early[event.seq] = event

    def ready(self) -> list[Event]:
        """The events that follow `last` without a hole; they count as sent."""
        out: list[Event] = []
        if self.last is None:
            return out
        while (event := self._early.pop(self.last + 1, None)) is not None:
            out.append(event)
            self.last += 1
        return out

    @property
    def behind(self) -> int:
        """How many numbers are known to exist and could not be sent yet."""
        return 0 if self.last is None else max(0, self.heard - self.last)

    def believe(self, head: int) -> None:
        """The log itself says that `head` is its newest number, whatever higher one somebody spoke of."""
        if self.last is not None:
            self.heard = max([head, self.last, *self._early])

    def leap(self) -> None:
        """Too far behind to send one by one: go to the newest; readers see the gap and catch up from the log."""
        self.last = self.heard
        self._early.clear()

    @property
    def holed(self) -> bool:
        """True when the next number exists and was not handed over."""
        return self.behind > 0 and self.last is not None and self.last + 1 not in self._early
