"""Where the crisis stands: four stages, the figures that move it, and the lead's request for a move.

Stages (handbook §7): 1 precursor, 2 outbreak, 3 spread, 4 subsiding. Volume is the number of monitored outside items
(complaints, posts, reports; never our own notes) in a time; all times are aware. `advance` gives one move at a time in
order of time: call it again until it gives None. Only the lead moves to 4, and back from 3 to 2.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed

PRECURSOR, OUTBREAK, SPREAD, SUBSIDING = 1, 2, 3, 4
OUTBREAK_LASTS = timedelta(hours=48)
DOUBLING_WITHIN = timedelta(hours=12)
DOUBLING_FLOOR = 6
"""Items in the later 12 h under which a doubling is chance (house)."""
ISSUES = {"T-DATA": "data", "T-CONDUCT": "conduct"}
"""Triggers that tell of an issue of their own; the others tell of the fault or the harm, or of who speaks of it."""
DAY = timedelta(hours=24)
QUIET_LASTS = timedelta(hours=48)
QUIET_SHARE = 0.2
WATCH_QUIET = timedelta(days=7)
GROUNDS = ("remedy_agreed", "truth_published")


@dataclass(frozen=True, slots=True)
class Join:
    """A source, region or issue that appeared: `what` is outlet, region or issue, `name` tells it from others."""

    at: datetime
    what: str
    name: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one crisis, in any order; nothing later than the moment of asking is used."""

    t0: datetime | None = None
    first_watch: datetime | None = None
    arrivals: tuple[datetime, ...] = ()
    joins: tuple[Join, ...] = ()
    triggers: tuple[datetime, ...] = ()
    remedy_agreed: datetime | None = None
    truth_published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`at` is when it took effect; `code` a key under `trajectory.move.`; `figures` the numbers of its sentence."""

    before: int | None
    stage: int
    at: datetime
    code: str
    figures: dict[str, str | int] = field(default_factory=dict)
    reason: str = ""


History = tuple[Move, ...]


def stage_of(history: History) -> int | None:
    return history[-1].stage if history else None


def advance(history: History, at: datetime, figures: Figures) -> Move | None:
    """The next move that was due by `at`, or None."""
    stage, watch, t0 = stage_of(history), figures.first_watch, figures.t0
    if stage is None and watch is not None and watch <= at and (t0 is None or watch < t0):
        return Move(None, PRECURSOR, watch, "first_watch")
    if stage in (None, PRECURSOR) and t0 is not None and t0 <= at:
        return Move(stage, OUTBREAK, t0, "first_trigger")
    if stage == OUTBREAK and t0 is not None:
        return _spread(history, at, figures, t0)
    if stage == SUBSIDING:
        since = history[-1].at
        again = min((t for t in figures.triggers if since < t <= at), default=None)
        return Move(stage, SPREAD, again, "new_trigger") if again else None
    return None


def _by(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def _spread(history: History, at: datetime, figures: Figures, t0: datetime) -> Move | None:
    """From outbreak to spread by whatever came first: a second source, a doubling, or the 48 hours."""
    since = max(t0, history[-1].at)
    opened = min((t for t in figures.arrivals if t >= t0), default=t0)
    moves = [m for m in (_second(figures.joins, since, opened), _doubled(figures.arrivals, since)) if m]
    end = since + OUTBREAK_LASTS
    moves.append(Move(OUTBREAK, SPREAD, end, "hours_48", {"hours": 48}))
    first = min(moves, key=lambda move: move.at)
    return first if first.at <= at else None


def _second(joins: Iterable[Join], since: datetime, opened: datetime) -> Move | None:
    """The first outlet, region or issue that was not there when the crisis broke out.

    `opened` is when the first item of the outbreak arrived: the report that opened it is published at T0, but may be
    known only from its arrival.
    """
    ordered = sorted(joins, key=lambda join: join.at)
    there = {(join.what, join.name) for join in ordered if join.at <= opened}
    for what in ("region", "issue"):
        if not any(known == what for known, _ in there):
            there |= {(join.what, join.name) for join in [j for j in ordered if j.what == what][:1]}
    for join in ordered:
        if join.at > since and (join.what, join.name) not in there:
            return Move(OUTBREAK, SPREAD, join.at, f"second_{join.what}", {"name": join.name})
    return None


def _doubled(arrivals: Iterable[datetime], since: datetime) -> Move | None:
    """The first moment at which the last 12 h hold at least twice the 12 h before, both after the outbreak."""
    seen = sorted(t for t in arrivals if t >= since)
    for moment in seen:
        if moment < since + 2 * DOUBLING_WITHIN:
            continue
        later = count_between(seen, moment - DOUBLING_WITHIN, moment)
        earlier = count_between(seen, moment - 2 * DOUBLING_WITHIN, moment - DOUBLING_WITHIN)
        if doubled(earlier, later):
            return Move(OUTBREAK, SPREAD, moment, "volume_doubled", {"earlier": earlier, "later": later})
    return None


def doubled(earlier: int, later: int) -> bool:
    """Whether two neighbouring counts of 12 h show a doubling that is more than chance."""
    return later >= DOUBLING_FLOOR and later >= 2 * earlier


def issues(codes: Iterable[str]) -> tuple[str, ...]:
    """The issues of their own that trigger codes tell of."""
    return tuple(sorted({ISSUES[code] for code in codes if code in ISSUES}))


def count_between(seen: Sequence[datetime], after: datetime, until: datetime) -> int:
    """How many of `seen`, which is in order of time, came later than `after` and not later than `until`."""
    return bisect_right(seen, until) - bisect_right(seen, after)


def peak(arrivals: Iterable[datetime], at: datetime) -> int:
    """The most items that any 24 hours up to `at` held."""
    seen = sorted(t for t in arrivals if t <= at)
    return max((count_between(seen, t - DAY, t) for t in seen), default=0)


def loudest_lately(arrivals: Iterable[datetime], at: datetime) -> int:
    """The most items in any 24 hours that lie wholly within the last 48."""
    seen = sorted(t for t in arrivals if at - QUIET_LASTS < t <= at)
    ends = [t for t in seen if t >= at - DAY] + [at - DAY, at]
    return max(count_between(seen, end - DAY, end) for end in ends)


def quiet(arrivals: Iterable[datetime], at: datetime) -> bool:
    """Whether for 48 h the 24-h volume stayed at or under a fifth of the peak (a single item counts as quiet if the
    peak was three or more)."""
    seen = tuple(arrivals)
    highest = peak(seen, at)
    return loudest_lately(seen, at) <= max(highest * QUIET_SHARE, 1 if highest >= 3 else 0)


def request(
    history: History,
    at: datetime,
    figures: Figures,
    *,
    to: int,
    role: str,
    reason: str = "",
    grounds: Iterable[str] = (),
) -> Move:
    """The lead asks for a move: to 4 when quiet, with remedy agreed and truth published; back on a new trigger.

    `grounds` are those the lead vouches for (GROUNDS); those the crisis itself shows need no vouching.
    """
    if role not in ("lead", "console"):
        raise NotAllowed("trajectory.lead_asks")
    stage = stage_of(history)
    if to == SUBSIDING and stage in (OUTBREAK, SPREAD):
        return _subside(stage, at, figures, set(grounds), reason)
    if stage is not None and (stage, to) in ((SUBSIDING, SPREAD), (SPREAD, OUTBREAK)):
        return _back(history, at, figures, to, reason)
    raise IllegalMove("trajectory.no_such_move", before=stage or 0, stage=to)


def _subside(stage: int, at: datetime, figures: Figures, grounds: set[str], reason: str) -> Move:
    shown = {"remedy_agreed": _by(figures.remedy_agreed, at), "truth_published": _by(figures.truth_published, at)}
    for ground in GROUNDS:
        if not shown[ground] and ground not in grounds:
            raise IllegalMove(f"trajectory.lacks_{ground}")
    lately, highest = loudest_lately(figures.arrivals, at), peak(figures.arrivals, at)
    if not quiet(figures.arrivals, at):
        raise IllegalMove("trajectory.not_quiet", lately=lately, peak=highest)
    return Move(stage, SUBSIDING, at, "subsided", {"lately": lately, "peak": highest}, reason)


def _back(history: History, at: datetime, figures: Figures, to: int, reason: str) -> Move:
    since = history[-1].at
    if not any(since < trigger <= at for trigger in figures.triggers):
        raise IllegalMove("trajectory.no_new_trigger")
    if not reason.strip():
        raise Invalid("trajectory.reason", field="reason")
    return Move(history[-1].stage, to, at, "stepped_back", {}, reason)


def watch_over(history: History, at: datetime, last_watch: datetime, settled: bool) -> bool:
    """Whether a precursor without crisis has ended: risk settled and seven days without a further watch."""
    return stage_of(history) == PRECURSOR and settled and at - last_watch >= WATCH_QUIET
