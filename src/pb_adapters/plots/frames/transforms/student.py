"""Quantiles of Student's t distribution, by Newton's method on its finite trigonometric form."""

import math
from functools import lru_cache
from statistics import NormalDist

_SERIES_UP_TO = 1_000
_MAX_STEPS = 500


@lru_cache(maxsize=4_096)
def t_quantile(level: float, df: int) -> float:
    """The t that a share ``level`` of the distribution lies within on both sides of zero.

    With t = sqrt(df) tan(a) the share within is A(a), a finite series (Abramowitz and Stegun 26.7.3, 26.7.4) that is
    concave in a, so Newton's steps from 0 rise to the root and never pass it. Above 1,000 degrees of freedom
    the expansion of t about the normal quantile (26.7.5) is exact to rounding.
    """
    if df > _SERIES_UP_TO:
        return _expansion(NormalDist().inv_cdf((1 + level) / 2), df)
    # the slope of A is cos(a)**(df - 1) over the integral of that power up to a right angle
    whole = math.exp(math.lgamma(df / 2) - math.lgamma((df + 1) / 2)) * math.sqrt(math.pi) / 2
    angle = 0.0
    for _ in range(_MAX_STEPS):
        step = (level - _within(angle, df)) * whole / math.pow(math.cos(angle), df - 1)
        angle += step
        if abs(step) <= 1e-15 * angle:
            break
    return math.sqrt(df) * math.tan(angle)


def _within(angle: float, df: int) -> float:
    square = math.cos(angle) ** 2
    odd = df % 2
    term = math.cos(angle) if odd else 1.0
    total = term if df > 1 else 0.0
    for power in range(2 + odd, df, 2):
        term *= square * (power - 1) / power
        total += term
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total


def _expansion(z: float, df: int) -> float:
    square = z * z
    terms = (
        (square + 1) / 4,
        ((5 * square + 16) * square + 3) / 96,
        (((3 * square + 19) * square + 17) * square - 15) / 384,
        ((((79 * square + 776) * square + 1_482) * square - 1_920) * square - 945) / 92_160,
    )
    return z + math.fsum(z * term / math.pow(df, power) for power, term in enumerate(terms, start=1))
