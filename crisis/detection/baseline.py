"""What a series of counts usually does: level, yearly season and scatter, learned week by week behind a guard band.

The level is a dynamic log-linear model (West, Harrison & Migon 1985: gamma conjugate step, linear Bayes for the
rest): state = log of the daily rate, cosine and sine of the year.  Counts scatter as a negative binomial with
var = mean + scatter * mean^2.  Weekday profile and scatter are pooled over all series (`Pool`).
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

YEAR_DAYS = 365.25
WEEK = 7
LEVEL_DRIFT = 0.0012  # variance the log level may gain in a week
SEASON_DRIFT = 0.00005
SEASON_PRIOR = 0.06  # variance of each season coefficient before anything is known
LEVEL_PRIOR = 1.5
SPREAD_PRIOR = (LEVEL_PRIOR, 0.0, 0.0, 0.0, SEASON_PRIOR, 0.0, 0.0, 0.0, SEASON_PRIOR)


@lru_cache(500)
def season_at(day: int) -> tuple[float, float, float]:
    turn = 2.0 * math.pi * day / YEAR_DAYS
    return 1.0, math.cos(turn), math.sin(turn)


@dataclass(slots=True)
class Pool:
    """What all series share: weekday shares, scatter, and the usual level of a new series."""

    weekday_counts: list[float] = field(default_factory=lambda: [40.0] * 7)
    scatter_top: float = 0.15 * 30
    scatter_bottom: float = 30.0
    level_sum: float = 0.0
    level_n: float = 0.0

    def weekday(self, day: int) -> float:
        return 7.0 * self.weekday_counts[day % 7] / sum(self.weekday_counts)

    @property
    def scatter(self) -> float:
        return min(3.0, max(0.02, self.scatter_top / self.scatter_bottom))


@dataclass(slots=True)
class Baseline:
    """One series' expectation; `learn` takes whole weeks in order, `rate` answers for any later day."""

    level: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    spread: list[float] = field(default_factory=lambda: list(SPREAD_PRIOR))  # the matrix of covariance, row by row
    scatter_top: float = 0.0
    scatter_bottom: float = 0.0
    weeks: int = 0

    def rate(self, day: int) -> tuple[float, float]:
        """Expected count of the day (weekday aside) and the variance of its logarithm."""
        x = season_at(day)
        level = self.level
        log_rate = level[0] + level[1] * x[1] + level[2] * x[2]
        return math.exp(max(-12.0, min(12.0, log_rate))), self._uncertainty(x)

    def _uncertainty(self, x: tuple[float, float, float]) -> float:
        a, b, c, d, e, f, g, h, i = self.spread
        _, u, v = x
        return max(1e-6, a + u * b + v * c + u * d + u * u * e + u * v * f + v * g + v * u * h + v * v * i)

    def scatter(self, pool: Pool, weight: float = 25.0) -> float:
        own = (self.scatter_top + weight * pool.scatter) / (self.scatter_bottom + weight)
        return min(4.0, max(0.02, own))

    def learn(self, count: float, middle_day: int, scatter: float) -> None:
        """Take in the sum of one week whose scatter (of the weekly sum) is given."""
        x = season_at(middle_day)
        rate, q = self.rate(middle_day)
        mean = WEEK * rate
        trust = 1.0 / (1.0 + mean * scatter)
        shape = 1.0 / q
        new_shape = shape + trust * count
        log_ratio = math.log(new_shape / (shape + trust * mean))
        new_q = 1.0 / new_shape if new_shape > 0 else q
        s = self.spread
        gain = [(s[row] * x[0] + s[row + 1] * x[1] + s[row + 2] * x[2]) / q for row in (0, 3, 6)]
        shrink = q - min(q, new_q)
        for i in range(3):
            self.level[i] += gain[i] * log_ratio
            for j in range(3):
                s[3 * i + j] -= gain[i] * gain[j] * shrink
        s[0] += LEVEL_DRIFT
        s[4] += SEASON_DRIFT
        s[8] += SEASON_DRIFT
        self.weeks += 1

    def note_scatter(self, count: float, mean: float, pool: Pool) -> None:
        """One observation against its expectation, for the scatter of this series and of all."""
        weight = 1.0 / (mean * (1.0 + 2.0 * mean) + 0.01)
        excess = weight * (min((count - mean) ** 2, 40.0 * (mean + mean * mean)) - mean)
        self.scatter_top += excess
        self.scatter_bottom += weight * mean * mean
        pool.scatter_top += excess
        pool.scatter_bottom += weight * mean * mean
