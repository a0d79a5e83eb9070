"""Estimates with the standard library alone: summaries of a sample, intervals of its mean, and kernel densities.

Every sum is exactly rounded; bootstrap draws can be repeated by every program; densities are exact for small samples
and to 1e-10 of the peak for large ones.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist

from msgspec import Struct

from pb_core.domain.plots.transforms import BOOTSTRAP_MAX_VALUES, BOOTSTRAP_RESAMPLES
from pb_core.errors import InvalidSpec

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
    """The sum up to and with each value, each exactly rounded."""
    sums, below = _exact_sums(values)
    return [_quotient(above, below) for above in sums[1:]]


def moving_means(values: Sequence[float], reach: int) -> list[float]:
    """The mean of each value and up to ``reach`` neighbours on both sides, each exactly rounded."""
    sums, below = _exact_sums(values)
    last = len(values)
    ends = ((max(place - reach, 0), min(place + reach + 1, last)) for place in range(last))
    return [_quotient(sums[end] - sums[start], below * (end - start)) for start, end in ends]


def shares(values: Sequence[float]) -> list[float]:
    """Each value as a share of their sum, all 0 where that is 0; no sum overflows where none is negative."""
    largest = max(values, default=0.0)
    if not largest:
        return [0.0] * len(values)
    parts = [value / largest for value in values]
    whole = math.fsum(parts)
    return [part / whole if whole else 0.0 for part in parts]


def _exact_sums(values: Sequence[float]) -> tuple[list[int], int]:
    """The sums before the first and after each value, as whole numbers over the common denominator."""
    ratios = [float(value).as_integer_ratio() for value in values]
    common = max((below for _, below in ratios), default=1)  # all are powers of two
    return list(accumulate((top * (common // below) for top, below in ratios), initial=0)), common


def _quotient(above: int, below: int) -> float:
    try:
        return above / below
    except OverflowError:
        return math.inf if above > 0 else -math.inf


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

    Newton's method from the normal quantile, which lies below: the share outside is convex in t and the share within
    concave, so that the steps can only approach from one side. The smaller of the two is the one without cancellation.
    """
    t = max(-NormalDist().inv_cdf((1 - level) / 2), 0.0)  # from the tail: (1 + level) / 2 may round to 1
    for _ in range(_STEPS):
        within, outside = _shares(t, freedom)
        missing = level - within if level < 0.5 else outside - (1 - level)  # noqa: PLR2004 - the smaller share
        step = missing / (2 * _density(t, freedom))
        t += step
        if abs(step) <= 1e-11 * t:  # the next step would be its square
            break
    return t


def upper_tail(t: float, freedom: int) -> float:
    """The probability that a t variable exceeds ``t`` (at or above 0)."""
    return 0.5 * _shares(t, freedom)[1]


def _density(t: float, freedom: int) -> float:
    return math.exp(_log_ratio(freedom / 2) - 0.5 * (freedom + 1) * math.log1p(t * t / freedom)) / math.sqrt(
        freedom * math.pi
    )


def _shares(t: float, freedom: int) -> tuple[float, float]:
    """The shares of the distribution between -t and t and outside: I_x(a, 1/2) is the latter, the former its rest."""
    if t <= 0:
        return 0.0, 1.0
    square, a = t * t / freedom, freedom / 2
    x, rest = 1 / (1 + square), square / (1 + square)
    log_x = -math.log1p(square)
    front = math.exp(_log_ratio(a) - 0.5 * math.log(math.pi) + a * log_x + 0.5 * (math.log(square) + log_x))
    if x < (a + 1) / (a + 2.5):
        outside = front * _fraction(x, a, 0.5) / a
        return 1 - outside, outside
    within = front * _fraction(rest, 0.5, a) / 0.5
    return within, 1 - within


def _log_ratio(a: float) -> float:
    """The logarithm of gamma(a + 1/2) / gamma(a); by its series where the difference of logarithms loses digits."""
    if a < _SERIES_FROM:
        return math.lgamma(a + 0.5) - math.lgamma(a)
    return 0.5 * math.log(a) - 1 / (8 * a) + 1 / (192 * a**3) - 1 / (640 * a**5)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method (Numerical Recipes 6.4)."""
    c, d = 1.0, 1 / away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / away_from_zero(1 + term * d)
            c = away_from_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-15:  # noqa: PLR2004 - the rounding of one step
            break
    return result


def away_from_zero(number: float) -> float:
    """The number, or a tiny one where it is too near 0 to divide by, as Lentz's method asks for."""
    return number if abs(number) > _TINY else _TINY


_MASK = (1 << 64) - 1


def splitmix64(k: int) -> int:
    """The k-th output of the SplitMix64 generator (Steele, Lea, Flood 2014), a whole number below 2**64."""
    z = k * 0x9E3779B97F4A7C15 & _MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _MASK
    return z ^ (z >> 31)


def bootstrap_interval(values: Sequence[float], level: float) -> tuple[float, float]:
    """The ends of the percentile interval of the mean of at least one value, as ``BOOTSTRAP_RESAMPLES`` defines it.

    Raises ``InvalidSpec`` for more than ``BOOTSTRAP_MAX_VALUES`` values.
    """
    count = len(values)
    if count > BOOTSTRAP_MAX_VALUES:
        raise InvalidSpec(
            f"A bootstrap interval of {count:,} values is past the limit of {BOOTSTRAP_MAX_VALUES:,}; "
            "ci0 and ci1 give a t interval of any number."
        )
    draws, middle = _draws(count), mean(values)
    apart = [value - middle for value in values]  # about the mean: equal values have exactly it as every end
    means = sorted(
        middle + math.fsum(map(apart.__getitem__, draws[start : start + count])) / count
        for start in range(0, len(draws), count)
    )
    return quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)


@lru_cache(maxsize=8)
def _draws(count: int) -> "array[int]":
    return array("H", (splitmix64(k) % count for k in range(1, BOOTSTRAP_RESAMPLES * count + 1)))


_DIRECT = 400
_CELLS_PER_WIDTH = 8
_TERMS = 7
_REACH = 8.5
NARROWEST = 1e-10
"""A kernel this narrow for its data, or narrower, hits or misses the points of a grid by their rounding alone."""

Cells = tuple[list[float], list[tuple[float, ...]]]


def grid(start: float, end: float, steps: int) -> list[float]:
    """Equally spaced numbers from ``start`` to ``end``, both included."""
    return [start + index * (end - start) / (steps - 1) for index in range(steps)]


def curve(ascending: Sequence[float], bandwidth: float, margin: float, steps: int) -> tuple[list[float], list[float]]:
    """Equally spaced points from ``margin`` below the smallest of sorted values to as much above the largest.

    With them the sum of the kernels at each. Distances are taken from the smallest value, so that the rounding of large
    values, such as times, does not move the points against them. Raises ``InvalidSpec`` for a bandwidth that is
    ``NARROWEST`` of the values' extent or less.
    """
    start = ascending[0]
    offsets = [value - start for value in ascending]
    if not bandwidth > NARROWEST * offsets[-1]:
        raise InvalidSpec(f"A bandwidth of {bandwidth:g} is too narrow for values that lie {offsets[-1]:g} apart.")
    points = grid(-margin, offsets[-1] + margin, steps)
    return [start + point for point in points], _sums(offsets, bandwidth, points)


def kernel_density(ascending: Sequence[float], bandwidth: float, points: Sequence[float]) -> list[float]:
    """The kernel density of sorted values at each of ``points``."""
    return normed(_sums(ascending, bandwidth, points), len(ascending), bandwidth)


def normed(sums: Sequence[float], count: int, bandwidth: float) -> list[float]:
    """Sums of kernels as a density of ``count`` values."""
    whole = count * math.sqrt(2 * math.pi)
    return [total / whole / bandwidth for total in sums]


def _sums(ascending: Sequence[float], bandwidth: float, points: Sequence[float]) -> list[float]:
    if len(ascending) <= _DIRECT:
        return [math.fsum(_kernel((point - value) / bandwidth) for value in ascending) for point in points]
    cells = _cells(ascending, bandwidth)
    return [_sum_at(point, bandwidth, cells) for point in points]


def _kernel(distance: float) -> float:
    return math.exp(-0.5 * distance * distance)


def _cells(ascending: Sequence[float], bandwidth: float) -> Cells:
    """The values in cells of an eighth of the bandwidth: each cell's middle and the moments ``sum u^k / k!`` there."""
    width = bandwidth / _CELLS_PER_WIDTH
    middles, moments = [], []
    first = 0
    while first < len(ascending):
        middle = ascending[first] + width / 2
        last = bisect_right(ascending, ascending[first] + width, lo=first)
        offsets = [(value - middle) / bandwidth for value in ascending[first:last]]
        powers = [1.0] * len(offsets)
        sums = [float(len(offsets))]
        for order in range(1, _TERMS):
            powers = [power * offset for power, offset in zip(powers, offsets, strict=True)]
            sums.append(math.fsum(powers) / math.factorial(order))
        middles.append(middle)
        moments.append(tuple(sums))
        first = last
    return middles, moments


def _sum_at(point: float, bandwidth: float, cells: Cells) -> float:
    """The sum of kernels at a point: Taylor's series around each cell, whose terms are Hermite polynomials."""
    middles, moments = cells
    reach = _REACH * bandwidth
    total = 0.0
    for index in range(bisect_left(middles, point - reach), bisect_right(middles, point + reach)):
        t = (point - middles[index]) / bandwidth
        before, hermite, series = 0.0, 1.0, 0.0
        for order, moment in enumerate(moments[index]):
            series += hermite * moment
            before, hermite = hermite, t * hermite - order * before
        total += series * math.exp(-0.5 * t * t)
    return total
