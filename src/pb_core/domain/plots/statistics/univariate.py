"""Statistics of the values of a group: aggregate, bin, density and ecdf."""

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import product

from msgspec import Struct

from pb_core.domain.plots.statistics import estimates
from pb_core.domain.plots.statistics.estimates import (
    bootstrap_interval,
    mean,
    quantile,
    silverman,
    stdev,
    t_interval,
    total,
)
from pb_core.domain.plots.statistics.row_transforms import (
    Key,
    column_like,
    complete_rows,
    group_columns,
    grouped,
    number_column,
    numbers,
    picked,
    take,
    with_columns,
)
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.plots.transforms import (
    COUNTING,
    ZERO_WHERE_NONE,
    Aggregate,
    Bin,
    BinRule,
    Density,
    Ecdf,
    Measure,
    Op,
)
from pb_core.domain.tables.table import Cell, Column, Table
from pb_core.errors import InvalidSpec

Groups = Mapping[Key, Sequence[int]]

MOST_COMBINATIONS = 1_000_000

_OF_TIMES = frozenset({Op.MIN, Op.MAX})


def aggregate(table: Table, transform: Aggregate) -> Table:
    """One row per group; with ``complete`` also for the combinations that do not occur."""
    if not set(transform.within) <= set(transform.groupby):
        raise InvalidSpec("The fields of 'within' must be among those of 'groupby'.")
    groups = grouped(table, transform.groupby, range(table.rows))
    keys = _combinations(groups) if transform.complete else list(groups)
    made = [_measured(table, transform, measure, groups, keys) for measure in transform.measures]
    return with_columns(table, group_columns(table, transform.groupby, keys), made)


def _combinations(groups: Groups) -> list[Key]:
    """All combinations of the values of the grouping fields."""
    values = [dict.fromkeys(column) for column in zip(*groups, strict=True)] if groups else []
    count = math.prod(map(len, values))
    if count > MOST_COMBINATIONS:
        raise InvalidSpec(f"Completing the groups would make {count:,} rows; the limit is {MOST_COMBINATIONS:,}.")
    return list(product(*values)) if groups else []


def _measured(table: Table, transform: Aggregate, measure: Measure, groups: Groups, keys: list[Key]) -> Column:
    if measure.op in COUNTING:
        counts = _counts(table, measure, groups)
        if measure.op is Op.COUNT:
            return number_column(measure.as_, (counts.get(key, 0) for key in keys))
        return number_column(measure.as_, _proportions(transform, counts, keys))
    if measure.field is None:
        raise InvalidSpec(f"The statistic {measure.op.value!r} needs a field.")
    values = numbers(table, measure.field, times=measure.op in _OF_TIMES)
    made: list[Cell] = []
    for key in keys:
        if key not in groups:
            made.append(0 if measure.op in ZERO_WHERE_NONE else None)
            continue
        sample = [value for value in map(values.__getitem__, groups[key]) if value is not None]
        made.append(statistic(measure.op, sample, transform.level) if sample else None)
    return column_like(column_of(table, measure.field), measure.as_, made)


def _counts(table: Table, measure: Measure, groups: Groups) -> dict[Key, int]:
    if measure.field is None:
        return {key: len(rows) for key, rows in groups.items()}
    values = column_of(table, measure.field).values
    return {key: sum(values[row] is not None for row in rows) for key, rows in groups.items()}


def _proportions(transform: Aggregate, counts: Mapping[Key, int], keys: list[Key]) -> list[Cell]:
    places = [transform.groupby.index(name) for name in transform.within]
    wholes: dict[Key, int] = {}
    for key, count in counts.items():
        whole = tuple(key[place] for place in places)
        wholes[whole] = wholes.get(whole, 0) + count
    shares: list[Cell] = []
    for key in keys:
        whole_count = wholes.get(tuple(key[place] for place in places), 0)
        absent = None if key in counts else 0
        shares.append(counts.get(key, 0) / whole_count if whole_count else absent)
    return shares


def statistic(op: Op, sample: Sequence[float], level: float = 0.95) -> float | None:
    """A statistic of at least one value, or ``None`` where there are too few; not for counts and proportions."""
    return _STATISTICS[op](sample, level)


def _end(interval: tuple[float, float] | None, which: int) -> float | None:
    return None if interval is None else interval[which]


def _standard_error(sample: Sequence[float]) -> float | None:
    spread = stdev(sample)
    return None if spread is None else spread / math.sqrt(len(sample))


_STATISTICS: dict[Op, Callable[[Sequence[float], float], float | None]] = {
    Op.SUM: lambda sample, _: total(sample),
    Op.MEAN: lambda sample, _: mean(sample),
    Op.MEDIAN: lambda sample, _: quantile(sorted(sample), 0.5),
    Op.MIN: lambda sample, _: min(sample),
    Op.MAX: lambda sample, _: max(sample),
    Op.STDEV: lambda sample, _: stdev(sample),
    Op.STDERR: lambda sample, _: _standard_error(sample),
    Op.Q1: lambda sample, _: quantile(sorted(sample), 0.25),
    Op.Q3: lambda sample, _: quantile(sorted(sample), 0.75),
    Op.CI0: lambda sample, level: _end(t_interval(sample, level), 0),
    Op.CI1: lambda sample, level: _end(t_interval(sample, level), 1),
    Op.BOOT0: lambda sample, level: bootstrap_interval(sample, level)[0],
    Op.BOOT1: lambda sample, level: bootstrap_interval(sample, level)[1],
}


MOST_BINS = 1_000
_MOST_BY_RULE = 200
_PLAY = 1e-9
_NICE = ("1", "2", "2.5", "5", "10")


class Bins(Struct, frozen=True, kw_only=True):
    """Bins of equal ``width`` from ``start``; ``last`` is the index of the last one."""

    start: float
    width: float
    last: int

    def ends(self, values: Sequence[float]) -> tuple[list[float], list[float]]:
        """The starts and the ends of the bins that the values lie in."""
        indices = [min(math.floor((value - self.start) / self.width + _PLAY), self.last) for value in values]
        return (
            [self.start + index * self.width for index in indices],
            [self.start + (index + 1) * self.width for index in indices],
        )


def bin_rows(table: Table, transform: Bin) -> Table:
    """The rows whose field is not missing, with their bins' ends."""
    values = numbers(table, transform.field, times=True)
    rows = complete_rows(values)
    sample = picked(values, rows)
    edges = bins_of(sample, transform) if sample else None
    starts, ends = edges.ends(sample) if edges else ([], [])
    source = column_of(table, transform.field)
    added = (column_like(source, name, made) for name, made in zip(transform.as_, (starts, ends), strict=True))
    return with_columns(table, take(table, rows).columns, added)


def bins_of(sample: Sequence[float], transform: Bin) -> Bins:
    """The bins of at least one value."""
    low, high = min(sample), max(sample)
    if low == high:
        width = max(1.0, 4 * math.ulp(low))
        return Bins(start=low - width / 2, width=width, last=0)
    width = _width(sample, transform)
    start = low if transform.rule is BinRule.COUNT else math.floor(low / width + _PLAY) * width
    last = max(math.ceil((high - start) / width - _PLAY) - 1, 0)
    if last >= MOST_BINS:
        raise InvalidSpec(f"This would make {last + 1:,} bins of {transform.field!r}; the limit is {MOST_BINS:,}.")
    return Bins(start=start, width=width, last=last)


def _width(sample: Sequence[float], transform: Bin) -> float:
    span, value = max(sample) - min(sample), transform.value
    if math.isinf(span):
        raise InvalidSpec(f"The values of {transform.field!r} are too far apart for bins.")
    if transform.rule in {BinRule.COUNT, BinRule.STEP}:
        if value is None or (transform.rule is BinRule.COUNT and value != int(value)):
            what = "whole number of bins" if transform.rule is BinRule.COUNT else "width"
            raise InvalidSpec(f"The bin rule {transform.rule.value!r} needs a {what} in 'value'.")
        return span / value if transform.rule is BinRule.COUNT else value
    raw = _raw_width(sample, transform.rule)
    if raw == 0 or span / raw > _MOST_BY_RULE:
        raw = _raw_width(sample, BinRule.STURGES)
    return _nice(raw)


def _raw_width(sample: Sequence[float], rule: BinRule) -> float:
    count = len(sample)
    if rule is BinRule.FREEDMAN_DIACONIS:
        ascending = sorted(sample)
        return 2 * (quantile(ascending, 0.75) - quantile(ascending, 0.25)) * math.pow(count, -1 / 3)
    if rule is BinRule.SCOTT:
        return 3.49 * (stdev(sample) or 0.0) * math.pow(count, -1 / 3)
    return (max(sample) - min(sample)) / math.ceil(math.log2(count) + 1)


def _nice(raw: float) -> float:
    power = math.floor(math.log10(raw))
    candidates = (float(f"{factor}e{power}") for factor in _NICE)
    return next(width for width in candidates if width >= raw * (1 - _PLAY))


def density(table: Table, transform: Density) -> Table:
    """The kernel density of each group with at least two different values."""
    values = numbers(table, transform.field)
    keys: list[Key] = []
    points: list[float] = []
    heights: list[float] = []
    for key, rows in grouped(table, transform.groupby, complete_rows(values)).items():
        ascending = sorted(picked(values, rows))
        if ascending[0] == ascending[-1]:
            continue
        width = transform.bandwidth or silverman(ascending)
        grid, sums = estimates.curve(ascending, width, transform.cut * width, transform.steps)
        keys += [key] * len(grid)
        points += grid
        heights += estimates.normed(sums, len(ascending), width)
    return _curve(table, transform, keys, points, heights)


def ecdf(table: Table, transform: Ecdf) -> Table:
    """The share of values not above each different value of a group."""
    values = numbers(table, transform.field, times=True)
    keys: list[Key] = []
    steps: list[float] = []
    shares: list[float] = []
    for key, rows in grouped(table, transform.groupby, complete_rows(values)).items():
        ascending = sorted(picked(values, rows))
        different = list(dict.fromkeys(ascending))
        keys += [key] * len(different)
        steps += different
        shares += [bisect_right(ascending, value) / len(ascending) for value in different]
    return _curve(table, transform, keys, steps, shares)


def _curve(
    table: Table, transform: Density | Ecdf, keys: list[Key], values: list[float], heights: list[float]
) -> Table:
    value = column_like(column_of(table, transform.field), transform.as_[0], values)
    height = number_column(transform.as_[1], heights)
    return with_columns(table, group_columns(table, transform.groupby, keys), [value, height])
