"""Straight-line least squares and Pearson's correlation, about the means of both sides."""

import math
from collections.abc import Sequence

from msgspec import Struct

from pb_core.plot.estimates.student import t_quantile
from pb_core.plot.estimates.summaries import Centred, centred


class LineFit(Struct, frozen=True, kw_only=True):
    """A least-squares line through ``count`` points, with its R² and what its interval is computed from.

    ``x`` and ``y`` are the points about their means, ``slope_in_units`` and ``residual`` (the standard error of the
    points about the line) are in the units of those: the line passes through both means, and a constant term at a
    distant x = 0 would lose what a time in milliseconds needs.
    """

    x: Centred
    y: Centred
    slope_in_units: float
    r_squared: float
    level: float
    square_sum: float
    residual: float

    @property
    def count(self) -> int:
        """The number of points."""
        return len(self.x.units)

    @property
    def slope(self) -> float:
        """The slope in the units of the data."""
        return self.slope_in_units * (self.y.scale / self.x.scale)

    @property
    def intercept(self) -> float:
        """Where the line crosses x = 0."""
        return self.y.value_at(self.slope_in_units * self.x.unit_of(0.0))

    def at(self, x: float) -> tuple[float, float, float]:
        """The fitted value at ``x`` and the ends of the t interval of the mean there."""
        unit = self.x.unit_of(x)
        half = t_quantile(self.level, self.count - 2) * self.residual
        half *= self.y.scale * math.sqrt(1 / self.count + unit * unit / self.square_sum)
        value = self.y.value_at(self.slope_in_units * unit)
        return value, value - half, value + half


def fit_line(x: Sequence[float], y: Sequence[float], level: float) -> LineFit | None:
    """The line through at least three points with two different x, else ``None``."""
    if len(x) < 3 or min(x) == max(x):  # noqa: PLR2004 - two points leave no residual
        return None
    across, up = centred(x), centred(y)
    square_sum = _product(across.units, across.units)
    slope = _product(across.units, up.units) / square_sum
    left = [b - slope * a for a, b in zip(across.units, up.units, strict=True)]
    errors, total = _product(left, left), _product(up.units, up.units)
    return LineFit(
        x=across, y=up, slope_in_units=slope, r_squared=1 - errors / total if total else 1.0, level=level,
        square_sum=square_sum, residual=math.sqrt(errors / (len(x) - 2)),
    )  # fmt: skip


def logarithms(values: Sequence[float], base: float) -> list[float]:
    """The decimal logarithms of numbers as multiples of one of them; all are above 0.

    Of numbers near ``base`` the logarithm is taken of what they differ by, which a difference of logarithms loses.
    """
    return [_logarithm(value, base) for value in values]


def _logarithm(value: float, base: float) -> float:
    if abs(value - base) < base / 2:
        return math.log1p((value - base) / base) / math.log(10)
    return math.log10(value) - math.log10(base)


def pearson(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r within [-1, 1], or ``None`` for fewer than two pairs or a constant side."""
    if len(x) < 2 or min(x) == max(x) or min(y) == max(y):  # noqa: PLR2004 - one pair varies with nothing
        return None
    across, up = centred(x).units, centred(y).units
    r = _product(across, up) / math.sqrt(_product(across, across) * _product(up, up))
    return min(max(r, -1.0), 1.0)


def _product(first: Sequence[float], second: Sequence[float]) -> float:
    """The inner product, its sum exactly rounded."""
    return math.fsum(a * b for a, b in zip(first, second, strict=True))
