"""Gaussian kernel densities, exact for small samples and to 1e-10 of the peak for large ones."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pb_core.errors import InvalidSpec

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
        message = f"A bandwidth of {bandwidth:g} is too narrow for values that lie {offsets[-1]:g} apart."
        raise InvalidSpec(message)
    points = grid(-margin, offsets[-1] + margin, steps)
    return [start + point for point in points], _sums(offsets, bandwidth, points)


def density(ascending: Sequence[float], bandwidth: float, points: Sequence[float]) -> list[float]:
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
