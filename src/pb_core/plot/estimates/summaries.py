"""Summaries of a sample: mean, standard deviation, quantiles; every sum is exactly rounded."""

import math
from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean of at least one value."""
    return math.fsum(values) / len(values)


def stdev(values: Sequence[float]) -> float | None:
    """The sample standard deviation (n - 1), or ``None`` for fewer than two values."""
    if len(values) < 2:  # noqa: PLR2004 - a spread needs two values
        return None
    middle = mean(values)
    return math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def quantile(ascending: Sequence[float], share: float) -> float:
    """The quantile of at least one sorted value, interpolated linearly at position ``(n - 1) share``."""
    position = (len(ascending) - 1) * share
    below = min(math.floor(position), len(ascending) - 1)
    low, high = ascending[below], ascending[min(below + 1, len(ascending) - 1)]
    return low + (high - low) * (position - below)


def silverman(ascending: Sequence[float]) -> float:
    """Silverman's bandwidth of sorted values, at least two of them different.

    ``0.9 min(sd, IQR / 1.349) n^(-1/5)``, sd alone where the IQR is 0 (Silverman 1986, eq. 3.31).
    """
    spread = stdev(ascending) or 0.0
    middle_half = quantile(ascending, 0.75) - quantile(ascending, 0.25)
    return 0.9 * (min(spread, middle_half / 1.349) if middle_half else spread) * math.pow(len(ascending), -0.2)


def total(values: Sequence[float]) -> float:
    """The sum, exactly rounded."""
    return math.fsum(values)
