"""Quantiles of Student's t distribution, and the t interval of a mean."""

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

from pb_core.plot.estimates.summaries import mean, stdev

_TINY = 1e-300
_STEPS = 10_000
_SERIES_FROM = 50.0


def t_interval(values: Sequence[float], level: float) -> tuple[float, float] | None:
    """The interval ``mean ± t s / sqrt(n)`` of the mean, or ``None`` for fewer than two values."""
    spread = stdev(values)
    if spread is None:
        return None
    half = t_quantile(level, len(values) - 1) * spread / math.sqrt(len(values))
    return mean(values) - half, mean(values) + half


@lru_cache(maxsize=4096)
def t_quantile(level: float, freedom: int) -> float:
    """The t with a share of ``level`` (0 to 1) between -t and t, to 1e-10 of itself.

    Newton's method on the upper tail, which is convex, from the normal quantile, which lies below: the
    steps can only approach from one side.
    """
    tail = (1 - level) / 2
    t = max(-NormalDist().inv_cdf(tail), 0.0)  # from the tail: (1 + level) / 2 may round to 1
    for _ in range(_STEPS):
        step = (upper_tail(t, freedom) - tail) / _density(t, freedom)
        t += step
        if abs(step) <= 1e-11 * t:  # the next step would be its square
            break
    return t


def upper_tail(t: float, freedom: int) -> float:
    """The probability that a t variable exceeds ``t`` (at or above 0)."""
    return 0.5 * _beta_share(freedom / (freedom + t * t), freedom / 2)


def _density(t: float, freedom: int) -> float:
    return math.exp(_log_ratio(freedom / 2) - 0.5 * (freedom + 1) * math.log1p(t * t / freedom)) / math.sqrt(
        freedom * math.pi
    )


def _beta_share(x: float, a: float) -> float:
    """The regularised incomplete beta function I_x(a, 1/2)."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    front = math.exp(_log_ratio(a) - 0.5 * math.log(math.pi) + a * math.log(x) + 0.5 * math.log1p(-x))
    if x < (a + 1) / (a + 2.5):
        return front * _fraction(x, a, 0.5) / a
    return 1 - front * _fraction(1 - x, 0.5, a) / 0.5


def _log_ratio(a: float) -> float:
    """The logarithm of gamma(a + 1/2) / gamma(a); by its series where the difference of logarithms loses digits."""
    if a < _SERIES_FROM:
        return math.lgamma(a + 0.5) - math.lgamma(a)
    return 0.5 * math.log(a) - 1 / (8 * a) + 1 / (192 * a**3) - 1 / (640 * a**5)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method (Numerical Recipes 6.4)."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-15:  # noqa: PLR2004 - the rounding of one step
            break
    return result


def _away(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
