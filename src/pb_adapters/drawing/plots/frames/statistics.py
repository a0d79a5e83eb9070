"""Statistics of the values of many groups at once, and Aggregate, which is made of them."""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from msgspec import Struct

from pb_adapters.drawing.plots.frames.columns import Data, Groups, Vector, group, numbered, numbers
from pb_adapters.drawing.plots.frames.model import Floats, Ints
from pb_core.domain.plots.transforms import BOOTSTRAP_RESAMPLES, Aggregate, Measure, Op

_SERIES_UP_TO = 1_000
_MAX_STEPS = 500


@lru_cache(maxsize=4_096)
def t_quantile(level: float, df: int) -> float:
    """The t that a share ``level`` of the distribution lies within on both sides of zero.

    With t = sqrt(df) tan(a) the share within is A(a), a finite series (Abramowitz and Stegun 26.7.3, 26.7.4) that is
    concave in a, so Newton's steps from 0 rise to the root and never pass it. Above 1,000 degrees of freedom
    the expansion of t about the normal quantile (26.7.5) is exact to rounding.
    """
    if df > _SERIES_UP_TO:
        return _expansion(NormalDist().inv_cdf((1 + level) / 2), df)
    # the slope of A is cos(a)**(df - 1) over the integral of that power up to a right angle
    whole = math.exp(math.lgamma(df / 2) - math.lgamma((df + 1) / 2)) * math.sqrt(math.pi) / 2
    angle = 0.0
    for _ in range(_MAX_STEPS):
        step = (level - _within(angle, df)) * whole / math.pow(math.cos(angle), df - 1)
        angle += step
        if abs(step) <= 1e-15 * angle:
            break
    return math.sqrt(df) * math.tan(angle)


def _within(angle: float, df: int) -> float:
    square = math.cos(angle) ** 2
    odd = df % 2
    term = math.cos(angle) if odd else 1.0
    total = term if df > 1 else 0.0
    for power in range(2 + odd, df, 2):
        term *= square * (power - 1) / power
        total += term
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total


def _expansion(z: float, df: int) -> float:
    square = z * z
    terms = (
        (square + 1) / 4,
        ((5 * square + 16) * square + 3) / 96,
        (((3 * square + 19) * square + 17) * square - 15) / 384,
        ((((79 * square + 776) * square + 1_482) * square - 1_920) * square - 945) / 92_160,
    )
    return z + math.fsum(z * term / math.pow(df, power) for power, term in enumerate(terms, start=1))


def bootstrap_means(values: Floats) -> Floats:
    """The means of all resamples of one group, in the order that they are drawn."""
    middle = values.mean()
    means: Floats = middle + (values - middle)[_draws(len(values))].mean(axis=1)
    return np.clip(means, values.min(), values.max())  # the mean of equal values is their value


@lru_cache(maxsize=4)
def _draws(count: int) -> Ints:
    numbers = np.arange(1, BOOTSTRAP_RESAMPLES * count + 1, dtype=np.uint64)
    places = (split_mix(numbers) % np.uint64(count)).astype(np.int64)
    return places.reshape(BOOTSTRAP_RESAMPLES, count)


def split_mix(counter: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The numbers of the SplitMix64 stream at these places (Steele, Lea, Flood 2014); arithmetic modulo 2**64."""
    state = counter * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


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
    return _where(sample, 1, np.minimum(low + (high - low) * (place - below), high))


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
    groups = np.split(sample.values, np.cumsum(sample.counts)[:-1])[: len(sample.counts)]  # no group is one empty part
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


_OF_TIMES = frozenset({Op.MIN, Op.MAX})
_ZERO_WITHOUT_ROWS = frozenset({Op.COUNT, Op.SUM, Op.PROPORTION})


def aggregate(data: Data, transform: Aggregate) -> Data:
    """The measures of each group."""
    groups = group(data, transform.groupby)
    keys = data.take(groups.first)
    measured = [_measure(data, groups, transform, measure) for measure in transform.measures]
    result = Data(tuple(keys.column(field) for field in transform.groupby))
    if transform.complete and transform.groupby:
        result, places = _combinations(keys, transform.groupby)
        measured = [
            _spread(measure, values, places, result.rows)
            for measure, values in zip(transform.measures, measured, strict=True)
        ]
    return result.add(
        *(_named(data, measure, values) for measure, values in zip(transform.measures, measured, strict=True))
    )


def statistic_of(data: Data, op: Op, field: str | None) -> float:
    """One statistic of a whole column; NaN where it is not defined."""
    found = _measure(data, group(data, ()), _PLAIN, Measure(op=op, field=field, as_="_"))
    return float(found[0]) if len(found) else float("nan")


_PLAIN = Aggregate(measures=(Measure(op=Op.COUNT, as_="_"),))


def _measure(data: Data, groups: Groups, transform: Aggregate, measure: Measure) -> Floats:
    values = _values(data, measure)
    sample = Sample.of(values, groups.codes, groups.count)
    if measure.op is not Op.PROPORTION:
        return statistic(measure.op, sample, transform.level)
    wider = group(data, transform.within)
    whole = np.bincount(wider.codes[~np.isnan(values)], minlength=wider.count)[wider.codes[groups.first]]
    with np.errstate(invalid="ignore"):
        return np.asarray(sample.counts / whole, dtype=np.float64)


def _values(data: Data, measure: Measure) -> Floats:
    if measure.field is None:
        return np.zeros(data.rows)
    return data.column(measure.field).values


def _named(data: Data, measure: Measure, values: Floats) -> Vector:
    if measure.field is None or measure.op in {Op.COUNT, Op.PROPORTION}:
        return numbers(measure.as_, values)
    return numbers(measure.as_, values, data.column(measure.field), times=measure.op in _OF_TIMES)


def _combinations(keys: Data, fields: Sequence[str]) -> tuple[Data, Ints]:
    """All combinations of the values of the fields, and the place among them of each row of ``keys``."""
    each = [numbered(np.unique(keys.column(field).values, return_inverse=True)[1].reshape(-1)) for field in fields]
    shape = tuple(groups.count for groups in each)
    if not keys.rows:
        return Data(tuple(keys.column(field) for field in fields)), np.zeros(0, dtype=np.int64)
    places = np.ravel_multi_index(tuple(groups.codes for groups in each), shape)
    indices = np.unravel_index(np.arange(math.prod(shape)), shape)
    columns: list[Vector] = []
    for field, groups, index in zip(fields, each, indices, strict=True):
        columns.append(keys.column(field).take(groups.first[index]))
    return Data(tuple(columns)), places


def _spread(measure: Measure, values: Floats, places: Ints, rows: int) -> Floats:
    result = np.full(rows, 0.0 if measure.op in _ZERO_WITHOUT_ROWS else np.nan)
    result[places] = values
    return result
