"""Gaussian kernel densities, exact for small samples and to 1e-10 of the peak for large ones."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

_DIRECT = 400
_CELLS_PER_WIDTH = 8
_TERMS = 7
_REACH = 8.5

Cells = tuple[list[float], list[tuple[float, ...]]]


def grid(start: float, end: float, steps: int) -> list[float]:
    """Equally spaced numbers from ``start`` to ``end``, both included."""
    return [start + index * (end - start) / (steps - 1) for index in range(steps)]


def density(ascending: Sequence[float], bandwidth: float, points: Sequence[float]) -> list[float]:
    """The kernel density of sorted values at each of ``points``."""
    norm = len(ascending) * bandwidth * math.sqrt(2 * math.pi)
    if len(ascending) <= _DIRECT:
        return [
            math.fsum(math.exp(-0.5 * ((point - value) / bandwidth) ** 2) for value in ascending) / norm
            for point in points
        ]
    cells = _cells(ascending, bandwidth)
    return [_sum_at(point, bandwidth, cells) / norm for point in points]


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
