"""How unlikely it is that so few days bring so many complaints by chance: the score shared by groups and incidents."""

import math
from collections.abc import Sequence


def tail(count: int, expected: float) -> float:
    """-log10 of the chance of `count` or more when `expected` are usual (Poisson); 0 or more."""
    term = math.exp(-expected)
    for k in range(1, count + 1):
        term *= expected / k
    total = 0.0
    for k in range(count + 1, count + 40):
        total += term
        term *= expected / k
    return -math.log10(max(total, 1e-30))


def interval(expected: float) -> tuple[int, int]:
    """The counts that nine windows in ten would show (Poisson)."""
    low, high, total, term, k = 0, 0, 0.0, math.exp(-min(expected, 700.0)), 0
    while total < 0.95 and k < 100_000:
        total += term
        if total < 0.05:
            low = k + 1
        k += 1
        term *= expected / k
    high = max(low, k - 1)
    return low, high


def tightest(days: Sequence[float], rate: float, least: int, most: int) -> tuple[float, int, float]:
    """The strongest (score, count, days) among the last `least`..`most` of ascending `days`; `rate` is per day.

    The first complaint opens the window, so one less than the count had to arrive by chance.
    """
    best = (0.0, 0, 0.0)
    for count in range(least, min(most, len(days)) + 1):
        span = max(1.0, days[-1] - days[-count])
        score = tail(count - 1, rate * span)
        if score > best[0]:
            best = (score, count, span)
    return best
