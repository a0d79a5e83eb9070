"""Straight-line least squares and Pearson's correlation."""

import math
from collections.abc import Sequence

from msgspec import Struct

from pb_core.plot.estimates.student import t_quantile
from pb_core.plot.estimates.summaries import mean


class LineFit(Struct, frozen=True, kw_only=True):
    """A least-squares line: ``y = intercept + slope x``, its R² and what its interval is computed from."""

    count: int
    slope: float
    intercept: float
    r_squared: float
    middle: float
    level: float
    square_sum: float
    residual: float

    def at(self, x: float) -> tuple[float, float, float]:
        """The fitted value at ``x`` and the ends of the t interval of the mean there."""
        half = t_quantile(self.level, self.count - 2) * self.residual
        half *= math.sqrt(1 / self.count + (x - self.middle) ** 2 / self.square_sum)
        value = self.intercept + self.slope * x
        return value, value - half, value + half


def fit_line(x: Sequence[float], y: Sequence[float], level: float) -> LineFit | None:
    """The line through at least three points with two different x, else ``None``."""
    if len(x) < 3 or min(x) == max(x):  # noqa: PLR2004 - two points leave no residual
        return None
    middle, height = mean(x), mean(y)
    across = math.fsum((a - middle) ** 2 for a in x)
    slope = math.fsum((a - middle) * (b - height) for a, b in zip(x, y, strict=True)) / across
    intercept = height - slope * middle
    errors = math.fsum((b - intercept - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    total = math.fsum((b - height) ** 2 for b in y)
    return LineFit(
        count=len(x), slope=slope, intercept=intercept, r_squared=1 - errors / total if total else 1.0, middle=middle,
        level=level, square_sum=across, residual=math.sqrt(errors / (len(x) - 2)),
    )  # fmt: skip


def pearson(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r within [-1, 1], or ``None`` for fewer than two pairs or a constant side."""
    if len(x) < 2 or min(x) == max(x) or min(y) == max(y):  # noqa: PLR2004 - one pair varies with nothing
        return None
    middle, height = mean(x), mean(y)
    together = math.fsum((a - middle) * (b - height) for a, b in zip(x, y, strict=True))
    spread = math.sqrt(math.fsum((a - middle) ** 2 for a in x)) * math.sqrt(math.fsum((b - height) ** 2 for b in y))
    return min(max(together / spread, -1.0), 1.0) if spread else None
