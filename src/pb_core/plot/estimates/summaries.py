"""Summaries of a sample: mean, standard deviation, quantiles, shares; every sum is exactly rounded.

What is past 64-bit floating point is infinite, never an ``OverflowError``: the table that it enters refuses it.
"""

import math
from collections.abc import Sequence

from msgspec import Struct

_DEGENERATE = 1e-6


class Centred(Struct, frozen=True, kw_only=True):
    """A sample about its mean: each value is ``middle + scale (unit + rest)``, and the units add up to 0.

    ``middle`` is the mean as far as a float can hold it, ``rest`` what is missing of it. ``scale`` is the largest
    distance from ``middle``, 0 where all values are equal: squares and products of units neither overflow nor vanish,
    whatever the magnitude of the values.
    """

    middle: float
    scale: float
    rest: float
    units: Sequence[float]

    def unit_of(self, value: float) -> float:
        """Where another value stands among the units; 0 where all values are equal."""
        return (value - self.middle) / self.scale - self.rest if self.scale else 0.0

    def value_at(self, unit: float) -> float:
        """The value that stands at a unit."""
        return self.middle + self.scale * (unit + self.rest)


def centred(values: Sequence[float]) -> Centred:
    """At least one value about their mean."""
    middle = mean(values)
    apart = [value - middle for value in values]
    scale = max(map(abs, apart))
    if not 0 < scale < math.inf:
        return Centred(middle=middle, scale=scale, rest=0.0, units=[0.0] * len(apart))
    units = [distance / scale for distance in apart]
    rest = math.fsum(units) / len(units)
    return Centred(middle=middle, scale=scale, rest=rest, units=[unit - rest for unit in units])


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean of at least one value; never outside their range, so that equal values have exactly it."""
    whole = total(values)
    middle = whole / len(values) if math.isfinite(whole) else math.fsum(value / len(values) for value in values)
    return min(max(middle, float(min(values))), float(max(values)))


def stdev(values: Sequence[float]) -> float | None:
    """The sample standard deviation (n - 1), or ``None`` for fewer than two values."""
    if len(values) < 2:  # noqa: PLR2004 - a spread needs two values
        return None
    about = centred(values)
    return about.scale * math.sqrt(math.fsum(unit * unit for unit in about.units) / (len(values) - 1))


def quantile(ascending: Sequence[float], share: float) -> float:
    """The quantile of at least one sorted value, interpolated linearly at position ``(n - 1) share``."""
    position = (len(ascending) - 1) * share
    below = min(math.floor(position), len(ascending) - 1)
    low, high = ascending[below], ascending[min(below + 1, len(ascending) - 1)]
    return min(low + (high - low) * (position - below), high)


def silverman(ascending: Sequence[float]) -> float:
    """Silverman's bandwidth of sorted values, at least two of them different.

    ``0.9 min(sd, IQR / 1.349) n^(-1/5)`` (Silverman 1986, eq. 3.31), sd alone where the IQR is below a millionth of
    it: such values are equal but for the rounding of their writer, and no grid could show so narrow a kernel.
    """
    spread = stdev(ascending) or 0.0
    middle_half = quantile(ascending, 0.75) - quantile(ascending, 0.25)
    narrowest = min(spread, middle_half / 1.349) if middle_half >= _DEGENERATE * spread else spread
    return 0.9 * narrowest * math.pow(len(ascending), -0.2)


def total(values: Sequence[float]) -> float:
    """The sum, exactly rounded; infinite past the largest float."""
    try:
        return math.fsum(values)
    except OverflowError:
        return math.copysign(math.inf, math.fsum(value / len(values) for value in values))


def running_totals(values: Sequence[float]) -> list[float]:
    """The sum up to and with each value, each exactly rounded: whole numbers over the common denominator."""
    ratios = [float(value).as_integer_ratio() for value in values]
    common = max((below for _, below in ratios), default=1)  # all are powers of two
    sums: list[float] = []
    above = 0
    for top, below in ratios:
        above += top * (common // below)
        sums.append(_quotient(above, common))
    return sums


def shares(values: Sequence[float]) -> list[float]:
    """Each value, none negative, as a share of their sum; all 0 where that is 0."""
    largest = max(values, default=0.0)
    if not largest:
        return [0.0] * len(values)
    parts = [value / largest for value in values]
    whole = math.fsum(parts)
    return [part / whole for part in parts]


def _quotient(above: int, below: int) -> float:
    try:
        return above / below
    except OverflowError:
        return math.inf if above > 0 else -math.inf
