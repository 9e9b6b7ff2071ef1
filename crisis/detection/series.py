"""One series of counts under watch: days in, an outbreak score out, its baseline fed only from behind the guard band.

The score is a Shiryaev-Roberts sum over every possible onset: a chain of outbreak strengths (the rate times
`STRENGTHS`), each of which may grow into the next.  While nothing happens the sum grows by at most one a day, so a
sum of A is reached about once in A days: its logarithm is comparable between series (Pollak 1985).
"""

import math
from dataclasses import dataclass, field

from crisis.detection.baseline import WEEK, Baseline, Pool

STRENGTHS = (1.5, 2.1, 3.0, 4.2, 6.0, 9.0, 14.0, 25.0, 50.0)
LOGS = tuple(math.log(s) for s in STRENGTHS)
ENTRY = (0.2, 0.22, 0.2, 0.14, 0.1, 0.06, 0.04, 0.03, 0.01)
GROW, END = 0.06, 0.08
GUARD_WEEKS = 6
FLOOR = 1e-6
MOST = 1e6  # so that an outbreak that ended is forgotten within days
CALM = math.log(10000.0)  # above it a row does not teach the scatter
NEW_NORMAL_WEEKS = 5  # this many weeks in a row above the usual are the new usual
NEW_NORMAL_DRIFT = 0.3
LONGEST_SILENCE_DAYS = 1200  # what lies beyond is not walked day by day


@dataclass(slots=True)
class Series:
    pool: Pool
    step: int = 1  # days in one row: 1 or 7
    baseline: Baseline = field(default_factory=Baseline)
    sums: list[float] = field(default_factory=lambda: [0.0] * len(STRENGTHS))
    day: int = -1  # last day that is complete
    week_count: float = 0.0
    week_index: int = -1
    guard: list[tuple[int, float]] = field(default_factory=list)  # week, count
    recent: list[tuple[int, float, float, float]] = field(default_factory=list)  # day, count, expected, score
    weeks_above: int = 0
    episode_high: float = 0.0

    def expect(self, day: int) -> tuple[float, float]:
        """Mean and scatter of the row that begins on `day`."""
        rate, unsure = self.baseline.rate(day)
        scatter = self.baseline.scatter(self.pool)
        mean = rate * (self.pool.weekday(day) if self.step == 1 else self.step)
        return max(FLOOR, mean), scatter + unsure

    def skip_to(self, day: int) -> None:
        """Days without a row are days without a complaint."""
        if self.day < 0:
            self.day = day - self.step
        silent_until = min(day, self.day + LONGEST_SILENCE_DAYS)
        while self.day + self.step < silent_until:
            self.take(self.day + self.step, 0.0)
        if silent_until < day:
            self.day = day - self.step
            self.sums = [0.0] * len(STRENGTHS)
            self.recent.clear()

    def take(self, day: int, count: float) -> float:
        """The score (natural logarithm of the sum) after this row."""
        self._close_week(day)
        mean, scatter = self.expect(day)
        self._filter(count, mean, scatter)
        self.day = day
        self.week_count += count
        score = self.score
        self.recent.append((day, count, mean, score))
        if len(self.recent) > 63 // self.step:
            _, old, usual, earlier = self.recent.pop(0)
            if earlier < CALM:
                self.baseline.note_scatter(old, usual, self.pool)
        return score

    def reaches_a_new_high(self, calm: float) -> bool:
        """Whether this episode is worth telling again; an episode ends when the score falls below `calm`."""
        score = self.score
        if score < calm:
            self.episode_high = calm
            return False
        news = score > self.episode_high
        self.episode_high = max(self.episode_high, score)
        return news

    @property
    def score(self) -> float:
        total = sum(self.sums) * self.step
        return math.log(total) if total > 0 else -20.0

    def strongest_window(self) -> tuple[float, int, float, int, int]:
        """(count, days, expected count, low, high): of the last weeks, the run that lies furthest above its expectation.

        low..high holds nine such windows in ten when nothing is the matter (normal approximation, never below 0).
        """
        scatter = self.baseline.scatter(self.pool)
        best = (-math.inf, 0.0, 0, 0.0, 0.0)
        count = mean = square = 0.0
        for rows, (_, seen, usual, _) in enumerate(reversed(self.recent), 1):
            count, mean, square = count + seen, mean + usual, square + usual * usual
            spread = math.sqrt(mean + scatter * square)
            excess = (count - mean) / (spread + 0.1)
            if excess > best[0]:
                best = (excess, count, rows * self.step, mean, spread)
        _, count, days, mean, spread = best
        return count, days, mean, max(0, math.floor(mean - 1.645 * spread)), math.ceil(mean + 1.645 * spread)

    def _filter(self, count: float, mean: float, scatter: float) -> None:
        size = 1.0 / scatter
        below = 0.0
        sums = self.sums
        lasting = (1.0 - END) ** self.step
        for k, strength in enumerate(STRENGTHS):
            log_ratio = math.log((size + mean) / (size + mean * strength)) * (size + count) + LOGS[k] * count
            likelihood = math.exp(max(-60.0, min(60.0, log_ratio)))
            here = sums[k]
            grown = GROW * below
            below = here
            last = k == len(STRENGTHS) - 1
            stay = here * (1.0 if last else 1.0 - GROW)
            value = ((stay + grown) * lasting + ENTRY[k]) * likelihood
            sums[k] = value
        total = sum(sums)
        if total > MOST:
            self.sums = [s * MOST / total for s in sums]

    def _close_week(self, day: int) -> None:
        week = day // WEEK
        if week == self.week_index:
            return
        if self.week_index >= 0:
            self.guard.append((self.week_index, self.week_count))
        self.week_index, self.week_count = week, 0.0
        while len(self.guard) > (GUARD_WEEKS if self.baseline.weeks >= 3 * GUARD_WEEKS else 0):
            self._learn(*self.guard.pop(0))

    def _learn(self, week: int, count: float) -> None:
        middle = week * WEEK + 3
        rate, unsure = self.baseline.rate(middle)
        mean = WEEK * rate
        scatter = self.baseline.scatter(self.pool) / (WEEK if self.step == 1 else 1)
        if self.baseline.weeks >= 8:
            usual = mean + 2.5 * math.sqrt(mean + (scatter + unsure) * mean * mean)
            usual = max(usual, 1.0)
            self.weeks_above = self.weeks_above + 1 if count > usual else 0
            if self.weeks_above >= NEW_NORMAL_WEEKS:
                self.baseline.spread[0] += NEW_NORMAL_DRIFT
            else:
                count = min(count, usual)
        self.baseline.learn(count, middle, scatter)
