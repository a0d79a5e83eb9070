"""The chi-square distribution: how likely a value at least as large is."""

import math

from pb_core.domain.plots.statistics.estimates import away_from_zero

_STEPS = 100_000
_ENOUGH = 1e-16
_TINY = 1e-300


def chi_square_tail(value: float, freedom: int) -> float:
    """The probability that a chi-square variable exceeds ``value`` (at or above 0), to 1e-12 of itself.

    The regularised incomplete gamma function Q(freedom / 2, value / 2): by its series near 0, where it is what that
    leaves of 1, and by its continued fraction beyond (Numerical Recipes 6.2).
    """
    a, x = freedom / 2, value / 2
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    return 1 - front * _series(a, x) if x < a + 1 else front * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in range(1, _STEPS):
        term *= x / (a + step)
        total += term
        if term < _ENOUGH * total:
            break
    return total


def _fraction(a: float, x: float) -> float:
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    result = d
    for step in range(1, _STEPS):
        factor = -step * (step - a)
        b += 2
        d = 1 / away_from_zero(factor * d + b)
        c = away_from_zero(b + factor / c)
        result *= c * d
        if abs(c * d - 1) < _ENOUGH * 10:
            break
    return result
