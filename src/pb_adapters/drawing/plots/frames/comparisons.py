"""Samples compared: limits of agreement of two measurements, and quantiles against a law or a second sample."""

import math
from collections.abc import Callable

import numpy as np

from pb_adapters.drawing.plots.frames.columns import Data, group, numbers, pooled
from pb_adapters.drawing.plots.frames.model import Floats
from pb_adapters.drawing.plots.frames.statistics import About
from pb_core.domain.plots.estimators import Agreement, Distribution, Quantiles

_LEAST = 2
_ROUNDS = 4


def agreement(data: Data, transform: Agreement) -> Data:
    """With the mean and the difference of both measurements, and the limits of agreement of each group."""
    data = data.where(transform.first, transform.second)
    first, second = (data.column(name) for name in (transform.first, transform.second))
    middle, difference = first.values / 2 + second.values / 2, first.values - second.values
    bias, low, high = (np.full(data.rows, np.nan) for _ in range(3))
    for rows in group(data, transform.groupby).rows():
        about = About.of(difference[rows])
        reach = transform.limits * about.deviation if len(rows) >= _LEAST else float("nan")
        center = about.anchor + about.scale * about.mean
        bias[rows], low[rows], high[rows] = center, center - reach, center + reach
    like = first if first.unit == second.unit else None
    parts = (middle, difference, bias, low, high)
    return data.add(*(numbers(name, part, like) for name, part in zip(transform.as_, parts, strict=True)))


def quantiles(data: Data, transform: Quantiles) -> Data:
    """The quantiles of each group's samples, and the line to compare them with."""
    field = data.column(transform.field)
    groups = group(data, transform.groupby)
    first, second = _samples(data, transform)
    chosen, parts = [], [np.zeros((3, 0))]
    for place, rows in enumerate(groups.rows()):
        up = _known(second[rows])
        across = None if first is None else _known(first[rows])
        if all(len(np.unique(sample)) >= _LEAST for sample in (up, across) if sample is not None):
            chosen.append(place)
            parts.append(_paired(across, up) if across is not None else _theoretical(up, transform.distribution))
    keys = pooled(data, groups, chosen, [part.shape[1] for part in parts[1:]], transform.groupby)
    joined = np.concatenate(parts, axis=1)
    other = data.column(transform.against) if transform.against else field
    likes = (None if first is None else other, field, field)
    return keys.add(*(numbers(*column) for column in zip(transform.as_, joined, likes, strict=True)))


def _samples(data: Data, transform: Quantiles) -> tuple[Floats | None, Floats]:
    """The values along x and up, NaN in the rows of the other sample."""
    values = data.column(transform.field).values
    if transform.against is not None:
        return data.column(transform.against).values, values
    if transform.by is None:
        return None, values
    split = data.column(transform.by)
    categories = split.categories()
    known = categories.codes[split.present]
    leading = categories.codes == (known[0] if len(known) else -1)
    return np.where(leading, values, np.nan), np.where(leading | ~split.present, np.nan, values)


def _known(values: Floats) -> Floats:
    return np.sort(values[~np.isnan(values)])


def _paired(across: Floats, up: Floats) -> Floats:
    shares = np.linspace(0.0, 1.0, min(len(across), len(up)))
    x = np.quantile(across, shares)
    return np.stack((x, np.quantile(up, shares), x))


def _theoretical(up: Floats, distribution: Distribution) -> Floats:
    inverse = _INVERSES[distribution]
    x = inverse((np.arange(1, len(up) + 1) - 0.5) / len(up))
    ends = inverse(np.array([0.25, 0.75]))
    low, high = np.quantile(up, (0.25, 0.75))
    return np.stack((x, up, low + (high - low) * ((x - ends[0]) / (ends[1] - ends[0]))))


def normal_quantiles(shares: Floats) -> Floats:
    """The quantiles of the standard normal distribution, to rounding.

    A rational approximation of the tail (Abramowitz and Stegun 26.2.23), then Halley's method on the complementary
    error function, which loses no digits far out.
    """
    tail = np.minimum(shares, 1 - shares)
    t = np.sqrt(-2 * np.log(tail))
    z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    for _ in range(_ROUNDS):
        beyond = np.array([0.5 * math.erfc(value / math.sqrt(2)) for value in z.tolist()])
        step = (beyond - tail) / (np.exp(-z * z / 2) / math.sqrt(2 * math.pi))
        z = z + step / (1 - z * step / 2)
    found: Floats = np.where(shares < 0.5, -z, z)  # noqa: PLR2004 - one half
    return found


_INVERSES: dict[Distribution, Callable[[Floats], Floats]] = {
    Distribution.NORMAL: normal_quantiles,
    Distribution.UNIFORM: lambda shares: shares,
    Distribution.EXPONENTIAL: lambda shares: -np.log1p(-shares),
}
