"""Statistics of the values of many groups at once, as ``pb_core.plot.transforms.Op`` defines them."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from pb_adapters.plots.frames.model import Floats, Ints
from pb_adapters.plots.frames.transforms.bootstrap import bootstrap_means
from pb_adapters.plots.frames.transforms.student import t_quantile
from pb_core.plot.transforms import Op


class Sample(Struct, frozen=True, eq=False):
    """The values of each group in row order, group after group; ``counts`` is how many each has."""

    values: Floats
    counts: Ints

    @classmethod
    def of(cls, values: Floats, codes: Ints, groups: int) -> "Sample":
        """The present values of a column, told apart by their group."""
        present = ~np.isnan(values)
        values, codes = values[present], codes[present]
        return cls(values[np.argsort(codes, kind="stable")], np.bincount(codes, minlength=groups))

    @property
    def codes(self) -> Ints:
        """The group of each value."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @property
    def starts(self) -> Ints:
        """Where each group begins."""
        return np.cumsum(self.counts) - self.counts

    def sums(self, values: Floats) -> Floats:
        """The sum of each group of such values, exactly rounded."""
        cells, ends = values.tolist(), np.cumsum(self.counts).tolist()
        return np.array([_sum(cells[start:end]) for start, end in zip([0, *ends], ends, strict=False)])

    def largest(self, values: Floats) -> Floats:
        """The largest of such values, none negative, in each group; 0 without any."""
        found = np.zeros(len(self.counts))
        np.maximum.at(found, self.codes, values)
        return found

    def sorted(self) -> Floats:
        """The values, ascending within each group."""
        return self.values[np.lexsort((self.values, self.codes))]


class About(Struct, frozen=True, eq=False):
    """A sample about its mean: each value is ``anchor + scale (unit + mean)``, and the units add up to 0.

    ``scale`` is the largest distance from the first value: squares of units neither overflow nor vanish, and the
    size of the values, as of times, costs the units no digit.
    """

    anchor: float
    scale: float
    mean: float
    units: Floats

    @classmethod
    def of(cls, values: Floats) -> "About":
        """At least one value; with equal values all units are 0."""
        away = values - values[0]
        scale = float(np.abs(away).max()) or 1.0
        units = away / scale
        return cls(float(values[0]), scale, float(units.mean()), units - units.mean())

    def unit_of(self, values: Floats) -> Floats:
        """Where other values stand among the units."""
        return (values - self.anchor) / self.scale - self.mean

    def value_at(self, units: Floats) -> Floats:
        """The values that stand at units."""
        return self.anchor + self.scale * (units + self.mean)

    @property
    def deviation(self) -> float:
        """The sample standard deviation of at least two values."""
        return self.scale * math.sqrt(float(self.units @ self.units) / (len(self.units) - 1))


def statistic(op: Op, sample: Sample, level: float) -> Floats:
    """One statistic of each group; NaN where it is not defined. ``proportion`` is not of a group alone."""
    with np.errstate(all="ignore"):  # what is not defined or too large is found by looking at the result
        return _STATISTICS[op](sample, level)


def quantile(sample: Sample, share: float) -> Floats:
    """The quantile of each group, interpolated linearly at position (n - 1) p."""
    if not len(sample.values):
        return np.full(len(sample.counts), np.nan)
    ascending = sample.sorted()
    place = np.maximum(sample.counts - 1, 0) * share
    below = np.floor(place).astype(np.int64)
    last = np.maximum(sample.counts - 1, 0)
    starts = np.minimum(sample.starts, len(ascending) - 1)
    low = ascending[starts + np.minimum(below, last)]
    high = ascending[starts + np.minimum(below + 1, last)]
    return _where(sample, 1, low + (high - low) * (place - below))


def _where(sample: Sample, least: int, values: Floats) -> Floats:
    return np.where(sample.counts >= least, values, np.nan)


def _count(sample: Sample, _level: float) -> Floats:
    return sample.counts.astype(np.float64)


def _mean(sample: Sample, _level: float) -> Floats:
    # never outside the values of the group: a constant group has exactly that mean, and a spread of zero
    means = sample.sums(sample.values) / sample.counts
    return _where(sample, 1, np.clip(means, quantile(sample, 0.0), quantile(sample, 1.0)))


def _stdev(sample: Sample, level: float) -> Floats:
    away = sample.values - _mean(sample, level)[sample.codes]
    scales = sample.largest(np.abs(away))  # squares of very small or large numbers stay finite
    units = away / np.where(scales > 0, scales, 1.0)[sample.codes]
    units = units - (sample.sums(units) / sample.counts)[sample.codes]
    return _where(sample, 2, scales * np.sqrt(sample.sums(units * units) / (sample.counts - 1)))


def _stderr(sample: Sample, level: float) -> Floats:
    return _stdev(sample, level) / np.sqrt(sample.counts)


def _half_width(sample: Sample, level: float) -> Floats:
    counts, places = np.unique(sample.counts, return_inverse=True)
    factors = np.array([t_quantile(level, int(count) - 1) if count > 1 else np.nan for count in counts])
    return factors[places.reshape(-1)] * _stderr(sample, level)


def _bootstrap(sample: Sample, share: float) -> Floats:
    groups = np.split(sample.values, np.cumsum(sample.counts)[:-1])
    return np.array([np.quantile(bootstrap_means(group), share) if len(group) else np.nan for group in groups])


def _sum(values: Sequence[float]) -> float:
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):  # past the largest float, or of both infinities
        return math.inf


_STATISTICS: dict[Op, Callable[[Sample, float], Floats]] = {
    Op.COUNT: _count,
    Op.SUM: lambda sample, _level: _where(sample, 1, sample.sums(sample.values)),
    Op.MEAN: _mean,
    Op.MEDIAN: lambda sample, _level: quantile(sample, 0.5),
    Op.MIN: lambda sample, _level: quantile(sample, 0.0),
    Op.MAX: lambda sample, _level: quantile(sample, 1.0),
    Op.STDEV: _stdev,
    Op.STDERR: _stderr,
    Op.Q1: lambda sample, _level: quantile(sample, 0.25),
    Op.Q3: lambda sample, _level: quantile(sample, 0.75),
    Op.CI0: lambda sample, level: _mean(sample, level) - _half_width(sample, level),
    Op.CI1: lambda sample, level: _mean(sample, level) + _half_width(sample, level),
    Op.BOOT0: lambda sample, level: _bootstrap(sample, (1 - level) / 2),
    Op.BOOT1: lambda sample, level: _bootstrap(sample, (1 + level) / 2),
}
